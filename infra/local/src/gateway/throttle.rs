//! Throttling of a stage and of its routes: token buckets ("Throttle requests to your HTTP APIs").

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Limit of a stage or route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttling {
    /// Requests a second, in the long run.
    pub rate: f64,
    /// Requests at once.
    pub burst: f64,
}

#[derive(Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

/// Name of the bucket that all routes without a limit of their own share.
const STAGE: &str = "";

/// Limits of routes by their keys, and of the stage, which all other routes share.
#[derive(Debug)]
pub(super) struct Throttle {
    stage: Option<Throttling>,
    routes: HashMap<String, Throttling>,
    buckets: Mutex<HashMap<String, Bucket>>,
}

impl Throttle {
    pub(super) fn new(stage: Option<Throttling>, routes: HashMap<String, Throttling>) -> Self {
        Self { stage, routes, buckets: Mutex::default() }
    }

    /// Returns true if a route may serve one more request at this time.
    pub(super) fn takes(&self, route: &str, now: Instant) -> bool {
        let own = self.routes.get(route).map(|limit| (route, *limit));
        let Some((name, limit)) = own.or_else(|| Some((STAGE, self.stage?))) else { return true };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry(name.to_owned()).or_insert(Bucket { left: limit.burst, at: now });
        let gained = now.saturating_duration_since(bucket.at).as_secs_f64() * limit.rate;
        bucket.left = (bucket.left + gained).min(limit.burst);
        bucket.at = now;
        let takes = bucket.left >= 1.0;
        if takes {
            bucket.left -= 1.0;
        }
        takes
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let own = HashMap::from([("GET /own".to_owned(), Throttling { rate: 1.0, burst: 2.0 })]);
        let throttle = Throttle::new(Some(Throttling { rate: 10.0, burst: 5.0 }), own);
        let start = Instant::now();
        let taken = |route, after| (0..100).filter(|_| throttle.takes(route, start + after)).count();
        assert_eq!(taken("GET /a", Duration::ZERO), 5);
        assert_eq!(taken("GET /b", Duration::ZERO), 0, "they share the stage's");
        assert_eq!(taken("GET /own", Duration::ZERO), 2, "and this one has its own");
        assert_eq!(taken("GET /a", Duration::from_millis(200)), 2);
        assert_eq!(taken("GET /a", Duration::from_secs(60)), 5, "no more than the burst is saved");
    }
}

//! Throttling of a stage and its routes with token buckets ("Throttle requests to your HTTP APIs").

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Limit of a stage or route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttling {
    /// Steady rate in requests per second.
    pub rate: f64,
    /// Burst, in requests.
    pub burst: f64,
}

#[derive(Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

/// Name of the bucket shared by all routes without their own limit.
const STAGE: &str = "";

/// Limits by route key, and the stage's limit for all other routes.
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

    /// Returns true if a route accepts another request at this time.
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
    fn a_bucket_allows_its_burst_and_then_its_rate() {
        let own = HashMap::from([("GET /own".to_owned(), Throttling { rate: 1.0, burst: 2.0 })]);
        let throttle = Throttle::new(Some(Throttling { rate: 10.0, burst: 5.0 }), own);
        let start = Instant::now();
        let taken = |route, after| (0..100).filter(|_| throttle.takes(route, start + after)).count();
        assert_eq!(taken("GET /a", Duration::ZERO), 5);
        assert_eq!(taken("GET /b", Duration::ZERO), 0, "routes share the stage's bucket");
        assert_eq!(taken("GET /own", Duration::ZERO), 2, "a route with its own bucket");
        assert_eq!(taken("GET /a", Duration::from_millis(200)), 2);
        assert_eq!(taken("GET /a", Duration::from_secs(60)), 5, "a bucket never exceeds its burst");
    }
}

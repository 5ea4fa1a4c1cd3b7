//! Throttling of a stage with a token bucket ("Throttle requests to your HTTP APIs").

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Limit of a stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttling {
    /// Steady rate in requests per second.
    pub rate: f64,
    /// Burst, in requests.
    pub burst: f64,
}

/// Token bucket that all routes share.
#[derive(Debug)]
pub(super) struct Throttle {
    limit: Throttling,
    bucket: Mutex<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Throttle {
    pub(super) fn new(limit: Throttling, now: Instant) -> Self {
        Self { limit, bucket: Mutex::new(Bucket { left: limit.burst, at: now }) }
    }

    /// Returns true if another request is accepted at this time.
    pub(super) fn takes(&self, now: Instant) -> bool {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let gained = now.saturating_duration_since(bucket.at).as_secs_f64() * self.limit.rate;
        bucket.left = (bucket.left + gained).min(self.limit.burst);
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
        let start = Instant::now();
        let throttle = Throttle::new(Throttling { rate: 10.0, burst: 5.0 }, start);
        let taken = |after| (0..100).filter(|_| throttle.takes(start + after)).count();
        assert_eq!(taken(Duration::ZERO), 5);
        assert_eq!(taken(Duration::ZERO), 0);
        assert_eq!(taken(Duration::from_millis(200)), 2);
        assert_eq!(taken(Duration::from_secs(60)), 5, "a bucket never exceeds its burst");
    }
}

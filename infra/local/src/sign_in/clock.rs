//! Clock of the provider.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use crate::machine_time;

/// System time plus the offset that a test sets.
#[derive(Debug, Default)]
pub(super) struct Clock {
    ahead: AtomicU64,
}

impl Clock {
    /// Returns seconds since 1970.
    pub(super) fn now(&self) -> u64 {
        let system = machine_time::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        system.saturating_add(self.ahead.load(Ordering::Relaxed))
    }

    pub(super) fn advance(&self, by: Duration) {
        self.ahead.fetch_add(by.as_secs(), Ordering::Relaxed);
    }
}

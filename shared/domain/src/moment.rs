//! Moment of a write: its time, and sortable ids.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use contract::id::IdSeed;
use contract::time::Timestamp;

/// Time of a write, and the ids of its new items.
#[derive(Clone, Debug)]
pub struct Moment {
    at: Timestamp,
    random: u64,
    ids: Arc<AtomicU16>,
}

impl Moment {
    /// Moment at a time. `random` makes its ids unguessable.
    pub fn new(at: Timestamp, random: [u8; 8]) -> Self {
        Self { at, random: u64::from_be_bytes(random), ids: Arc::default() }
    }

    /// Returns the time.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Returns the seed of the next id. Ids of one moment sort in their order of creation.
    pub fn next_id(&self) -> IdSeed {
        let place = self.ids.fetch_add(1, Ordering::Relaxed);
        IdSeed {
            millis: u64::try_from(self.at.millis()).unwrap_or_default(),
            random: (u128::from(place) << 64) | u128::from(self.random),
        }
    }
}

#[cfg(test)]
mod tests {
    use contract::id::AuditId;

    use super::*;

    #[test]
    fn ids_of_a_moment_sort_in_order_and_have_its_time() {
        let moment = Moment::new(Timestamp::from_millis(7), [0xff; 8]);
        let ids: Vec<_> = (0..300).map(|_| AuditId::new(moment.next_id())).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(ids[0] >= AuditId::first_at(Timestamp::from_millis(7)));
        assert!(ids[299] < AuditId::first_at(Timestamp::from_millis(8)));
    }
}

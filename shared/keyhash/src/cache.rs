//! Cache of correct hashes.

use std::hash::{Hash, Hasher};
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use contract::api_key::ApiKey;
use contract::time::Timestamp;
use domain::application::{HmacKeyArn, Mac};
use lru::LruCache;
use sha2::{Digest, Sha256};

/// Most cached hashes.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(1024).unwrap();
/// Lifetime of a cached hash, in seconds: the time until disabling the KMS key locks everyone out.
pub const KEEP_SECONDS: i64 = 15 * 60;

/// SHA-256 of the API key and of the HMAC key's ARN. The raw key itself is not kept.
#[derive(PartialEq, Eq)]
struct Slot([u8; 32]);

impl Hash for Slot {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Some bytes of a SHA-256 differ like all of them.
        state.write_u64(self.0.first_chunk().map_or(0, |bytes| u64::from_ne_bytes(*bytes)));
    }
}

impl Slot {
    fn of(key: &ApiKey, hmac_key: &HmacKeyArn) -> Self {
        let digest = Sha256::new().chain_update(key.expose()).chain_update(b"|").chain_update(hmac_key.as_str());
        Self(digest.finalize().into())
    }
}

pub(crate) struct Cache(Mutex<LruCache<Slot, (Mac, Timestamp)>>);

impl Cache {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(LruCache::new(CAPACITY)))
    }

    pub(crate) fn get(&self, key: &ApiKey, hmac_key: &HmacKeyArn, now: Timestamp) -> Option<Mac> {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = Slot::of(key, hmac_key);
        let (mac, until) = cache.get(&slot)?;
        if now < *until {
            return Some(*mac);
        }
        cache.pop(&slot);
        None
    }

    /// Caches `mac` from now on. A hash that is cached already keeps its end.
    pub(crate) fn put(&self, key: &ApiKey, hmac_key: &HmacKeyArn, mac: Mac, now: Timestamp) {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cache.get_or_insert(Slot::of(key, hmac_key), || (mac, now.plus_seconds(KEEP_SECONDS)));
    }
}

#[cfg(test)]
mod tests {
    use contract::api_key::{ApiKeyId, KeyMode};
    use contract::id::{ApplicationId, IdSeed};

    use super::*;

    fn key(random: u128) -> ApiKey {
        let application = ApplicationId::new(IdSeed { millis: 1, random });
        ApiKey::assemble(KeyMode::Test, &application, &ApiKeyId::from_digits("0001").unwrap(), [1, 2])
    }

    fn arn(id: &str) -> HmacKeyArn {
        format!("arn:aws:kms:eu-central-1:111122223333:key/{id}").parse().unwrap()
    }

    #[test]
    fn a_hash_has_a_fixed_lifetime() {
        let (cache, start) = (Cache::new(), Timestamp::from_seconds(1_000));
        cache.put(&key(1), &arn("a"), Mac([7; 32]), start);
        cache.put(&key(1), &arn("a"), Mac([7; 32]), start.plus_seconds(KEEP_SECONDS - 1));
        assert!(cache.get(&key(1), &arn("a"), start.plus_seconds(KEEP_SECONDS - 1)).is_some());
        assert!(cache.get(&key(1), &arn("a"), start.plus_seconds(KEEP_SECONDS)).is_none());
    }

    #[test]
    fn a_hash_is_of_one_key_under_one_hmac_key() {
        let (cache, now) = (Cache::new(), Timestamp::from_seconds(1_000));
        cache.put(&key(1), &arn("a"), Mac([7; 32]), now);
        assert!(cache.get(&key(2), &arn("a"), now).is_none());
        assert!(cache.get(&key(1), &arn("b"), now).is_none());
    }

    #[test]
    fn the_cache_is_bounded() {
        let (cache, now) = (Cache::new(), Timestamp::from_seconds(1_000));
        for random in 0..=1024 {
            cache.put(&key(random), &arn("a"), Mac([7; 32]), now);
        }
        assert!(cache.get(&key(0), &arn("a"), now).is_none());
        assert!(cache.get(&key(1024), &arn("a"), now).is_some());
    }
}

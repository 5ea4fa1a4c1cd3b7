//! Public keys that stay parsed in the process, by fingerprint.
//!
//! Parsing one costs more than verifying with it.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use contract::signing_key::{Fingerprint, SigningPublicKey};
use lru::LruCache;

/// Most cached keys. A function serves few applications at a time, and a key takes a few kilobytes.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(512).unwrap();

/// Key that verifies RS256 (RFC 7518, 3.3).
#[derive(Clone)]
pub(crate) struct Verifying(Arc<ParsedPublicKey>);

impl Verifying {
    /// Returns true if the private half made `signature` over `message`.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

pub(crate) struct ParsedKeys(Mutex<LruCache<Fingerprint, Verifying>>);

impl ParsedKeys {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(LruCache::new(CAPACITY)))
    }

    /// Returns true if `key` verifies `signature` over `message`.
    pub(crate) fn verifies(&self, key: &SigningPublicKey, message: &str, signature: &[u8]) -> bool {
        self.get(key).is_some_and(|parsed| parsed.verifies(message.as_bytes(), signature))
    }

    /// Returns the parsed key, from the cache if possible; `None` if it does not parse, which its registration rules
    /// out.
    pub(crate) fn get(&self, key: &SigningPublicKey) -> Option<Verifying> {
        // The cache has no incomplete state, so a panic elsewhere does not spoil it.
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parsed) = keys.get(key.fingerprint()) {
            return Some(parsed.clone());
        }
        let parsed = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.spki_der()).ok()?;
        let verifying = Verifying(Arc::new(parsed));
        keys.put(key.fingerprint().clone(), verifying.clone());
        Some(verifying)
    }
}

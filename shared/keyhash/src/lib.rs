//! API keys and their keyed hash: the only crate that knows KMS.
//!
//! A key is stored as KMS's HMAC-SHA-256 over [`CONTEXT`] and the key. The record of the hash names the KMS key by ARN,
//! so a new KMS key can be introduced while API keys hashed with the old one stay valid.

mod cache;

use std::fmt;

use aws_sdk_kms::Client;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::MacAlgorithmSpec;
use cache::Cache;
use contract::api_key::{ApiKey, ApiKeyId, KEY_NUMBER_WIDTH, KeyMode};
use contract::base62;
use contract::id::ApplicationId;
use contract::time::Timestamp;
use domain::application::{HmacKeyArn, Mac};
use verify::backend::BackendError;
use zeroize::Zeroizing;

pub use cache::KEEP_SECONDS;

/// Prefix of the hashed text. A hash made for another purpose is not one of a key.
pub const CONTEXT: &str = "nuvera/api-key/v1|";

/// New API key with its hash.
#[derive(Debug)]
pub struct Issued {
    /// API key, to be shown once.
    pub key: ApiKey,
    /// Hash of the API key.
    pub mac: Mac,
    /// KMS key of the hash.
    pub hmac_key: HmacKeyArn,
}

/// Random bits for one API key.
#[derive(Clone, Copy)]
pub struct KeyRandom {
    /// Number of the key within its application: the lower 4 base62 digits are used.
    pub number: u128,
    /// Secret of the key: each half yields 16 base62 digits.
    pub secret: [u128; 2],
}

impl KeyRandom {
    /// Returns the id of the key that is built from it.
    pub fn id(&self) -> Option<ApiKeyId> {
        ApiKeyId::from_digits(&base62::encode(self.number, KEY_NUMBER_WIDTH))
    }
}

impl fmt::Debug for KeyRandom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRandom")
    }
}

/// Hasher of API keys with a cache of correct hashes.
pub struct KeyHash {
    kms: Client,
    cache: Cache,
}

impl KeyHash {
    /// Creates a hasher that uses the KMS of `service`.
    pub fn new(service: &cloud::Service) -> Self {
        let config = aws_sdk_kms::config::Builder::from(service.config())
            .behavior_version(aws_sdk_kms::config::BehaviorVersion::latest())
            .build();
        Self { kms: Client::from_conf(config), cache: Cache::new() }
    }

    /// Creates a key of `application` and hashes it with `hmac_key`.
    ///
    /// # Errors
    /// [`BackendError`] if KMS does not answer or refuses.
    pub async fn issue(
        &self,
        mode: KeyMode,
        application: &ApplicationId,
        hmac_key: &HmacKeyArn,
        random: KeyRandom,
    ) -> Result<Issued, BackendError> {
        let id = random.id().ok_or_else(|| BackendError::Refused("no key number".to_owned()))?;
        let key = ApiKey::assemble(mode, application, &id, random.secret);
        let mac = self.compute(&key, hmac_key).await?;
        Ok(Issued { key, mac, hmac_key: hmac_key.clone() })
    }

    /// Returns the hash, if it was found correct within [`KEEP_SECONDS`].
    pub fn cached(&self, key: &ApiKey, hmac_key: &HmacKeyArn, now: Timestamp) -> Option<Mac> {
        self.cache.get(key, hmac_key, now)
    }

    /// Caches a hash that was found correct.
    pub fn remember(&self, key: &ApiKey, hmac_key: &HmacKeyArn, mac: Mac, now: Timestamp) {
        self.cache.put(key, hmac_key, mac, now);
    }

    /// Computes the hash in KMS, with one `GenerateMac`.
    ///
    /// # Errors
    /// [`BackendError`] if KMS does not answer, or refuses, as it does after the HMAC key was disabled.
    pub async fn compute(&self, key: &ApiKey, hmac_key: &HmacKeyArn) -> Result<Mac, BackendError> {
        let message = Zeroizing::new([CONTEXT.as_bytes(), key.expose().as_bytes()].concat());
        let answer = self
            .kms
            .generate_mac()
            .key_id(hmac_key.as_str())
            .mac_algorithm(MacAlgorithmSpec::HmacSha256)
            .message(Blob::new(message.as_slice()))
            .send()
            .await
            .map_err(|error| {
                let cause = format!("KMS GenerateMac: {}", cloud::describe(&error));
                // An operator disables the key to stop everything for a while, so it is not a permanent error.
                let stopped = error
                    .as_service_error()
                    .is_some_and(|error| error.is_disabled_exception() || error.is_kms_invalid_state_exception());
                if stopped || !cloud::is_final(&error) {
                    BackendError::Unavailable(cause)
                } else {
                    BackendError::Refused(cause)
                }
            })?;
        let bytes = answer.mac.map(Blob::into_inner).unwrap_or_default();
        bytes.try_into().map(Mac).map_err(|_| BackendError::Refused("KMS GenerateMac: not 32 bytes".to_owned()))
    }
}

//! API keys and their keyed hash: the only crate that knows KMS.
//!
//! A key is kept as KMS's HMAC-SHA-256 over [`CONTEXT`] and the key. The hash's record names the KMS key that
//! made it, by ARN, so that a new one can be introduced while keys hashed with the old one keep working.

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

/// Stands before the key in what is hashed, so that a hash made for another purpose is none of a key.
pub const CONTEXT: &str = "nuvera/api-key/v1|";

/// A new API key, with what is kept of it.
#[derive(Debug)]
pub struct Issued {
    /// The key, to be shown once.
    pub key: ApiKey,
    /// Its hash.
    pub mac: Mac,
    /// The KMS key of the hash.
    pub hmac_key: HmacKeyArn,
}

/// Random bits for one API key: its number, and two halves of its secret.
#[derive(Clone, Copy)]
pub struct KeyRandom {
    /// Of which 4 base62 digits tell the application's keys apart.
    pub number: u128,
    /// Of each of which 16 base62 digits are the secret.
    pub secret: [u128; 2],
}

impl KeyRandom {
    /// The id of the key that is made of it.
    #[must_use]
    pub fn id(&self) -> Option<ApiKeyId> {
        ApiKeyId::from_digits(&base62::encode(self.number, KEY_NUMBER_WIDTH))
    }
}

impl fmt::Debug for KeyRandom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRandom")
    }
}

/// Hashes API keys, and remembers for a while the hashes that were found right.
pub struct KeyHash {
    kms: Client,
    cache: Cache,
}

impl KeyHash {
    /// Hashes with the KMS that `service` leads to.
    #[must_use]
    pub fn new(service: &cloud::Service) -> Self {
        let config = aws_sdk_kms::config::Builder::from(service.config())
            .behavior_version(aws_sdk_kms::config::BehaviorVersion::latest())
            .build();
        Self { kms: Client::from_conf(config), cache: Cache::new() }
    }

    /// Makes a new key of `application` and hashes it with `hmac_key`.
    ///
    /// # Errors
    /// Where KMS does not answer.
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

    /// The hash, where it was found right within [`KEEP_SECONDS`].
    #[must_use]
    pub fn cached(&self, key: &ApiKey, hmac_key: &HmacKeyArn, now: Timestamp) -> Option<Mac> {
        self.cache.get(key, hmac_key, now)
    }

    /// Keeps a hash that was found right.
    pub fn remember(&self, key: &ApiKey, hmac_key: &HmacKeyArn, mac: Mac, now: Timestamp) {
        self.cache.put(key, hmac_key, mac, now);
    }

    /// Has KMS compute the hash: one `GenerateMac`.
    ///
    /// # Errors
    /// Where KMS does not answer, or refuses, as it does once the HMAC key is disabled.
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
                // Disabling the key is how an operator stops everything for a while; so it is no mistake.
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

//! What judging asks of the outside, each once and no more than needed.

use std::future::Future;

use contract::api_key::ApiKey;
use contract::id::ApplicationId;
use contract::time::Timestamp;
use domain::application::{ApplicationRecord, HmacKeyArn, Mac};

/// Failure of a service that judging asks. The request is refused; the cause is for the log.
#[derive(Debug)]
pub enum BackendError {
    /// No answer in time, or an error of the service's own: 503.
    Unavailable(String),
    /// Refused for good, as to who lacks a permission, or without a table: 500.
    Refused(String),
}

/// The applications' records.
pub trait Applications: Sync {
    /// One strongly consistent read of all that judges a request.
    fn find(&self, id: &ApplicationId) -> impl Future<Output = Result<Option<ApplicationRecord>, BackendError>> + Send;
}

/// The keyed hash of API keys.
pub trait KeyedHash: Sync {
    /// The hash, where it was computed and found right a short while ago.
    fn cached(&self, key: &ApiKey, hmac_key: &HmacKeyArn, now: Timestamp) -> Option<Mac>;
    /// Computes the hash, which costs money.
    fn compute(&self, key: &ApiKey, hmac_key: &HmacKeyArn) -> impl Future<Output = Result<Mac, BackendError>> + Send;
    /// Keeps a hash that was found right.
    fn remember(&self, key: &ApiKey, hmac_key: &HmacKeyArn, mac: Mac, now: Timestamp);
}

/// Whether a `jti` was used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claimed {
    /// Never before; it is now.
    Fresh,
    /// It was.
    Replayed,
}

/// A `jti` to be used up.
#[derive(Clone, Debug)]
pub struct TokenUse<'a> {
    /// Whose: the same `jti` may be used by two applications.
    pub application: &'a ApplicationId,
    /// SHA-256 of the `jti`.
    pub jti_hash: [u8; 32],
    /// When no copy of the token can be accepted any more.
    pub forget_at: Timestamp,
    /// Tells this attempt from every other, so that its own repeated write is no replay.
    pub nonce: [u8; 16],
}

/// The used `jti`s.
pub trait Replays: Sync {
    /// Uses the `jti` up, if nobody did before: one conditional write.
    fn claim(&self, token: &TokenUse<'_>) -> impl Future<Output = Result<Claimed, BackendError>> + Send;
    /// Whether it was used, without using it.
    fn was_used(&self, token: &TokenUse<'_>) -> impl Future<Output = Result<bool, BackendError>> + Send;
}

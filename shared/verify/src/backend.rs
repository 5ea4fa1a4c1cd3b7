//! Services that judging needs, each called once and no more than necessary.

use std::future::Future;
use std::sync::Arc;

use contract::api_key::ApiKey;
use contract::id::ApplicationId;
use contract::time::Timestamp;
use domain::application::{ApplicationRecord, HmacKeyArn, Mac};

/// Failure of a service.
///
/// The request is refused; the cause is for the log.
#[derive(Debug)]
pub enum BackendError {
    /// No answer in time, or an internal error of the service: 503.
    Unavailable(String),
    /// Permanent refusal, such as a missing permission or table: 500.
    Refused(String),
}

/// Records of applications.
pub trait Applications: Sync {
    /// Reads all data for judging a request, in one strongly consistent read.
    fn find(
        &self,
        id: &ApplicationId,
    ) -> impl Future<Output = Result<Option<Arc<ApplicationRecord>>, BackendError>> + Send;
}

/// Keyed hash of API keys.
pub trait KeyedHash: Sync {
    /// Returns the hash, if it was recently computed and found correct.
    fn cached(&self, key: &ApiKey, hmac_key: &HmacKeyArn, now: Timestamp) -> Option<Mac>;
    /// Computes the hash, which costs money.
    fn compute(&self, key: &ApiKey, hmac_key: &HmacKeyArn) -> impl Future<Output = Result<Mac, BackendError>> + Send;
    /// Caches a hash that was found correct.
    fn remember(&self, key: &ApiKey, hmac_key: &HmacKeyArn, mac: Mac, now: Timestamp);
}

/// Outcome of claiming a `jti`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claimed {
    /// First use. The `jti` is now used.
    Fresh,
    /// Used before.
    Replayed,
}

/// Use of a `jti`.
#[derive(Clone, Debug)]
pub struct TokenUse<'a> {
    /// Application of the token. Two applications may use the same `jti`.
    pub application: &'a ApplicationId,
    /// SHA-256 of the `jti`.
    pub jti_hash: [u8; 32],
    /// Time from which no copy of the token is accepted.
    pub forget_at: Timestamp,
    /// Random number of this attempt. With it, its own repeated write does not count as a replay.
    pub nonce: [u8; 16],
}

/// Used `jti`s.
pub trait Replays: Sync {
    /// Claims the `jti` unless it was used before, in one conditional write.
    fn claim(&self, token: &TokenUse<'_>) -> impl Future<Output = Result<Claimed, BackendError>> + Send;
    /// Returns true if the `jti` was used, without claiming it.
    fn was_used(&self, token: &TokenUse<'_>) -> impl Future<Output = Result<bool, BackendError>> + Send;
}

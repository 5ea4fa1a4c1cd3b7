//! Refused requests, for the owner of the application that they named.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnosis::CheckReport;
use crate::time::Timestamp;

/// Requests that were refused with one code within one minute. What it says is that of the first; the others are
/// counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefusedRequest {
    /// When the first was refused.
    pub at: Timestamp,
    /// The code it was refused with.
    #[schemars(example = &"token_body_hash_mismatch")]
    pub code: String,
    /// How many were refused with it in that minute. Processes count for themselves and tell it late.
    #[schemars(example = 3)]
    pub count: u64,
    /// The method as sent.
    #[schemars(example = &"POST")]
    pub method: String,
    /// Path and query as sent.
    #[schemars(example = &"/api/v1/customers")]
    pub uri: String,
    /// From which address.
    #[schemars(example = &"203.0.113.7")]
    pub source_ip: String,
    /// What may be shown of the API key that was sent.
    #[schemars(example = &"nuv_test_0HqYx3vQm6h2nXcYt8Wd1e0001")]
    pub key_prefix: String,
    /// The platform's clock minus the token's `iat`, in seconds; absent where no token could be read.
    #[schemars(example = 1)]
    pub clock_difference_seconds: Option<i64>,
    /// What each check said.
    pub checks: Vec<CheckReport>,
}

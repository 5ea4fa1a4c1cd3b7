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
    pub code: String,
    /// How many were refused with it in that minute. Processes count for themselves and tell it late.
    pub count: u64,
    /// The method as sent.
    pub method: String,
    /// Path and query as sent.
    pub uri: String,
    /// From which address.
    pub source_ip: String,
    /// What may be shown of the API key that was sent.
    pub key_prefix: String,
    /// The platform's clock minus the token's `iat`, in seconds; absent where no token could be read.
    pub clock_difference_seconds: Option<i64>,
    /// What each check said.
    pub checks: Vec<CheckReport>,
}

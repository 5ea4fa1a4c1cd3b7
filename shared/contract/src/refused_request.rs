//! Refused requests, for the owner of the application that they named.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnosis::CheckReport;
use crate::time::Timestamp;

/// Refused requests with one error within a minute, or a daily count.
///
/// A signature or an API key proves the sender. Of proved requests with the same error, the details of the first are
/// kept, with a count. Other requests are counted by code and day, without any text of the sender. The same applies to
/// proved requests above the limit of details per minute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefusedRequest {
    /// Time of the first refusal; in a daily count, the start of the day in UTC.
    pub at: Timestamp,
    /// Error code of the refusal.
    #[schemars(example = &"token_body_hash_mismatch")]
    pub code: String,
    /// Number of refused requests. It is reported with a delay.
    #[schemars(example = 3)]
    pub count: u64,
    /// `true` if a signature or API key proves the sender.
    #[serde(default)]
    #[schemars(example = true)]
    pub proved: bool,
    /// `requestId` of the answer; `null` in a daily count, as are method, path, address and key prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"JKJaXmPLvHcESHA=")]
    pub request_id: Option<String>,
    /// HTTP method as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"POST")]
    pub method: Option<String>,
    /// Path and query as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"/api/v1/customers")]
    pub uri: Option<String>,
    /// IP address of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"203.0.113.7")]
    pub source_ip: Option<String>,
    /// Public part of the API key that was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"nuv_test_0HqYx3vQm6h2nXcYt8Wd1e0001")]
    pub key_prefix: Option<String>,
    /// The platform's clock minus the token's `iat`, in seconds; `null` if no token could be parsed.
    #[serde(default)]
    #[schemars(example = 1)]
    pub clock_difference_seconds: Option<i64>,
    /// Result of each check; empty in a daily count.
    #[serde(default)]
    pub checks: Vec<CheckReport>,
}

impl RefusedRequest {
    /// Creates a count of one refusal with `code`, for the daily count.
    pub fn counted(at: Timestamp, code: &str, proved: bool) -> Self {
        const DAY_SECONDS: i64 = 24 * 60 * 60;
        let seconds = at.seconds();
        Self {
            at: Timestamp::from_seconds(seconds - seconds.rem_euclid(DAY_SECONDS)),
            code: code.to_owned(),
            count: 1,
            proved,
            request_id: None,
            method: None,
            uri: None,
            source_ip: None,
            key_prefix: None,
            clock_difference_seconds: None,
            checks: Vec::new(),
        }
    }
}

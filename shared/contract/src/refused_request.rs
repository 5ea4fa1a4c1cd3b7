//! Refused requests, for the owner of the application that they named.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnosis::CheckReport;
use crate::time::Timestamp;

/// Requests refused for the same mistake within a minute, or a daily count.
///
/// Requests whose signature or API key proves the sender are kept with details: those of the first, and a count of
/// others with the same mistake. Unproved requests are counted by code and day, without any text of the sender. Proved
/// requests beyond the limit of details per minute are counted in the same way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefusedRequest {
    /// When the first was refused; in a daily count, the start of the day in UTC.
    pub at: Timestamp,
    /// The code it was refused with.
    #[schemars(example = &"token_body_hash_mismatch")]
    pub code: String,
    /// Number of refused requests. Each process counts for itself and reports late.
    #[schemars(example = 3)]
    pub count: u64,
    /// True if a signature or API key of the application proves the sender.
    #[serde(default)]
    #[schemars(example = true)]
    pub proved: bool,
    /// `requestId` of the answer; absent in a daily count, as are method, path, address and key prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"JKJaXmPLvHcESHA=")]
    pub request_id: Option<String>,
    /// The method as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"POST")]
    pub method: Option<String>,
    /// Path and query as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"/api/v1/customers")]
    pub uri: Option<String>,
    /// From which address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"203.0.113.7")]
    pub source_ip: Option<String>,
    /// What may be shown of the API key that was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"nuv_test_0HqYx3vQm6h2nXcYt8Wd1e0001")]
    pub key_prefix: Option<String>,
    /// The platform's clock minus the token's `iat`, in seconds; absent where no token could be read.
    #[serde(default)]
    #[schemars(example = 1)]
    pub clock_difference_seconds: Option<i64>,
    /// Result of each check; empty in a daily count.
    #[serde(default)]
    pub checks: Vec<CheckReport>,
}

impl RefusedRequest {
    /// One refusal with `code`, for the daily count.
    #[must_use]
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

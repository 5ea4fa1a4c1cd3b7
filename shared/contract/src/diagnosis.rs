//! What each check said of a request: for `signature-diagnose` and for the record of a refusal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::json::names;
use crate::route::Output;

names! {
    /// What a check said.
    pub enum CheckOutcome {
        Passed = "PASSED",
        Failed = "FAILED",
        /// It could not be made, because one that it needs failed, or may not be told yet.
        Skipped = "SKIPPED",
    }
}

/// One check of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// Which check.
    pub check: String,
    /// What it said.
    pub outcome: CheckOutcome,
    /// The code a refusal for it bears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What the request held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
}

/// Every check of one request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// Whether the request would be served.
    pub accepted: bool,
    /// The platform's clock minus the token's `iat`, in seconds; positive where the caller's clock is behind
    /// or the request was long under way.
    pub clock_difference_seconds: Option<i64>,
    /// The checks in their order.
    pub checks: Vec<CheckReport>,
}

impl Output for Diagnosis {}

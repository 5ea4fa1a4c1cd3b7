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
    #[schemars(example = &"bodyHash")]
    pub check: String,
    /// What it said.
    #[schemars(example = &"FAILED")]
    pub outcome: CheckOutcome,
    /// The code a refusal for it bears.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"token_body_hash_mismatch")]
    pub code: Option<String>,
    /// What was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub expected: Option<String>,
    /// What the request held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
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
    #[schemars(example = 1)]
    pub clock_difference_seconds: Option<i64>,
    /// The checks in their order.
    pub checks: Vec<CheckReport>,
}

impl Output for Diagnosis {}

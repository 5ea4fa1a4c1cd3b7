//! Results of the checks of a request.
//!
//! `signature-diagnose` and the records of refusals show them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::json::names;
use crate::route::Output;

names! {
    /// Outcome of a check.
    pub enum CheckOutcome {
        Passed = "PASSED",
        Failed = "FAILED",
        /// Not made: it depends on a check that failed, or its outcome may not be revealed yet.
        Skipped = "SKIPPED",
    }
}

/// Result of one check of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// Name of the check.
    #[schemars(example = &"bodyHash")]
    pub check: String,
    /// Outcome of the check.
    #[schemars(example = &"FAILED")]
    pub outcome: CheckOutcome,
    /// Error code that a refusal for this check has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"token_body_hash_mismatch")]
    pub code: Option<String>,
    /// Expected value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub expected: Option<String>,
    /// Received value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    pub received: Option<String>,
}

/// Results of all checks of a request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// `true` if the request would be accepted.
    pub accepted: bool,
    /// The platform's clock minus the token's `iat`, in seconds. A large positive value means that your clock is slow,
    /// or that the request took long to arrive.
    #[schemars(example = 1)]
    pub clock_difference_seconds: Option<i64>,
    /// Checks, in the order in which they are made.
    pub checks: Vec<CheckReport>,
}

impl Output for Diagnosis {}

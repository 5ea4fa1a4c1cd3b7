//! What screening against watch lists says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What screening says of a record, in short.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScreeningSummary {
    /// The subject that was screened; `null` before the first screening.
    #[schemars(extend("x-example" = false))]
    pub screening_subject_id: Option<String>,
    /// Whether payments are held. What was not screened is held.
    #[schemars(example = true)]
    pub payment_hold: bool,
    /// Matches that nobody decided yet.
    #[schemars(example = 0)]
    pub open_match_count: u32,
    /// When it was screened last.
    #[schemars(extend("x-example" = false))]
    pub last_screened_at: Option<Timestamp>,
}

impl ScreeningSummary {
    /// Of a record that was never screened: payments are held.
    #[must_use]
    pub fn not_screened() -> Self {
        Self { payment_hold: true, ..Self::default() }
    }
}

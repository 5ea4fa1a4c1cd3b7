//! What screening against a watch list says of customers, their persons and beneficiaries.
//!
//! The names and shapes are those of an `OpenSanctions` match.

mod decision;
mod id;
mod matched;
mod record;
mod subject;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

pub use decision::{Disposition, NewDecision, Outcome, ScreeningDecision};
pub use id::SubjectId;
pub use matched::{Evidence, Feature, Match};
pub use record::{Screening, ScreeningStatus};
pub use subject::{CustomerScreening, Property, Query, Subject, SubjectType};

/// What screening says of a record, in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScreeningSummary {
    /// The subject that was screened; `null` before the first screening.
    pub screening_subject_id: Option<SubjectId>,
    /// Whether payments are held, and whether a review can approve the record. What was not screened is held.
    #[schemars(example = false)]
    pub payment_hold: bool,
    /// Matches that nobody decided yet.
    #[schemars(example = 0)]
    pub open_match_count: u32,
    /// When it was screened last; `null` where no watch list was installed.
    pub last_screened_at: Option<Timestamp>,
}

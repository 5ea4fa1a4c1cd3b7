//! Screening of customers, their persons and beneficiaries against a watch list.
//!
//! Names and shapes are those of an `OpenSanctions` match.

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

/// Screening result of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScreeningSummary {
    /// Screened subject; `null` before the first screening.
    pub screening_subject_id: Option<SubjectId>,
    /// `true` if payments are held and a review cannot approve the record. An unscreened record is held.
    #[schemars(example = false)]
    pub payment_hold: bool,
    /// Number of undecided matches.
    #[schemars(example = 0)]
    pub open_match_count: u32,
    /// Time of the last screening; `null` if no watch list was installed.
    pub last_screened_at: Option<Timestamp>,
}

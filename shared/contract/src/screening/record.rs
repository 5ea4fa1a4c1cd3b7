//! Screening record of a customer with its persons, or of a beneficiary.
//!
//! It is one record, so that it changes together with theirs.

use serde::{Deserialize, Serialize};

use super::{ScreeningSummary, Subject, SubjectId};
use crate::id::{BeneficiaryId, CustomerId, OrganizationId};
use crate::json::names;
use crate::time::Timestamp;

names! {
    /// Status of a screening, the worst first.
    pub enum ScreeningStatus {
        /// No watch list was installed.
        NotScreened = "NOT_SCREENED",
        /// At least one match is undecided.
        OpenMatches = "OPEN_MATCHES",
        /// All matches are decided, and at least one is confirmed.
        Confirmed = "CONFIRMED",
        /// All matches are cleared.
        Clear = "CLEAR",
    }
}

/// Screening of a customer and its persons, or of a beneficiary.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Screening {
    /// Subject id of the customer or beneficiary.
    pub id: SubjectId,
    /// Owning organization.
    pub org_id: OrganizationId,
    /// The customer itself, or the beneficiary's customer.
    pub customer_id: CustomerId,
    /// Beneficiary.
    pub beneficiary_id: Option<BeneficiaryId>,
    /// Customer or beneficiary, then the customer's persons.
    pub subjects: Vec<Subject>,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time of the last change.
    pub updated_at: Timestamp,
    /// Number of changes.
    #[serde(skip)]
    pub revision: u64,
}

impl Screening {
    /// Returns the worst status of its subjects.
    pub fn status(&self) -> ScreeningStatus {
        let statuses = self.subjects.iter().map(Subject::status);
        statuses.min_by_key(|status| *status as u8).unwrap_or(ScreeningStatus::NotScreened)
    }

    /// Returns one of its subjects, with the revision for its `ETag`.
    pub fn into_subject(self, id: &SubjectId) -> Option<Subject> {
        let revision = self.revision;
        let found = self.subjects.into_iter().find(|subject| subject.subject_id == *id)?;
        Some(Subject { revision, ..found })
    }

    /// Returns the summary for the record.
    pub fn summary(&self) -> ScreeningSummary {
        ScreeningSummary {
            screening_subject_id: Some(self.id.clone()),
            payment_hold: self.subjects.iter().any(Subject::is_held),
            open_match_count: self.subjects.iter().map(|subject| subject.open_match_count).sum(),
            last_screened_at: self.subjects.first().and_then(|subject| subject.last_screened_at),
        }
    }
}

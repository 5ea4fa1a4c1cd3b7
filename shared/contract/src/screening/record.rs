//! The screening of a customer with its persons, or of a beneficiary: one record, so that it changes with theirs.

use serde::{Deserialize, Serialize};

use super::{ScreeningSummary, Subject, SubjectId};
use crate::id::{BeneficiaryId, CustomerId, OrganizationId};
use crate::json::names;
use crate::time::Timestamp;

names! {
    /// Where the screening of a subject stands, the worst first.
    pub enum ScreeningStatus {
        /// No watch list was installed.
        NotScreened = "NOT_SCREENED",
        /// A match is to be decided.
        OpenMatches = "OPEN_MATCHES",
        /// None is, and one was confirmed.
        Confirmed = "CONFIRMED",
        /// All that was found was cleared.
        Clear = "CLEAR",
    }
}

/// What screening found of a customer and its persons, or of a beneficiary.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Screening {
    /// The id of the subject that is the customer or beneficiary.
    pub id: SubjectId,
    /// The organization it belongs to.
    pub org_id: OrganizationId,
    /// The customer, or that of the beneficiary.
    pub customer_id: CustomerId,
    /// The beneficiary.
    pub beneficiary_id: Option<BeneficiaryId>,
    /// The customer or beneficiary, then the customer's persons.
    pub subjects: Vec<Subject>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Counts the changes.
    #[serde(skip)]
    pub revision: u64,
}

impl Screening {
    /// Where it stands: as the worst of its subjects.
    #[must_use]
    pub fn status(&self) -> ScreeningStatus {
        let statuses = self.subjects.iter().map(Subject::status);
        statuses.min_by_key(|status| *status as u8).unwrap_or(ScreeningStatus::NotScreened)
    }

    /// One of its subjects, with the revision that its `ETag` is made of.
    #[must_use]
    pub fn into_subject(self, id: &SubjectId) -> Option<Subject> {
        let revision = self.revision;
        let found = self.subjects.into_iter().find(|subject| subject.subject_id == *id)?;
        Some(Subject { revision, ..found })
    }

    /// What the record says of it.
    #[must_use]
    pub fn summary(&self) -> ScreeningSummary {
        ScreeningSummary {
            screening_subject_id: Some(self.id.clone()),
            payment_hold: self.subjects.iter().any(Subject::is_held),
            open_match_count: self.subjects.iter().map(|subject| subject.open_match_count).sum(),
            last_screened_at: self.subjects.first().and_then(|subject| subject.last_screened_at),
        }
    }
}

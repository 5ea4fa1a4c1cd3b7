//! Who was screened, by what, and what was found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Match, ScreeningStatus, SubjectId};
use crate::id::{BeneficiaryId, CustomerId, OrganizationId};
use crate::json::names;
use crate::route::Output;
use crate::time::Timestamp;

names! {
    /// What kind of subject was screened.
    pub enum SubjectType {
        Customer = "CUSTOMER",
        CustomerPerson = "CUSTOMER_PERSON",
        CustomerLegalEntityShareholder = "CUSTOMER_LEGAL_ENTITY_SHAREHOLDER",
        Beneficiary = "BENEFICIARY",
    }
}

/// A property that was compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// What people call it.
    #[schemars(example = &"Names")]
    pub label: String,
    /// What the watch list's format calls it.
    #[schemars(example = &"name")]
    pub key: String,
    /// What the record says.
    #[schemars(example = serde_json::json!(["Ada Trading Ltd"]))]
    pub values: Vec<String>,
}

/// What was compared, with what, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Query {
    /// What the record says of the subject.
    pub properties: Vec<Property>,
    /// How names are compared.
    #[schemars(example = &"names-aligned/3")]
    pub algorithm: String,
    /// The least score of a match, from 0 to 1.
    #[schemars(example = &"0.88")]
    pub threshold: String,
    /// The topics that are looked for; empty: all that the list has.
    #[schemars(example = serde_json::json!([]))]
    pub topics_scope: Vec<String>,
    /// The data set that was searched.
    #[schemars(example = &"targets.simple.csv")]
    pub dataset_scope: String,
    /// The watch list that was searched: the first 16 hex digits of its file's SHA-256; `null` where none was installed.
    #[schemars(example = &"3f1c0a5b77e2d940")]
    pub data_version: Option<String>,
}

/// A customer, one of its persons or a beneficiary, with what screening found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// Its id.
    pub subject_id: SubjectId,
    /// The organization whose it is.
    pub org_id: OrganizationId,
    /// What it is.
    pub subject_type: SubjectType,
    /// The id of the record that it belongs to.
    #[schemars(example = &"cus_01K9ZJ7Q8W3M5N7P9R1T3V")]
    pub entity_id: String,
    /// Its name.
    #[schemars(example = &"Ada Trading Ltd")]
    pub display_name: String,
    /// The customer that it is, or belongs to.
    pub customer_id: CustomerId,
    /// That customer's name.
    #[schemars(example = &"Ada Trading Ltd")]
    pub customer_name: String,
    /// The beneficiary that it is.
    #[schemars(extend("x-example" = false))]
    pub beneficiary_id: Option<BeneficiaryId>,
    /// Whether it holds payments: it has a match that is not cleared, or was not screened.
    pub payment_hold: bool,
    /// Whether it keeps its record from being approved, for the same reasons.
    pub onboarding_blocked: bool,
    /// Matches that nobody decided yet.
    #[schemars(example = 1)]
    pub open_match_count: u32,
    /// When it was screened last; `null` where no watch list was installed.
    pub last_screened_at: Option<Timestamp>,
    /// When it is screened again by itself; `null`: when it changes, or an admin has it screened.
    #[schemars(extend("x-example" = false))]
    pub next_due_at: Option<Timestamp>,
    /// What was compared, with what, and how.
    pub query: Query,
    /// Matches that are not cleared: those to decide, and confirmed ones, which have a disposition. The best are listed
    /// where there are very many.
    pub open_matches: Vec<Match>,
    /// Matches that were cleared, each with its disposition.
    pub previously_cleared: Vec<Match>,
    /// How many decisions were made on its matches.
    #[schemars(example = 1)]
    pub history_count: u32,
    /// Why the reader cannot decide its matches; `null` where they can.
    #[schemars(example = &"Matches are decided by Nuvera.")]
    pub read_only_reason: Option<String>,
    /// Counts the changes of its screening; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

impl Subject {
    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> ScreeningStatus {
        if self.last_screened_at.is_none() {
            ScreeningStatus::NotScreened
        } else if self.open_match_count > 0 {
            ScreeningStatus::OpenMatches
        } else if self.open_matches.is_empty() {
            ScreeningStatus::Clear
        } else {
            ScreeningStatus::Confirmed
        }
    }

    /// Whether a match is not cleared, or nothing was screened.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.status() != ScreeningStatus::Clear
    }

    /// As partners see it: an admin's name is none of their business.
    #[must_use]
    pub fn for_partner(mut self) -> Self {
        for found in self.open_matches.iter_mut().chain(&mut self.previously_cleared) {
            if let Some(disposition) = &mut found.disposition {
                disposition.reviewed_by_display_name = None;
            }
        }
        self.read_only_reason = Some("Matches are decided by Nuvera.".to_owned());
        self
    }
}

impl Output for Subject {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}

/// What screening found of a customer and its persons.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CustomerScreening {
    /// The customer itself, then its persons in the order of their record.
    pub items: Vec<Subject>,
}

impl Output for CustomerScreening {}

//! Screened subjects: queries and results.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Match, ScreeningStatus, SubjectId};
use crate::id::{BeneficiaryId, CustomerId, OrganizationId};
use crate::json::names;
use crate::route::Output;
use crate::time::Timestamp;

names! {
    /// Type of a screened subject.
    pub enum SubjectType {
        Customer = "CUSTOMER",
        CustomerPerson = "CUSTOMER_PERSON",
        CustomerLegalEntityShareholder = "CUSTOMER_LEGAL_ENTITY_SHAREHOLDER",
        Beneficiary = "BENEFICIARY",
    }
}

/// Property that was compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// Display name of the property.
    #[schemars(example = &"Names")]
    pub label: String,
    /// Name of the property in the watch list's format.
    #[schemars(example = &"name")]
    pub key: String,
    /// Values in the record.
    #[schemars(example = serde_json::json!(["Ada Trading Ltd"]))]
    pub values: Vec<String>,
}

/// Query of a screening: compared values, watch list and algorithm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Query {
    /// Properties of the subject.
    pub properties: Vec<Property>,
    /// Algorithm that compares names.
    #[schemars(example = &"names-aligned/3")]
    pub algorithm: String,
    /// Lowest score of a match, from 0 to 1.
    #[schemars(example = &"0.88")]
    pub threshold: String,
    /// Topics that are searched. An empty list means all topics.
    #[schemars(example = serde_json::json!([]))]
    pub topics_scope: Vec<String>,
    /// Dataset that was searched.
    #[schemars(example = &"targets.simple.csv")]
    pub dataset_scope: String,
    /// Version of the watch list: first 16 hex digits of its file's SHA-256; `null` if none was installed.
    #[schemars(example = &"3f1c0a5b77e2d940")]
    pub data_version: Option<String>,
}

/// Screened customer, person or beneficiary, with the matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// Subject id.
    pub subject_id: SubjectId,
    /// Owning organization.
    pub org_id: OrganizationId,
    /// Type of the subject.
    pub subject_type: SubjectType,
    /// Id of the record that it belongs to.
    #[schemars(example = &"cus_01K9ZJ7Q8W3M5N7P9R1T3V")]
    pub entity_id: String,
    /// Name of the subject.
    #[schemars(example = &"Ada Trading Ltd")]
    pub display_name: String,
    /// Customer that it is, or belongs to.
    pub customer_id: CustomerId,
    /// Name of that customer.
    #[schemars(example = &"Ada Trading Ltd")]
    pub customer_name: String,
    /// Beneficiary that it is.
    #[schemars(extend("x-example" = false))]
    pub beneficiary_id: Option<BeneficiaryId>,
    /// `true` if it holds payments: a match is not cleared, or it was not screened.
    pub payment_hold: bool,
    /// `true` if it prevents approval of its record, for the same reasons.
    pub onboarding_blocked: bool,
    /// Number of undecided matches.
    #[schemars(example = 1)]
    pub open_match_count: u32,
    /// Time of the last screening; `null` if no watch list was installed.
    pub last_screened_at: Option<Timestamp>,
    /// Time of the next scheduled screening; `null` if only a change or an admin starts one.
    #[schemars(extend("x-example" = false))]
    pub next_due_at: Option<Timestamp>,
    /// Query of the screening.
    pub query: Query,
    /// Matches that are not cleared: undecided ones, and confirmed ones with their disposition. If there are very many,
    /// only the best are listed.
    pub open_matches: Vec<Match>,
    /// Cleared matches, each with its disposition.
    pub previously_cleared: Vec<Match>,
    /// Number of decisions on its matches.
    #[schemars(example = 1)]
    pub history_count: u32,
    /// Reason why the reader cannot decide the matches; `null` if they can.
    #[schemars(example = &"Only Nuvera can decide matches.")]
    pub read_only_reason: Option<String>,
    /// Number of changes to its screening; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

impl Subject {
    /// Returns the status.
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

    /// Returns true if a match is not cleared, or without a screening.
    pub fn is_held(&self) -> bool {
        self.status() != ScreeningStatus::Clear
    }

    /// Returns the partner's view, without the admin's name.
    #[must_use]
    pub fn for_partner(mut self) -> Self {
        for found in self.open_matches.iter_mut().chain(&mut self.previously_cleared) {
            if let Some(disposition) = &mut found.disposition {
                disposition.reviewed_by_display_name = None;
            }
        }
        self.read_only_reason = Some("Only Nuvera can decide matches.".to_owned());
        self
    }
}

impl Output for Subject {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}

/// Screening of a customer and its persons.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CustomerScreening {
    /// Customer, then its persons in the order of the record.
    pub items: Vec<Subject>,
}

impl Output for CustomerScreening {}

//! Customers: the businesses that a partner organization serves.

mod profile;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{CustomerId, OrganizationId};
use crate::json::{FromJson, Json, Members, MergePatch, Reader, names, object};
use crate::page::{Limit, Position};
use crate::route::Output;
use crate::screening::ScreeningSummary;
use crate::time::Timestamp;

pub use profile::{
    AnnualRevenue, BusinessPurpose, BusinessType, CUSTOMER_BODY_LIMIT, CustomerProfile, HighRiskActivity, MAX_PROFILE,
    Person, PersonRole, SourceOfFunds, TaxIdType,
};

names! {
    /// Status of a customer.
    pub enum CustomerStatus {
        Draft = "DRAFT",
        PendingReview = "PENDING_REVIEW",
        Approved = "APPROVED",
        Rejected = "REJECTED",
        CorrectionRequested = "CORRECTION_REQUESTED",
        Suspended = "SUSPENDED",
    }
}

/// The body that creates a customer: a profile, and whether it stays a draft.
#[derive(Clone, Debug, JsonSchema)]
pub struct NewCustomer {
    /// Profile of the customer.
    #[schemars(flatten)]
    pub profile: CustomerProfile,
    /// `true` keeps it a draft; otherwise it is submitted for review at once.
    #[schemars(default)]
    #[schemars(example = true)]
    pub draft: bool,
}

impl FromJson for NewCustomer {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let mut members = Members::open(value, at)?;
        let draft: Option<Option<bool>> = members.take("draft", at);
        let profile = CustomerProfile::take_from(&mut members, at);
        members.close(at);
        Some(Self { profile: profile?, draft: draft?.unwrap_or(false) })
    }
}

/// Changes to a customer's profile.
pub type CustomerPatch = MergePatch<CustomerProfile>;

/// A customer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// The organization it belongs to.
    pub org_id: OrganizationId,
    /// Its status.
    #[schemars(example = &"PENDING_REVIEW")]
    pub status: CustomerStatus,
    /// Its profile.
    #[serde(flatten)]
    pub profile: CustomerProfile,
    /// Summary of its screening.
    pub screening: ScreeningSummary,
    /// Revision that last changed name, registration or country. Quotes and payments are bound to it.
    #[serde(default)]
    #[schemars(example = 1)]
    pub payment_details_revision: u64,
    /// Time of its creation.
    pub created_at: Timestamp,
    /// Time of its last change.
    pub updated_at: Timestamp,
    /// Counts the changes; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

impl Output for Customer {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}

object! {
    /// Filters of a list of customers.
    pub struct CustomerQuery {
        /// Only those in this status.
        pub status: Option<CustomerStatus>,
        /// Where the last page ended.
        pub cursor: Option<Position>,
        /// Most records on a page. A page ends earlier where its answer would exceed 4 MB.
        pub limit: Option<Limit>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{BodyError, parse};

    fn body(extra: &str) -> Vec<u8> {
        format!(
            r#"{{"companyName":"Ada Ltd","registrationNumber":"1","countryOfIncorporationId":"GB",
            "businessIndustryId":"62","documentIds":[],"persons":[]{extra}}}"#
        )
        .into_bytes()
    }

    #[test]
    fn a_new_customer_is_no_draft_unless_said() {
        assert!(!parse::<NewCustomer>(&body("")).unwrap().draft);
        assert!(parse::<NewCustomer>(&body(r#","draft":true"#)).unwrap().draft);
        assert!(parse::<NewCustomer>(&body(r#","drafts":true"#)).is_err());
        assert!(parse::<NewCustomer>(&body(r#","status":"APPROVED""#)).is_err(), "a partner sets no status");
    }

    #[test]
    fn a_patch_replaces_removes_and_keeps() {
        let before = parse::<NewCustomer>(&body(r#","city":"Bonn","phone":"1""#)).unwrap().profile;
        let patch: CustomerPatch = parse(br#"{"city":"Berlin","phone":null}"#).unwrap();
        let after = patch.apply(&before).unwrap();
        assert_eq!(after.city.unwrap().as_str(), "Berlin");
        assert!(after.phone.is_none());
        assert_eq!(after.company_name.as_str(), "Ada Ltd");
    }

    #[test]
    fn a_patch_cannot_remove_what_is_required_or_set_what_is_unknown() {
        for (text, pointer) in [(r#"{"companyName":null}"#, "/companyName"), (r#"{"id":"x"}"#, "/id")] {
            match parse::<CustomerPatch>(text.as_bytes()) {
                Err(BodyError::Invalid(errors)) => assert_eq!(errors[0].pointer, pointer),
                other => panic!("{other:?}"),
            }
        }
    }
}

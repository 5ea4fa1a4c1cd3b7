//! Customers: the businesses that a partner organization serves.

mod profile;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{CustomerId, OrganizationId};
use crate::json::{FromJson, Json, Members, MergePatch, Reader, list_query, names};
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

/// Request body that creates a customer, as a draft or submitted.
#[derive(Clone, Debug, JsonSchema)]
pub struct NewCustomer {
    /// Profile of the customer.
    #[schemars(flatten)]
    pub profile: CustomerProfile,
    /// `true` keeps the customer as a draft. Defaults to `false`: the customer is submitted for review.
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

/// Customer: a business that your organization serves.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// Customer id.
    pub id: CustomerId,
    /// Owning organization.
    pub org_id: OrganizationId,
    /// Status of the customer.
    #[schemars(example = &"PENDING_REVIEW")]
    pub status: CustomerStatus,
    /// Profile of the customer.
    #[serde(flatten)]
    pub profile: CustomerProfile,
    /// Screening result.
    pub screening: ScreeningSummary,
    /// Revision of the last change to name, registration or country. Quotes and payments are bound to it.
    #[serde(default)]
    #[schemars(example = 1)]
    pub payment_details_revision: u64,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time of the last change.
    pub updated_at: Timestamp,
    /// Number of changes; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

impl Output for Customer {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}

list_query! {
    /// Filters of a list of customers.
    pub struct CustomerQuery {
        /// Status to filter by.
        pub status: Option<CustomerStatus>,
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
    fn a_new_customer_is_submitted_unless_it_is_a_draft() {
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

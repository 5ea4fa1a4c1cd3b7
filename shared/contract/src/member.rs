//! People and what they may do.

use std::str::FromStr;

use schemars::{JsonSchema, json_schema};
use serde::{Deserialize, Serialize};

use crate::id::OrganizationId;
use crate::json::{names, object};
use crate::organization::Organization;
use crate::route::Output;
use crate::time::Timestamp;
use crate::value::{Email, InvalidValue, text_type};

/// A person, by the `sub` that the sign-in service gives: 1 to 255 visible ASCII characters
/// (OpenID Connect Core 1.0, section 2).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct UserId(String);

impl FromStr for UserId {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if let Some(found) = text.chars().find(|c| !c.is_ascii_graphic()) {
            let found = u32::from(found);
            return Err(InvalidValue::new(format!("must be visible ASCII characters; it holds U+{found:04X}")));
        }
        if !(1..=255).contains(&text.len()) {
            return Err(InvalidValue::new(format!("must have 1 to 255 characters, not {}", text.len())));
        }
        Ok(Self(text.to_owned()))
    }
}

text_type!(
    UserId,
    json_schema!({
        "type": "string", "pattern": "^[!-~]{1,255}$", "description": "The `sub` of the sign-in service",
        "examples": ["f3b6c1de-8a51-4a0e-9f43-2b7f0d1c5a90"],
    })
);

names! {
    /// What a person is to the platform.
    pub enum Role {
        /// Manages the API applications of one partner organization.
        PartnerUser = "PARTNER_USER",
        /// Manages any organization, for support.
        NuveraAdmin = "NUVERA_ADMIN",
        /// Uses the customer platform; may do nothing here.
        CustomerUser = "CUSTOMER_USER",
    }
}

/// The record that says what a person may do.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Membership {
    /// The person.
    pub user_id: UserId,
    /// Their e-mail address.
    pub email: Email,
    /// What they are.
    pub role: Role,
    /// The organization of a partner user.
    pub organization_id: Option<OrganizationId>,
    /// Since when.
    pub added_at: Timestamp,
    /// Time of the last change; stored, and not shown.
    #[serde(default, skip_serializing)]
    pub updated_at: Timestamp,
}

impl Output for Membership {}

object! {
    /// The body that makes a person a member of an organization.
    pub struct NewMember {
        /// Their e-mail address.
        pub email: Email,
        /// What they become: `PARTNER_USER`, which is also meant if absent.
        pub role: Option<PartnerRole>,
    }
}

names! {
    /// What a member of a partner organization can be.
    pub enum PartnerRole {
        PartnerUser = "PARTNER_USER",
    }
}

/// Who is signed in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The person.
    pub user_id: UserId,
    /// Their e-mail address.
    pub email: Email,
    /// What they are.
    pub role: Role,
    /// The organization that a partner user acts for; an admin has none.
    pub organization: Option<Organization>,
}

impl Output for Me {}

//! Users and their roles.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::OrganizationId;
use crate::json::{names, object};
use crate::organization::Organization;
use crate::route::Output;
use crate::time::Timestamp;
use crate::value::{Email, InvalidValue, text_type};

/// User id: the `sub` claim of the sign-in service.
///
/// It has 1 to 255 visible ASCII characters (OpenID Connect Core 1.0, section 2).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct UserId(String);

impl FromStr for UserId {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if let Some(found) = text.chars().find(|c| !c.is_ascii_graphic()) {
            let found = u32::from(found);
            return Err(InvalidValue::new(format!("must be visible ASCII characters; it contains U+{found:04X}")));
        }
        if !(1..=255).contains(&text.len()) {
            return Err(InvalidValue::new(format!("must have 1 to 255 characters, not {}", text.len())));
        }
        Ok(Self(text.to_owned()))
    }
}

text_type!(UserId, {
    "type": "string", "pattern": "^[!-~]{1,255}$", "description": "User id: the `sub` of the sign-in service",
    "examples": ["f3b6c1de-8a51-4a0e-9f43-2b7f0d1c5a90"],
});

names! {
    /// Role of a user.
    pub enum Role {
        /// Manages the API applications of one partner organization.
        PartnerUser = "PARTNER_USER",
        /// Manages all organizations, for support.
        NuveraAdmin = "NUVERA_ADMIN",
        /// Uses the customer platform and has no access here.
        CustomerUser = "CUSTOMER_USER",
    }
}

/// Role of a user in an organization.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Membership {
    /// User id.
    pub user_id: UserId,
    /// E-mail address of the user.
    pub email: Email,
    /// Role of the user.
    pub role: Role,
    /// Organization of a partner user; `null` for an admin.
    pub organization_id: Option<OrganizationId>,
    /// Time at which the user was added.
    pub added_at: Timestamp,
    /// Time of the last change. Stored, and not shown.
    #[serde(default, skip_serializing)]
    pub updated_at: Timestamp,
}

impl Output for Membership {}

object! {
    /// Request body that makes a user a member of an organization.
    pub struct NewMember {
        /// E-mail address of the user.
        pub email: Email,
        /// Role of the user. Defaults to `PARTNER_USER`.
        pub role: Option<PartnerRole>,
    }
}

names! {
    /// Role of a member of a partner organization.
    pub enum PartnerRole {
        PartnerUser = "PARTNER_USER",
    }
}

/// Signed-in user.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// User id.
    pub user_id: UserId,
    /// E-mail address of the user.
    pub email: Email,
    /// Role of the user.
    pub role: Role,
    /// Organization of a partner user; `null` for an admin.
    pub organization: Option<Organization>,
}

impl Output for Me {}

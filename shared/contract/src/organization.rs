//! Partner organizations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::OrganizationId;
use crate::json::{PatchField, list_query, names, object};
use crate::name::Name;
use crate::route::Output;
use crate::time::Timestamp;
use crate::value::OneLine;

names! {
    /// Kind of an organization.
    pub enum OrganizationKind {
        Partner = "PARTNER",
    }
}

/// Name of an organization.
pub type OrganizationName = Name;

/// Partner organization.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// Organization id.
    pub id: OrganizationId,
    /// Name of the organization.
    #[schemars(example = &"Acme Payments")]
    pub name: OrganizationName,
    /// Kind of the organization.
    pub kind: OrganizationKind,
    /// `false` if the organization is disabled: requests of all its applications are refused.
    #[schemars(example = true)]
    pub enabled: bool,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time of the last change. Stored, and not shown.
    #[serde(default, skip_serializing)]
    pub updated_at: Timestamp,
    /// Number of changes to name and state; sent as the `ETag`.
    #[serde(skip_serializing)]
    pub revision: u64,
}

impl Output for Organization {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}

object! {
    /// Request body that creates an organization.
    pub struct NewOrganization {
        /// Name of the organization.
        #[schemars(example = &"Acme Payments")]
        pub name: Name,
    }
}

object! {
    /// Changes to an organization. Omitted fields keep their values. No field can be set to `null`.
    pub struct OrganizationPatch {
        /// Name of the organization.
        #[serde(default)]
        #[schemars(example = &"Acme Payments Ltd")]
        pub name: PatchField<Name>,
        /// `false` disables the organization: requests of all its applications are refused from now on.
        #[serde(default)]
        #[schemars(example = true)]
        pub enabled: PatchField<bool>,
    }
}

list_query! {
    /// Filters of a list of organizations.
    pub struct OrganizationQuery {
        /// Text that the name must contain. Case is ignored.
        #[schemars(example = &"acme")]
        pub query: Option<OneLine<1, 100>>,
    }
}

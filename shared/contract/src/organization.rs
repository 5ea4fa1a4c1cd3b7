//! Organizations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::OrganizationId;
use crate::json::{Given, names, object};
use crate::name::Name;
use crate::page::{Limit, Position};
use crate::route::Output;
use crate::time::Timestamp;
use crate::value::OneLine;

names! {
    /// What kind of organization it is.
    pub enum OrganizationKind {
        Partner = "PARTNER",
    }
}

/// An organization's name.
pub type OrganizationName = Name;

/// A partner organization.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name.
    #[schemars(example = &"Acme Payments")]
    pub name: OrganizationName,
    /// Its kind.
    pub kind: OrganizationKind,
    /// Whether its applications may be used.
    #[schemars(example = true)]
    pub enabled: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// Time of the last change; stored, and not shown.
    #[serde(default, skip_serializing)]
    pub updated_at: Timestamp,
    /// Counts the changes of name and state; sent as the `ETag`.
    #[serde(skip_serializing)]
    pub revision: u64,
}

impl Output for Organization {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}

object! {
    /// The body that creates an organization.
    pub struct NewOrganization {
        /// Its name.
        #[schemars(example = &"Acme Payments")]
        pub name: Name,
    }
}

object! {
    /// Changes to an organization. What is absent stays; nothing can be set to `null`.
    pub struct OrganizationPatch {
        /// Its name.
        #[serde(default)]
        #[schemars(example = &"Acme Payments Ltd")]
        pub name: Given<Name>,
        /// Whether its applications may be used. Disabled, they are all refused from the next request on.
        #[serde(default)]
        #[schemars(example = true)]
        pub enabled: Given<bool>,
    }
}

object! {
    /// Which organizations to list.
    pub struct OrganizationQuery {
        /// Only those whose name holds this, whatever the case.
        #[schemars(example = &"acme")]
        pub query: Option<OneLine<1, 100>>,
        /// Where the last page ended.
        pub cursor: Option<Position>,
        /// Most records on a page. A page ends earlier where its answer would exceed 4 MB.
        pub limit: Option<Limit>,
    }
}

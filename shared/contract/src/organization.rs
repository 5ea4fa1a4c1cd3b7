//! Organizations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::OrganizationId;
use crate::json::names;
use crate::time::Timestamp;
use crate::value::Text;

names! {
    /// What kind of organization it is.
    pub enum OrganizationKind {
        Partner = "PARTNER",
    }
}

/// An organization's name.
pub type OrganizationName = Text<1, 100>;

/// A partner organization.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name.
    pub name: OrganizationName,
    /// Its kind.
    pub kind: OrganizationKind,
    /// Whether its applications may be used.
    pub enabled: bool,
    /// When it was created.
    pub created_at: Timestamp,
}

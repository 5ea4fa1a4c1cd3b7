//! Person who manages the API applications of one organization.

use contract::audit::AuditActor;
use contract::id::OrganizationId;
use domain::Author;
use identity::{NuveraAdmin, PartnerUser};

/// Person who may manage one organization's API applications: its user, or an admin.
///
/// Only a signed-in person can be converted to one.
#[derive(Clone, Debug)]
pub struct Manager {
    actor: AuditActor,
    organization: OrganizationId,
}

impl Manager {
    /// Partner user, for their own organization.
    pub fn partner(user: &PartnerUser) -> Self {
        Self { actor: user.actor(), organization: user.organization().clone() }
    }

    /// Admin, for any organization.
    pub fn admin(admin: &NuveraAdmin, organization: OrganizationId) -> Self {
        Self { actor: admin.actor(), organization }
    }

    /// Returns the person in the audit history.
    pub const fn actor(&self) -> &AuditActor {
        &self.actor
    }

    /// Returns the person as author of changes.
    pub fn author(&self) -> Author {
        Author::Person(self.actor.clone())
    }

    /// Returns the managed organization.
    pub const fn organization(&self) -> &OrganizationId {
        &self.organization
    }
}

//! Person who manages the API applications of one organization.

use contract::audit::AuditActor;
use contract::id::OrganizationId;
use domain::Author;
use identity::{NuveraAdmin, PartnerUser};

/// Person who may manage one organization's API applications: its own user, or an admin who named it. Made only of the
/// proof of a sign-in.
#[derive(Clone, Debug)]
pub struct Manager {
    actor: AuditActor,
    organization: OrganizationId,
}

impl Manager {
    /// Partner user, for the own organization and no other.
    #[must_use]
    pub fn partner(user: &PartnerUser) -> Self {
        Self { actor: user.actor(), organization: user.organization().clone() }
    }

    /// Admin, for any organization.
    #[must_use]
    pub fn admin(admin: &NuveraAdmin, organization: OrganizationId) -> Self {
        Self { actor: admin.actor(), organization }
    }

    /// The person, in the audit history.
    #[must_use]
    pub const fn actor(&self) -> &AuditActor {
        &self.actor
    }

    /// The person, as author of changes.
    #[must_use]
    pub fn author(&self) -> Author {
        Author::Person(self.actor.clone())
    }

    /// The organization acted for.
    #[must_use]
    pub const fn organization(&self) -> &OrganizationId {
        &self.organization
    }
}

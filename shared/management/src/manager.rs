//! Who may manage the API applications of which organization.

use contract::audit::AuditActor;
use contract::id::OrganizationId;
use contract::member::Role;
use identity::{NuveraAdmin, PartnerUser};

/// Someone who may manage one organization's API applications: its own user, or an admin who named it. Made of nothing
/// but the proof of who is signed in.
#[derive(Clone, Debug)]
pub struct Manager {
    actor: AuditActor,
    organization: OrganizationId,
}

impl Manager {
    /// A partner's user, for the own organization and no other.
    #[must_use]
    pub fn partner(user: &PartnerUser) -> Self {
        let actor =
            AuditActor { user_id: user.user_id().clone(), email: user.email().clone(), role: Role::PartnerUser };
        Self { actor, organization: user.organization().clone() }
    }

    /// An admin, for whichever organization they name.
    #[must_use]
    pub fn admin(admin: &NuveraAdmin, organization: OrganizationId) -> Self {
        Self { actor: actor_of(admin), organization }
    }

    /// Who acts.
    #[must_use]
    pub const fn actor(&self) -> &AuditActor {
        &self.actor
    }

    /// The organization acted for.
    #[must_use]
    pub const fn organization(&self) -> &OrganizationId {
        &self.organization
    }
}

pub(crate) fn actor_of(admin: &NuveraAdmin) -> AuditActor {
    AuditActor { user_id: admin.user_id().clone(), email: admin.email().clone(), role: Role::NuveraAdmin }
}

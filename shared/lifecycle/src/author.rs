//! Author of a change.

use contract::activity::CreatorRole;
use contract::audit::AuditActor;
use contract::member::Role;
use identity::NuveraAdmin;
use verify::Caller;

/// Author of a change of a partner's record.
#[derive(Clone, Debug)]
pub struct Author {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) role: CreatorRole,
    /// Person in the audit history: an admin, each of whose changes is recorded there.
    pub(crate) actor: Option<AuditActor>,
}

impl From<&Caller> for Author {
    fn from(caller: &Caller) -> Self {
        Self {
            id: caller.application.to_string(),
            name: Some(caller.application_name.clone()),
            role: CreatorRole::Application,
            actor: None,
        }
    }
}

/// Partners see admins by id, never by email address.
impl From<&NuveraAdmin> for Author {
    fn from(admin: &NuveraAdmin) -> Self {
        Self { id: admin.user_id().to_string(), name: None, role: CreatorRole::Admin, actor: Some(actor_of(admin)) }
    }
}

/// Admin as an actor in the audit history.
pub(crate) fn actor_of(admin: &NuveraAdmin) -> AuditActor {
    AuditActor { user_id: admin.user_id().clone(), email: admin.email().clone(), role: Role::NuveraAdmin }
}

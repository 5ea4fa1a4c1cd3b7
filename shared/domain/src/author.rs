//! Author of a change, and its request.

use contract::activity::CreatorRole;
use contract::audit::AuditActor;
use contract::id::ApplicationId;

/// Author of a change.
#[derive(Clone, Debug)]
pub enum Author {
    /// Partner's service.
    Service {
        /// API application.
        application: ApplicationId,
        /// Name of the application.
        name: String,
    },
    /// Person. The audit history records each of their changes.
    Person(AuditActor),
}

impl Author {
    /// Returns the author in the audit history; `None` for services.
    pub const fn actor(&self) -> Option<&AuditActor> {
        match self {
            Self::Service { .. } => None,
            Self::Person(actor) => Some(actor),
        }
    }

    /// Id in activity logs.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Service { application, .. } => application.to_string(),
            Self::Person(actor) => actor.user_id.to_string(),
        }
    }

    /// Name in activity logs. Partners see admins by id, never by email address.
    pub(crate) fn name(&self) -> Option<String> {
        match self {
            Self::Service { name, .. } => Some(name.clone()),
            Self::Person(_) => None,
        }
    }

    /// Role in activity logs. Partner users cannot change records with an activity log.
    pub(crate) const fn role(&self) -> CreatorRole {
        match self {
            Self::Service { .. } => CreatorRole::Application,
            Self::Person(_) => CreatorRole::Admin,
        }
    }
}

/// Request of a change, for the audit history.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Source address.
    pub source_ip: String,
    /// API Gateway's id of the request.
    pub request_id: String,
}

//! Author of a change, and the request that it came with.

use contract::activity::CreatorRole;
use contract::audit::AuditActor;
use contract::id::ApplicationId;

/// Author of a change.
#[derive(Clone, Debug)]
pub enum Author {
    /// Partner's service, by its API application.
    Service {
        /// Its application.
        application: ApplicationId,
        /// The application's name.
        name: String,
    },
    /// Person, each of whose changes is in the audit history.
    Person(AuditActor),
}

impl Author {
    /// The author in the audit history; `None` for services.
    #[must_use]
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

    /// Role in activity logs. Partners' people change no record that has one.
    pub(crate) const fn role(&self) -> CreatorRole {
        match self {
            Self::Service { .. } => CreatorRole::Application,
            Self::Person(_) => CreatorRole::Admin,
        }
    }
}

/// Request that a change came with, for the audit history.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Address that it came from.
    pub source_ip: String,
    /// API Gateway's id of it.
    pub request_id: String,
}

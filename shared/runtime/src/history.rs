//! Entries of the audit history for a request.

use contract::audit::{AuditAction, AuditActor, AuditEntry};
use contract::id::{ApplicationId, AuditId, OrganizationId};
use serde_json::Value;

use crate::context::Context;
use crate::moment::Moment;

/// One action, with the state before and after; never a secret.
pub type Step = (AuditAction, Option<Value>, Option<Value>);

/// Subject of an entry.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject<'a> {
    /// Organization concerned; `None` if it concerns the deployment.
    pub organization: Option<&'a OrganizationId>,
    /// API application concerned.
    pub application: Option<&'a ApplicationId>,
    /// Partner's record or rate table concerned.
    pub record: Option<&'a str>,
}

impl Context {
    /// Entries for `steps`, in their order, all at `moment`.
    #[must_use]
    pub fn history(
        &self,
        actor: &AuditActor,
        subject: Subject<'_>,
        steps: Vec<Step>,
        moment: &Moment,
    ) -> Vec<AuditEntry> {
        let entry = |(action, before, after)| AuditEntry {
            id: AuditId::new(moment.next_id()),
            at: moment.at(),
            action,
            actor: actor.clone(),
            organization_id: subject.organization.cloned(),
            application_id: subject.application.cloned(),
            record_id: subject.record.map(str::to_owned),
            before,
            after,
            source_ip: self.source_ip(),
            request_id: self.request_id().to_owned(),
        };
        steps.into_iter().map(entry).collect()
    }
}

//! Entries of the audit history, as a request makes them.

use contract::audit::{AuditAction, AuditActor, AuditEntry};
use contract::id::{ApplicationId, AuditId, OrganizationId};
use serde_json::Value;

use crate::context::Context;
use crate::moment::Moment;

/// One thing that was done, with what was before and what is after; never a secret.
pub type Step = (AuditAction, Option<Value>, Option<Value>);

/// Subject of entries.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject<'a> {
    /// Organization that it belongs to; none, where it is the deployment's.
    pub organization: Option<&'a OrganizationId>,
    /// API application.
    pub application: Option<&'a ApplicationId>,
    /// Partner's record, or rate table.
    pub record: Option<&'a str>,
}

impl Context {
    /// Entries that tell `steps`, in their order, all done at `moment`.
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

//! Changes as values: everything that a decision writes.

use contract::audit::{AuditAction, AuditEntry};
use contract::beneficiary::Beneficiary;
use contract::customer::Customer;
use contract::id::{ApplicationId, AuditId, OrganizationId};
use contract::screening::Screening;
use serde_json::Value;

use crate::author::{Author, Origin};
use crate::moment::Moment;
use crate::record::Entity;
use crate::requirement::Requirement;

/// Decision on an entity: its next state, and a remark.
#[derive(Clone, Debug)]
pub struct Decision<E: Entity> {
    /// State after the change; `None` removes the entity. [`Change::new`] sets revision and time.
    pub after: Option<E>,
    /// Remark, such as a note.
    pub remark: E::Remark,
    /// Requirements in addition to the record's own.
    pub requires: Vec<Requirement>,
    /// Companion write.
    pub companion: Option<Companion>,
}

impl<E: Entity<Remark: Default>> Decision<E> {
    /// Decision for a state, without a remark.
    pub fn to(after: E) -> Self {
        Self::with(after, E::Remark::default())
    }

    /// Decision to remove the entity.
    pub fn remove() -> Self {
        Self { after: None, remark: E::Remark::default(), requires: Vec::new(), companion: None }
    }
}

impl<E: Entity> Decision<E> {
    /// Decision for a state, with a remark.
    pub const fn with(after: E, remark: E::Remark) -> Self {
        Self { after: Some(after), remark, requires: Vec::new(), companion: None }
    }
}

/// Companion write: a record in the transaction of another, under its own optimistic lock.
#[derive(Clone, Debug)]
pub enum Companion {
    /// Screened customer, for its screening.
    Customer(Box<Replacement<Customer>>),
    /// Screened beneficiary, for its screening.
    Beneficiary(Box<Replacement<Beneficiary>>),
    /// Screening, for its customer or beneficiary.
    Screening(Box<Replacement<Screening>>),
}

/// Record before and after a write.
#[derive(Clone, Debug)]
pub struct Replacement<R> {
    /// Record as read; `None` for a new one.
    pub before: Option<R>,
    /// Record to write.
    pub after: R,
}

impl<R: Entity> Replacement<R> {
    /// Replaces `before` with `after`, and sets its revision and time.
    pub fn new(before: Option<R>, mut after: R, moment: &Moment) -> Self {
        if let Some(before) = &before {
            after.stamp(before.revision() + 1, moment.at());
        }
        Self { before, after }
    }
}

/// Everything that a decision writes, in one transaction.
#[derive(Clone, Debug)]
pub struct Change<E: Entity> {
    /// State as read; `None` for a new entity.
    pub before: Option<E>,
    /// State after the change; `None` removes the entity.
    pub after: Option<E>,
    /// Line in the entity's log.
    pub line: Option<E::Line>,
    /// Entries of the audit history.
    pub history: Vec<AuditEntry>,
    /// Requirements in addition to the record's own.
    pub requires: Vec<Requirement>,
    /// Companion write.
    pub companion: Option<Companion>,
}

impl<E: Entity> Change<E> {
    /// Derives all writes from a decision. So no decision can omit log or history.
    pub fn new(before: Option<E>, decision: Decision<E>, author: &Author, origin: &Origin, moment: &Moment) -> Self {
        let Decision { mut after, remark, requires, companion } = decision;
        if let (Some(before), Some(after)) = (&before, &mut after) {
            after.stamp(before.revision() + 1, moment.at());
        }
        let line = after.as_ref().and_then(|after| E::line(before.as_ref(), after, &remark, author, moment));
        let history = author.actor().map(|actor| {
            let steps = E::history(before.as_ref(), after.as_ref(), &remark, actor);
            let subject = after.as_ref().or(before.as_ref()).map(E::subject).unwrap_or_default();
            let entry = |step: Step| AuditEntry {
                id: AuditId::new(moment.next_id()),
                at: moment.at(),
                action: step.action,
                actor: actor.clone(),
                organization_id: subject.organization.clone(),
                application_id: subject.application.clone(),
                record_id: subject.record.clone(),
                before: step.before,
                after: step.after,
                source_ip: origin.source_ip.clone(),
                request_id: origin.request_id.clone(),
            };
            steps.into_iter().map(entry).collect()
        });
        Self { before, after, line, history: history.unwrap_or_default(), requires, companion }
    }

    /// Returns false if there is nothing to write.
    pub const fn is_effective(&self) -> bool {
        !E::ONLY_WITH_HISTORY || !self.history.is_empty()
    }
}

/// Step of a change in the audit history, without secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Action.
    pub action: AuditAction,
    /// State before.
    pub before: Option<Value>,
    /// State after.
    pub after: Option<Value>,
}

/// Subject of an entry in the audit history.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// Organization; `None` for the whole deployment.
    pub organization: Option<OrganizationId>,
    /// API application.
    pub application: Option<ApplicationId>,
    /// Record or rate table.
    pub record: Option<String>,
}

impl Subject {
    /// Record of an organization.
    pub fn record(organization: &OrganizationId, id: &str) -> Self {
        Self { organization: Some(organization.clone()), application: None, record: Some(id.to_owned()) }
    }
}

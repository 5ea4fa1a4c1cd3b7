//! Executing a change: the one loop that reads, decides and writes.
//!
//! A change is a value: the next state of a record, and its companion writes. It is written with an optimistic lock on
//! the revision that was read, and decided again if the record changed meanwhile. A request that an earlier attempt
//! carried out is answered as done, whatever happened since.

use contract::audit::AuditActor;
use contract::record::Record;
use contract::requirement::Requirement;
use runtime::{Attempt, Context, Failure, Moment, Step, Subject, already_applied};
use store::{CompanionWrite, Companions, Effect, RecordError, Records, StoreError, UpdateError};
use verify::IfMatch;

/// Decided change of a record.
#[derive(Debug)]
pub(crate) struct Change<R: Record> {
    pub(crate) record: R,
    pub(crate) line: Option<R::Line>,
    pub(crate) companion: Option<CompanionWrite>,
    pub(crate) requires: Vec<Requirement>,
    /// Entry of the audit history, if the author is an admin.
    pub(crate) step: Option<Step>,
}

impl<R: Record> Change<R> {
    pub(crate) const fn to(record: R, line: Option<R::Line>) -> Self {
        Self { record, line, companion: None, requires: Vec::new(), step: None }
    }
}

/// Creates the record that `make` returns for a moment.
pub(crate) async fn create<R: Record, F>(
    cx: &Context,
    actor: Option<&AuditActor>,
    records: &Records<'_, R>,
    make: impl Fn(Moment) -> F,
) -> Result<R, Failure>
where
    F: Future<Output = Result<Change<R>, Failure>>,
{
    if let Some(effect) = cx.operation().effect() {
        return done(records, effect).await;
    }
    cx.retry(LOST, || async {
        let moment = cx.moment(None);
        let change = make(moment.clone()).await?;
        let written = write(cx, actor, records, None, &change, &moment).await;
        settle(records, written, change.record).await
    })
    .await
}

/// Changes the record with this id to what `decide` returns for its current state.
pub(crate) async fn change<R: Record, F>(
    cx: &Context,
    actor: Option<&AuditActor>,
    records: &Records<'_, R>,
    id: &str,
    if_match: Option<IfMatch>,
    decide: impl Fn(R, Moment) -> F,
) -> Result<R, Failure>
where
    F: Future<Output = Result<Change<R>, Failure>>,
{
    if let Some(effect) = cx.operation().effect() {
        return done(records, effect).await;
    }
    cx.retry(LOST, || async {
        let before = records.get(id).await?.ok_or(Failure::NotFound)?;
        if !if_match.is_none_or(|wanted| wanted.allows(before.revision())) {
            return Err(Failure::Precondition);
        }
        let moment = cx.moment(Some(before.updated_at()));
        let mut change = decide(before.clone(), moment.clone()).await?;
        change.record.stamp(before.revision() + 1, Some(moment.at()));
        let written = write(cx, actor, records, Some(&before), &change, &moment).await;
        settle(records, written, change.record).await
    })
    .await
}

async fn write<R: Record>(
    cx: &Context,
    actor: Option<&AuditActor>,
    records: &Records<'_, R>,
    before: Option<&R>,
    change: &Change<R>,
    moment: &Moment,
) -> Result<(), UpdateError> {
    let Change { record, line, companion, requires, step } = change;
    let subject = Subject { organization: Some(record.organization()), application: None, record: Some(record.id()) };
    let steps = step.clone().into_iter().collect();
    let history = actor.map(|actor| cx.history(actor, subject, steps, moment)).unwrap_or_default();
    let with = Companions { line: line.as_ref(), record: companion.as_ref(), history: &history, requires };
    match before {
        None => records.insert(record, with, cx.operation()).await,
        Some(before) => records.replace(before, record, with, cx.operation()).await,
    }
}

/// Current state of the record on which an earlier attempt of the request had its effect.
pub(crate) async fn done<R: Record>(records: &Records<'_, R>, effect: &Effect) -> Result<R, Failure> {
    records.get(&effect.id).await?.ok_or_else(|| already_applied(effect))
}

/// Outcome of an attempt to write `record`.
async fn settle<R: Record>(
    records: &Records<'_, R>,
    written: Result<(), UpdateError>,
    record: R,
) -> Result<Attempt<R>, Failure> {
    match written {
        Ok(()) => Ok(Attempt::Done(record)),
        Err(UpdateError::Changed) => Ok(Attempt::Overtaken),
        Err(UpdateError::Busy) => Ok(Attempt::Busy),
        Err(UpdateError::Refused(RecordError::Store(StoreError::AlreadyApplied(effect)))) => {
            done(records, &effect).await.map(Attempt::Done)
        }
        Err(UpdateError::Refused(error)) => Err(error.into()),
    }
}

const LOST: &str = "The record is being changed by others at this moment. Try again.";

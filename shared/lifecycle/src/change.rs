//! Creating and changing a record with the line that says so.

use contract::activity::{Activity, EventType};
use contract::id::ActivityId;
use contract::record::{Logged, Record};
use runtime::{Context, Failure};
use store::{ForChange, Records, Together, UpdateError};
use verify::IfMatch;

use crate::author::Author;

/// Times a change is made again of what somebody else made of the record meanwhile.
pub(crate) const ATTEMPTS: usize = 5;

pub(crate) const BUSY: Failure =
    Failure::Conflict(std::borrow::Cow::Borrowed("The record is being changed by others at this moment. Try again."));

/// What becomes of a record.
#[derive(Clone, Debug)]
pub struct Next<R> {
    /// The record, with the status that it comes into.
    pub record: R,
    /// What the activity log notes, where the status changes.
    pub note: Option<String>,
}

impl<R> Next<R> {
    /// A change without a note.
    pub const fn of(record: R) -> Self {
        Self { record, note: None }
    }
}

/// The record's status does not allow what was asked; `allowed` do.
pub fn forbidden<R: Record>(record: &R, allowed: &[&'static str]) -> Failure {
    Failure::State { is: record.status(), allowed: allowed.join(", ") }
}

/// Adds a record that is new, with the first line of its activity log.
///
/// # Errors
/// `validation_failed` where it names a document that there is not.
pub async fn created<R: Logged>(
    cx: &Context,
    author: &Author,
    records: &Records<'_, R>,
    record: R,
) -> Result<R, Failure> {
    let line = status_change(cx, author, &record, None, None);
    Ok(records.insert(record, &line, cx.operation()).await?)
}

/// Changes the record with this id as `decide` says of what it is.
///
/// # Errors
/// `not_found`, `precondition_failed`, what `decide` says, and `conflict` where others are always quicker.
pub async fn change<R: Logged>(
    cx: &Context,
    author: &Author,
    records: &Records<'_, R>,
    id: &str,
    if_match: Option<IfMatch>,
    decide: impl Fn(&R) -> Result<Next<R>, Failure>,
) -> Result<R, Failure> {
    for _ in 0..ATTEMPTS {
        let before = match open(cx, records, id, if_match).await? {
            ForChange::Open(record) => record,
            ForChange::Done(record) => return Ok(record),
        };
        let next = decide(&before)?;
        if let Some(record) = replace(cx, author, records, &before, next, None).await? {
            return Ok(record);
        }
    }
    Err(BUSY)
}

/// The record with this id, about to be changed.
pub(crate) async fn open<R: Record>(
    cx: &Context,
    records: &Records<'_, R>,
    id: &str,
    if_match: Option<IfMatch>,
) -> Result<ForChange<R>, Failure> {
    let found = records.get_for_change(id, cx.operation()).await?.ok_or(Failure::NotFound)?;
    match &found {
        ForChange::Open(record) if !if_match.is_none_or(|wanted| wanted.allows(record.revision())) => {
            Err(Failure::Precondition)
        }
        _ => Ok(found),
    }
}

/// Writes `next` in place of `before`, together with another record; `None` where somebody else was quicker.
pub(crate) async fn replace<R: Logged>(
    cx: &Context,
    author: &Author,
    records: &Records<'_, R>,
    before: &R,
    next: Next<R>,
    with: Option<&Together>,
) -> Result<Option<R>, Failure> {
    let Next { mut record, note } = next;
    record.stamp(before.revision() + 1, Some(cx.now()));
    let changed = record.status() != before.status();
    let line = changed.then(|| status_change(cx, author, &record, Some(before.status()), note));
    match records.replace_with(before, record, line.as_ref(), with, cx.operation()).await {
        Ok(record) => Ok(Some(record)),
        Err(UpdateError::Changed) => Ok(None),
        Err(UpdateError::Refused(error)) => Err(error.into()),
    }
}

/// The line that says that `record` came into its status.
pub(crate) fn status_change<R: Logged>(
    cx: &Context,
    author: &Author,
    record: &R,
    from: Option<&'static str>,
    note: Option<String>,
) -> Activity {
    Activity {
        id: ActivityId::new(cx.next_id()),
        entity_type: R::ENTITY,
        entity_id: record.id().to_owned(),
        event_type: EventType::StatusChange,
        from_status: from.map(str::to_owned),
        to_status: Some(record.status().to_owned()),
        note,
        target_user_id: None,
        target_user_first_name: None,
        target_user_last_name: None,
        created_by_id: author.id.clone(),
        created_by_first_name: author.name.clone(),
        created_by_last_name: None,
        created_by_role: author.role,
        created_at: cx.now(),
    }
}

//! Creating and changing a record, with its activity line.

use std::future::ready;

use contract::activity::{Activity, EventType};
use contract::id::ActivityId;
use contract::record::{Logged, Record};
use contract::requirement::Requirement;
use runtime::{Context, Failure, Moment, Step};
use serde_json::json;
use store::Records;
use verify::IfMatch;

use crate::author::Author;
use crate::execute::{self, Change};

/// Decided next state of a record.
#[derive(Clone, Debug)]
pub struct Next<R> {
    /// The record, with the status that it comes into.
    pub record: R,
    /// Note for the activity log, if the status changes.
    pub note: Option<String>,
    /// Requirements in addition to the record's own.
    pub requires: Vec<Requirement>,
}

impl<R> Next<R> {
    /// A change without a note.
    pub const fn to(record: R) -> Self {
        Self { record, note: None, requires: Vec::new() }
    }
}

/// The record's status does not allow what was asked; `allowed` do.
pub fn wrong_status<R: Record>(record: &R, allowed: &[&'static str]) -> Failure {
    Failure::State { is: record.status(), allowed: allowed.join(", ") }
}

/// Creates the record that `make` returns for a moment. Writes the first line of its activity log too.
///
/// # Errors
/// `validation_failed` if it names a document that does not exist; the errors of `make`.
pub async fn create<R: Logged>(
    cx: &Context,
    author: &Author,
    records: &Records<'_, R>,
    make: impl Fn(&Moment) -> Result<R, Failure>,
) -> Result<R, Failure> {
    execute::create(cx, author.actor.as_ref(), records, |moment| {
        let made = make(&moment).map(|record| {
            let line = status_change(author, &record, None, None, &moment);
            Change::to(record, Some(line))
        });
        ready(made)
    })
    .await
}

/// Changes the record with this id as `decide` says of what it is.
///
/// # Errors
/// `not_found`, `precondition_failed`, the errors of `decide`; `conflict` if every try was overtaken.
pub async fn change<R: Logged>(
    cx: &Context,
    author: &Author,
    records: &Records<'_, R>,
    id: &str,
    if_match: Option<IfMatch>,
    decide: impl Fn(&R, &Moment) -> Result<Next<R>, Failure>,
) -> Result<R, Failure> {
    execute::change(cx, author.actor.as_ref(), records, id, if_match, |before: R, moment| {
        ready(decide(&before, &moment).map(|next| logged(author, &before, next, &moment)))
    })
    .await
}

/// Returns the change with its activity line and audit entry.
pub(crate) fn logged<R: Logged>(author: &Author, before: &R, next: Next<R>, moment: &Moment) -> Change<R> {
    let Next { record, note, requires } = next;
    let step = reviewed(before, &record, note.as_deref());
    let changed = record.status() != before.status();
    let line = changed.then(|| status_change(author, &record, Some(before.status()), note, moment));
    Change { requires, step: Some(step), ..Change::to(record, line) }
}

fn reviewed<R: Logged>(before: &R, after: &R, note: Option<&str>) -> Step {
    let (from, to) = (json!({ "status": before.status() }), json!({ "status": after.status(), "note": note }));
    (R::REVIEWED, Some(from), Some(to))
}

/// Activity line for the record's new status.
pub(crate) fn status_change<R: Logged>(
    author: &Author,
    record: &R,
    from: Option<&'static str>,
    note: Option<String>,
    moment: &Moment,
) -> Activity {
    Activity {
        id: ActivityId::new(moment.next_id()),
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
        created_at: moment.at(),
    }
}

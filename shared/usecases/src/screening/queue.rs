//! Subjects by status, such as those awaiting a decision.

use contract::page::{Limit, Page, Position};
use contract::screening::{Screening, ScreeningStatus, Subject};

use crate::context::Context;
use crate::failure::Failure;

/// Returns a page of the subjects in one status, of all organizations.
///
/// A record has several subjects, so a page can end within one. Its position then has the number of subjects shown.
///
/// # Errors
/// Only errors of the store.
pub async fn queue(
    cx: &Context,
    status: ScreeningStatus,
    after: Option<&Position>,
    limit: Option<Limit>,
) -> Result<Page<Subject>, Failure> {
    let records = cx.store().queue::<Screening>().list(status.name(), after, limit).await?;
    let reached = after.and_then(|after| after.as_str().split_once(SEPARATOR));
    let next = records.next().cloned();
    let mut found = Vec::new();
    for record in records.into_items() {
        let seen = reached.filter(|(id, _)| *id == record.id.as_str()).and_then(|(_, seen)| seen.parse().ok());
        let revision = record.revision;
        let subjects = record.subjects.into_iter().filter(|subject| subject.status() == status).enumerate();
        for (at, subject) in subjects.skip(seen.unwrap_or_default()) {
            let position = Position::after(format!("{}{SEPARATOR}{}", record.id, at + 1));
            found.push((position, Subject { revision, ..subject }));
        }
    }
    let fits = found.len() <= usize::from(limit.unwrap_or_default().get());
    Ok(if fits { Page::new(found, next) } else { Page::cut(found, limit.unwrap_or_default()) })
}

/// Separator of record id and number of subjects in a position. No id contains it.
const SEPARATOR: char = '.';

//! What waits for a decision.

use contract::page::{Cursor, Limit, Page};
use contract::screening::{Screening, ScreeningStatus, Subject};
use runtime::{Context, Failure};

/// A page of the subjects in one status, of the records of all organizations that stand so. A record has several
/// subjects, so that a page can end within one: its cursor then says behind how many of them.
///
/// # Errors
/// Where the store fails.
pub async fn queue(
    cx: &Context,
    status: ScreeningStatus,
    cursor: Option<&Cursor>,
    limit: Option<Limit>,
) -> Result<Page<Subject>, Failure> {
    let records = cx.store().queue::<Screening>().list(status.name(), cursor, limit).await?;
    let reached = cursor.and_then(|cursor| cursor.as_str().split_once(WITHIN));
    let mut found = Vec::new();
    for record in records.items {
        let seen = reached.filter(|(id, _)| *id == record.id.as_str()).and_then(|(_, seen)| seen.parse().ok());
        let revision = record.revision;
        let subjects = record.subjects.into_iter().filter(|subject| subject.status() == status).enumerate();
        for (at, subject) in subjects.skip(seen.unwrap_or_default()) {
            found.push((format!("{}{WITHIN}{}", record.id, at + 1), Subject { revision, ..subject }));
        }
    }
    let fits = found.len() <= usize::from(limit.unwrap_or_default().get());
    let page = Page::cut(found, limit.unwrap_or_default(), |(place, _)| place.clone());
    Ok(Page {
        items: page.items.into_iter().map(|(_, subject)| subject).collect(),
        next_cursor: if fits { records.next_cursor } else { page.next_cursor },
        has_more: records.has_more || page.has_more,
    })
}

/// What stands between a record's id and the number of subjects in a cursor. No id has it.
const WITHIN: char = '.';

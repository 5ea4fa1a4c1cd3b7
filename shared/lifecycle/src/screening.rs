//! Screening: customers with their persons, and beneficiaries, are screened in the write that creates or changes them.
//!
//! What was found lies in a record of its own; the customer's or beneficiary's says in short what it comes to, which is
//! what payments depend on. Both are written together, or neither.

mod decide;
mod queue;
mod subject;

use contract::record::Logged;
use contract::requirement::Unmet;
use contract::screening::{Screening, ScreeningSummary, SubjectId};
use contract::time::Timestamp;
use runtime::{Context, Failure};
use store::{ForChange, Records, Together};
use verify::IfMatch;
use watchlist::{Around, Asked};

use crate::author::Author;
use crate::change::{ATTEMPTS, BUSY, Next, open, replace, status_change};

pub use decide::{decide, screen_again};
pub use queue::queue;

/// A record that is screened.
pub trait Screened: Logged {
    /// Its subject's id.
    fn subject(&self) -> SubjectId;
    /// Who is looked for.
    fn asked(&self) -> Vec<Asked>;
    /// What is said around them, of a customer of this name.
    fn around(&self, customer_name: &str, now: Timestamp) -> Around;
    /// Says what came out.
    fn set_screening(&mut self, screening: ScreeningSummary);
}

/// What a record says of its screening before it has one.
#[must_use]
pub const fn not_screened() -> ScreeningSummary {
    ScreeningSummary { screening_subject_id: None, payment_hold: true, open_match_count: 0, last_screened_at: None }
}

/// Refuses what would approve a record that screening holds.
///
/// # Errors
/// `state_conflict`
pub fn check_hold(screening: &ScreeningSummary) -> Result<(), Failure> {
    if !screening.payment_hold {
        return Ok(());
    }
    let detail = match (screening.last_screened_at, screening.open_match_count) {
        (None, _) => "No watch list was installed when the record was screened: install one, then screen it again.",
        (_, 0) => "A match of its screening was confirmed.",
        _ => "Its screening has matches that are not decided.",
    };
    Err(Failure::Unmet(Unmet { detail: detail.to_owned(), is: "PAYMENT_HOLD".to_owned(), allowed: "CLEAR" }))
}

/// Adds a record that is new, screened, with the first line of its activity log.
///
/// # Errors
/// `validation_failed` where it names a document that there is not.
pub async fn created<R: Screened>(
    cx: &Context,
    author: &Author,
    records: &Records<'_, R>,
    mut record: R,
    customer_name: &str,
) -> Result<R, Failure> {
    let screening = screened(cx, &record, customer_name, None).await?;
    record.set_screening(screening.summary());
    let line = status_change(cx, author, &record, None, None);
    let with = Together::new(None, &screening, cx.operation())?;
    Ok(records.insert_with(record, &line, Some(&with), cx.operation()).await?)
}

/// Changes the record with this id as `decide` says of what it is, and screens it again.
///
/// # Errors
/// As [`crate::change()`].
pub async fn change<R: Screened>(
    cx: &Context,
    author: &Author,
    records: &Records<'_, R>,
    id: &str,
    if_match: Option<IfMatch>,
    customer_name: impl Fn(&R) -> String,
    decide: impl Fn(&R) -> Result<Next<R>, Failure>,
) -> Result<R, Failure> {
    for _ in 0..ATTEMPTS {
        let before = match open(cx, records, id, if_match).await? {
            ForChange::Open(record) => record,
            ForChange::Done(record) => return Ok(record),
        };
        let mut next = decide(&before)?;
        let screenings = cx.store().screenings(before.organization());
        let known = screenings.get(before.subject().as_str()).await?;
        let mut screening = screened(cx, &next.record, &customer_name(&next.record), known.as_ref()).await?;
        next.record.set_screening(screening.summary());
        let with = together(cx, known.as_ref(), &mut screening)?;
        if let Some(record) = replace(cx, author, records, &before, next, Some(&with)).await? {
            return Ok(record);
        }
    }
    Err(BUSY)
}

/// What screening finds of a record with the watch list that is installed now.
async fn screened<R: Screened>(
    cx: &Context,
    record: &R,
    customer_name: &str,
    before: Option<&Screening>,
) -> Result<Screening, Failure> {
    let list = cx.watch_list().current().await?;
    let around = record.around(customer_name, cx.now());
    Ok(watchlist::screen(&around, &record.asked(), list.as_deref(), before, &|| cx.next_id()))
}

/// A record that is written beside another, the next revision of what it was before.
fn together<R: contract::record::Record>(cx: &Context, before: Option<&R>, now: &mut R) -> Result<Together, Failure> {
    if let Some(before) = before {
        now.stamp(before.revision() + 1, Some(cx.now()));
    }
    Ok(Together::new(before, now, cx.operation())?)
}

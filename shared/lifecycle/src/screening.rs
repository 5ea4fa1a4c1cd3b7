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
use runtime::{Context, Failure, Moment};
use store::{CompanionWrite, Records};
use verify::IfMatch;
use watchlist::{Around, Asked};

use crate::author::Author;
use crate::change::{Next, logged, status_change};
use crate::execute::{self, Change};

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
    Err(Failure::Unmet(Unmet::State { detail: detail.to_owned(), is: "PAYMENT_HOLD".to_owned(), allowed: "CLEAR" }))
}

/// Creates and screens the record that `make` returns. Writes the first line of its activity log too.
///
/// # Errors
/// `validation_failed` if it names a document that does not exist.
pub async fn create<R: Screened>(
    cx: &Context,
    author: &Author,
    records: &Records<'_, R>,
    customer_name: &str,
    make: impl Fn(&Moment) -> R,
) -> Result<R, Failure> {
    execute::create(cx, author.actor.as_ref(), records, |moment| async {
        let (mut record, moment) = (make(&moment), moment);
        let screening = screened(cx, &record, customer_name, None, &moment).await?;
        record.set_screening(screening.summary());
        let line = status_change(author, &record, None, None, &moment);
        let companion = Some(CompanionWrite::new(None, &screening)?);
        Ok(Change { companion, ..Change::to(record, Some(line)) })
    })
    .await
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
    execute::change(cx, author.actor.as_ref(), records, id, if_match, |before: R, moment| async {
        let (before, moment) = (before, moment);
        let mut next = decide(&before)?;
        let screenings = cx.store().screenings(before.organization());
        let known = screenings.get(before.subject().as_str()).await?;
        let mut screening = screened(cx, &next.record, &customer_name(&next.record), known.as_ref(), &moment).await?;
        next.record.set_screening(screening.summary());
        let companion = Some(companion(known.as_ref(), &mut screening, &moment)?);
        Ok(Change { companion, ..logged(author, &before, next, &moment) })
    })
    .await
}

/// What screening finds of a record with the watch list that is installed now.
async fn screened<R: Screened>(
    cx: &Context,
    record: &R,
    customer_name: &str,
    before: Option<&Screening>,
    moment: &Moment,
) -> Result<Screening, Failure> {
    let list = cx.watch_list().current().await?;
    let around = record.around(customer_name, moment.at());
    Ok(watchlist::screen(&around, &record.asked(), list.as_deref(), before, &|| moment.next_id()))
}

/// Companion write of another record, as its next revision.
fn companion<R: contract::record::Record>(
    before: Option<&R>,
    now: &mut R,
    moment: &Moment,
) -> Result<CompanionWrite, Failure> {
    if let Some(before) = before {
        now.stamp(before.revision() + 1, Some(moment.at()));
    }
    Ok(CompanionWrite::new(before, now)?)
}

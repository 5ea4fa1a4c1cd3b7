//! Screening: payment holds, and decisions on matches.

use contract::audit::{AuditAction, AuditActor};
use contract::beneficiary::Beneficiary;
use contract::customer::Customer;
use contract::screening::{Disposition, Screening, ScreeningSummary, SubjectId};
use contract::table::Table;
use serde_json::{Value, json};

use crate::author::Author;
use crate::change::{Companion, Replacement, Step};
use crate::error::CommandError;
use crate::moment::Moment;
use crate::record::{Entity, Line, Logged, Record, entity_of_organization, record_of_organization};
use crate::requirement::Unmet;

/// Summary of a record that was never screened: held.
pub const NOT_SCREENED: ScreeningSummary =
    ScreeningSummary { screening_subject_id: None, payment_hold: true, open_match_count: 0, last_screened_at: None };

/// Refuses to approve a record that screening holds.
///
/// # Errors
/// [`CommandError::Unmet`]
pub fn check_hold(screening: &ScreeningSummary) -> Result<(), CommandError> {
    if !screening.payment_hold {
        return Ok(());
    }
    let detail = match (screening.last_screened_at, screening.open_match_count) {
        (None, _) => {
            "No watch list was installed when the record was screened. Install one, then screen the record again."
        }
        (_, 0) => "A match of the record's screening is confirmed, so its payments are on hold.",
        _ => "The record's screening has open matches. Decide them first.",
    };
    let (is, allowed) = ("PAYMENT_HOLD".to_owned(), "CLEAR".to_owned());
    Err(CommandError::Unmet(Unmet::State { detail: detail.to_owned(), is, allowed }))
}

/// Record under screening.
pub trait Screened: Logged {
    /// Id of its screening.
    fn subject_id(&self) -> SubjectId;
    /// Sets its screening result.
    fn set_screening(&mut self, screening: ScreeningSummary);
    /// Returns the record as the companion write of its screening.
    fn companion(replacement: Replacement<Self>) -> Companion;
}

impl Screened for Customer {
    fn subject_id(&self) -> SubjectId {
        SubjectId::of_customer(&self.id)
    }
    fn set_screening(&mut self, screening: ScreeningSummary) {
        self.screening = screening;
    }
    fn companion(replacement: Replacement<Self>) -> Companion {
        Companion::Customer(Box::new(replacement))
    }
}

impl Screened for Beneficiary {
    fn subject_id(&self) -> SubjectId {
        SubjectId::of_beneficiary(&self.id)
    }
    fn set_screening(&mut self, screening: ScreeningSummary) {
        self.screening = screening;
    }
    fn companion(replacement: Replacement<Self>) -> Companion {
        Companion::Beneficiary(Box::new(replacement))
    }
}

/// Returns the companion write that sets a screening's result in the record.
#[must_use]
pub fn mark<R: Screened>(record: &R, screening: &Screening, moment: &Moment) -> Companion {
    let mut after = record.clone();
    after.set_screening(screening.summary());
    R::companion(Replacement::new(Some(record.clone()), after, moment))
}

/// Admin's action on a screening.
#[derive(Clone, Debug)]
pub struct Action {
    /// Audit action.
    pub action: AuditAction,
    /// Details in the audit history.
    pub details: Value,
    /// Decision on a match.
    pub disposition: Option<Disposition>,
}

impl Line for Disposition {}

impl Entity for Screening {
    type Line = Disposition;
    type Remark = Action;

    entity_of_organization!();
    fn history(before: Option<&Self>, after: Option<&Self>, done: &Action, _: &AuditActor) -> Vec<Step> {
        let after = after.map(|after| {
            let mut state = state(after);
            if let (Value::Object(state), Value::Object(details)) = (&mut state, &done.details) {
                state.extend(details.clone());
            }
            state
        });
        vec![Step { action: done.action, before: before.map(state), after }]
    }
    fn line(
        _before: Option<&Self>,
        _after: &Self,
        done: &Action,
        _author: &Author,
        _moment: &Moment,
    ) -> Option<Disposition> {
        done.disposition.clone()
    }
}

fn state(screening: &Screening) -> Value {
    let summary = screening.summary();
    json!({
        "status": Record::status(screening),
        "paymentHold": summary.payment_hold,
        "openMatchCount": summary.open_match_count,
    })
}

impl Record for Screening {
    const TABLE: Table = Table::Screening;

    record_of_organization!();
    fn status(&self) -> &'static str {
        self.status().name()
    }
}

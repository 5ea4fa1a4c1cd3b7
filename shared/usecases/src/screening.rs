//! Screening of customers with their persons, and of beneficiaries, in the write that creates or changes them.
//!
//! The result is a separate record. The customer or beneficiary has its summary, a condition of payments. One
//! transaction writes both.

use contract::audit::AuditAction;
use contract::beneficiary::Beneficiary;
use contract::customer::Customer;
use contract::id::{DispositionId, MatchId, OrganizationId};
use contract::if_match::IfMatch;
use contract::screening::{NewDecision, Outcome, Screening, Subject, SubjectId};
use contract::time::Timestamp;
use domain::requirement::Unmet;
use domain::screening::{Action, Screened, mark};
use domain::{Author, CommandError, Companion, Decision, Moment, Replacement};
use identity::NuveraAdmin;
use serde_json::json;
use store::Records;
use watchlist::{DecisionConflict, ScreeningContext, SearchSubject, subject};

use crate::context::Context;
use crate::execute;
use crate::failure::Failure;

mod queue;

pub use queue::queue;

/// Record with subjects to screen.
pub trait Subjects: Screened {
    /// Returns the parties to search for.
    fn search_subjects(&self) -> Vec<SearchSubject>;
    /// Returns the context of the screening. `customer_name` is that of the record's customer.
    fn context(&self, customer_name: &str, now: Timestamp) -> ScreeningContext;
}

impl Subjects for Customer {
    fn search_subjects(&self) -> Vec<SearchSubject> {
        subject::customer(self)
    }
    fn context(&self, customer_name: &str, now: Timestamp) -> ScreeningContext {
        ScreeningContext {
            organization: self.org_id.clone(),
            customer: self.id.clone(),
            customer_name: customer_name.to_owned(),
            beneficiary: None,
            now,
        }
    }
}

impl Subjects for Beneficiary {
    fn search_subjects(&self) -> Vec<SearchSubject> {
        subject::beneficiary(self)
    }
    fn context(&self, customer_name: &str, now: Timestamp) -> ScreeningContext {
        ScreeningContext {
            organization: self.org_id.clone(),
            customer: self.customer_id.clone(),
            customer_name: customer_name.to_owned(),
            beneficiary: Some(self.id.clone()),
            now,
        }
    }
}

/// Creates and screens the record that `make` returns.
///
/// # Errors
/// `validation_failed` if it names an unknown document.
pub async fn create<R: Subjects>(
    cx: &Context,
    author: &Author,
    records: &Records<'_, R>,
    customer_name: &str,
    make: impl Fn(&Moment) -> R,
) -> Result<R, Failure> {
    let make = |_, moment: Moment| {
        let record = make(&moment);
        async move { screened(cx, Decision::to(record), customer_name, None, &moment).await }
    };
    execute::run(cx, author, records, None, None, make).await
}

/// Changes a record to the state from `decide`, and screens it again.
///
/// # Errors
/// As [`execute::change`].
pub async fn change<R: Subjects>(
    cx: &Context,
    author: &Author,
    records: &Records<'_, R>,
    id: &str,
    if_match: Option<IfMatch>,
    customer_name: impl Fn(&R) -> String,
    decide: impl Fn(&R) -> Result<Decision<R>, CommandError>,
) -> Result<R, Failure> {
    let decide = |before: Option<R>, moment: Moment| {
        let decision = before.as_ref().ok_or(CommandError::NotFound).and_then(|before| {
            let decision = decide(before)?;
            let name = decision.after.as_ref().map(&customer_name).unwrap_or_default();
            Ok((before.organization().clone(), before.subject_id(), decision, name))
        });
        async move {
            let (organization, subject, decision, name) = decision?;
            let known = cx.store().screenings(&organization).get(subject.as_str()).await?;
            screened(cx, decision, &name, known, &moment).await
        }
    };
    execute::run(cx, author, records, Some(id), if_match, decide).await
}

/// Screens the record after a decision, and adds the companion write.
async fn screened<R: Subjects>(
    cx: &Context,
    mut decision: Decision<R>,
    customer_name: &str,
    before: Option<Screening>,
    moment: &Moment,
) -> Result<Decision<R>, Failure> {
    if let Some(record) = &mut decision.after {
        let screening = screen(cx, record, customer_name, before.as_ref(), moment).await?;
        record.set_screening(screening.summary());
        decision.companion = Some(Companion::Screening(Box::new(Replacement::new(before, screening, moment))));
    }
    Ok(decision)
}

/// Screens a record against the installed watch list.
async fn screen<R: Subjects>(
    cx: &Context,
    record: &R,
    customer_name: &str,
    before: Option<&Screening>,
    moment: &Moment,
) -> Result<Screening, Failure> {
    let list = cx.watch_list().current().await?;
    let context = record.context(customer_name, moment.at());
    Ok(watchlist::screen(&context, &record.search_subjects(), list.as_deref(), before, &|| moment.next_id()))
}

/// Decides a match. The same write sets or ends the screened record's hold.
///
/// # Errors
/// `not_found`, `precondition_failed`; `state_conflict` if the match already has this decision, or `supersedes` does
/// not name the current one.
pub async fn decide(
    cx: &Context,
    admin: &NuveraAdmin,
    organization: &OrganizationId,
    subject: &SubjectId,
    id: &MatchId,
    if_match: Option<IfMatch>,
    new: &NewDecision,
) -> Result<Subject, Failure> {
    act(cx, admin, organization, subject, if_match, |before, _, moment| async move {
        let decision = watchlist::Decision {
            id: DispositionId::new(moment.next_id()),
            outcome: new.decision.into(),
            reason: new.reason.to_string(),
            supersedes: new.supersedes.clone(),
            user: admin.user_id().clone(),
            display_name: admin.email().to_string(),
            now: moment.at(),
        };
        let (after, disposition) = watchlist::decide(&before, subject, id, decision).map_err(conflict)?;
        let details = json!({ "matchId": id, "decision": new.decision, "reason": new.reason });
        let action = AuditAction::ScreeningDecided;
        Ok((after, Action { action, details, disposition: Some(disposition) }))
    })
    .await
}

fn conflict(why: DecisionConflict) -> CommandError {
    let (is, allowed, detail) = match why {
        DecisionConflict::NotFound => return CommandError::NotFound,
        DecisionConflict::Open => (
            "OPEN",
            "CLEARED, CONFIRMED",
            "The match is open, so there is no decision to replace. Omit `supersedes`.".to_owned(),
        ),
        DecisionConflict::Already(outcome) => {
            let allowed = match outcome {
                Outcome::Cleared => "OPEN, CONFIRMED",
                Outcome::Confirmed => "OPEN, CLEARED",
            };
            (outcome.name(), allowed, format!("The match already has this decision: {outcome}."))
        }
        DecisionConflict::Otherwise(outcome) => (
            outcome.name(),
            "OPEN",
            format!(
                "The match already has the decision {outcome}. Read it; to replace it, send its id as `supersedes`."
            ),
        ),
    };
    CommandError::Unmet(Unmet::State { detail, is: is.to_owned(), allowed: allowed.to_owned() })
}

/// Screens the customer with its persons, or the beneficiary, again.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn repeat(
    cx: &Context,
    admin: &NuveraAdmin,
    organization: &OrganizationId,
    subject: &SubjectId,
    if_match: Option<IfMatch>,
) -> Result<Subject, Failure> {
    act(cx, admin, organization, subject, if_match, |before, entity, moment| async move {
        let after = match &entity {
            ScreenedRecord::Customer(customer) => {
                let name = customer.profile.company_name.as_str();
                screen(cx, &**customer, name, Some(&before), &moment).await?
            }
            ScreenedRecord::Beneficiary(beneficiary, name) => {
                screen(cx, &**beneficiary, name, Some(&before), &moment).await?
            }
        };
        Ok((after, Action { action: AuditAction::ScreeningRepeated, details: json!({}), disposition: None }))
    })
    .await
}

/// Carries out an admin's action on a screening and its record.
async fn act<F>(
    cx: &Context,
    admin: &NuveraAdmin,
    organization: &OrganizationId,
    subject: &SubjectId,
    if_match: Option<IfMatch>,
    next: impl Fn(Screening, ScreenedRecord, Moment) -> F,
) -> Result<Subject, Failure>
where
    F: Future<Output = Result<(Screening, Action), Failure>>,
{
    let screenings = cx.store().screenings(organization);
    let record = subject.of_record();
    let decide = |before: Option<Screening>, moment: Moment| {
        let next = &next;
        async move {
            let before = before.ok_or(CommandError::NotFound)?;
            let entity = ScreenedRecord::read(cx, &before).await?;
            let (after, action) = next(before, entity.clone(), moment.clone()).await?;
            let companion = Some(entity.companion(&after, &moment));
            Ok(Decision { companion, ..Decision::with(after, action) })
        }
    };
    let after = execute::run(cx, &admin.author(), &screenings, Some(record.as_str()), if_match, decide).await?;
    after.into_subject(subject).ok_or(Failure::NOT_FOUND)
}

/// Screened record.
#[derive(Clone)]
enum ScreenedRecord {
    Customer(Box<Customer>),
    /// Beneficiary with its customer's name.
    Beneficiary(Box<Beneficiary>, String),
}

impl ScreenedRecord {
    async fn read(cx: &Context, screening: &Screening) -> Result<Self, Failure> {
        let customers = cx.store().customers(&screening.org_id);
        let customer = customers.get(screening.customer_id.as_str()).await?.ok_or(CommandError::NotFound)?;
        let Some(id) = &screening.beneficiary_id else { return Ok(Self::Customer(Box::new(customer))) };
        let beneficiaries = cx.store().beneficiaries(&screening.org_id, &screening.customer_id);
        let beneficiary = beneficiaries.get(id.as_str()).await?.ok_or(CommandError::NotFound)?;
        Ok(Self::Beneficiary(Box::new(beneficiary), customer.profile.company_name.to_string()))
    }

    /// Returns the companion write that sets the result in the record.
    fn companion(&self, screening: &Screening, moment: &Moment) -> Companion {
        match self {
            Self::Customer(customer) => mark(&**customer, screening, moment),
            Self::Beneficiary(beneficiary, _) => mark(&**beneficiary, screening, moment),
        }
    }
}

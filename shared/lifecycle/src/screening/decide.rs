//! What admins do with what screening found.

use contract::audit::AuditAction;
use contract::beneficiary::Beneficiary;
use contract::customer::Customer;
use contract::id::{DispositionId, MatchId, OrganizationId};
use contract::record::Record as _;
use contract::requirement::Unmet;
use contract::screening::{Disposition, NewDecision, Outcome, Screening, Subject, SubjectId};
use identity::NuveraAdmin;
use runtime::{Context, Failure, Moment};
use serde_json::{Value, json};
use store::CompanionWrite;
use verify::IfMatch;
use watchlist::{Decision, Undecidable};

use super::{Screened as _, companion, screened};
use crate::author::actor_of;
use crate::execute::{self, Change};

/// Decides a match. The record that was screened is held no more, or from now on, by the same write.
///
/// # Errors
/// `not_found`, `precondition_failed`; `state_conflict` where it is decided so already, or is not what `supersedes` says.
pub async fn decide(
    cx: &Context,
    admin: &NuveraAdmin,
    organization: &OrganizationId,
    subject: &SubjectId,
    id: &MatchId,
    if_match: Option<IfMatch>,
    new: &NewDecision,
) -> Result<Subject, Failure> {
    change(cx, admin, organization, subject, if_match, |before, _, moment| async move {
        let decision = Decision {
            id: DispositionId::new(moment.next_id()),
            outcome: new.decision.into(),
            reason: new.reason.to_string(),
            supersedes: new.supersedes.clone(),
            user: admin.user_id().clone(),
            display_name: admin.email().to_string(),
            now: moment.at(),
        };
        let (screening, disposition) = watchlist::decide(&before, subject, id, decision).map_err(undecidable)?;
        let told = json!({ "matchId": id, "decision": new.decision, "reason": new.reason });
        Ok((screening, Some(disposition), (AuditAction::ScreeningDecided, told)))
    })
    .await
}

fn undecidable(why: Undecidable) -> Failure {
    let (is, allowed, detail) = match why {
        Undecidable::NotFound => return Failure::NotFound,
        Undecidable::Open => (
            "OPEN",
            "CLEARED, CONFIRMED",
            "The match is open: there is no decision that `supersedes` could name.".to_owned(),
        ),
        Undecidable::Already(outcome) => {
            let allowed = match outcome {
                Outcome::Cleared => "OPEN, CONFIRMED",
                Outcome::Confirmed => "OPEN, CLEARED",
            };
            (outcome.name(), allowed, format!("The match is decided so already: {outcome}."))
        }
        Undecidable::Otherwise(outcome) => (
            outcome.name(),
            "OPEN",
            format!(
                "The match is decided already: {outcome}. Read that decision; to replace it, name its id in `supersedes`."
            ),
        ),
    };
    Failure::Unmet(Unmet::State { detail, is: is.to_owned(), allowed })
}

/// Screens the customer with its persons, or the beneficiary, that a subject belongs to with the watch list that is
/// installed now.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn screen_again(
    cx: &Context,
    admin: &NuveraAdmin,
    organization: &OrganizationId,
    subject: &SubjectId,
    if_match: Option<IfMatch>,
) -> Result<Subject, Failure> {
    change(cx, admin, organization, subject, if_match, |before, entity, moment| async move {
        let screening = match entity {
            Entity::Customer(customer) => {
                let name = customer.profile.company_name.as_str();
                screened(cx, &*customer, name, Some(&before), &moment).await?
            }
            Entity::Beneficiary(beneficiary, name) => {
                screened(cx, &*beneficiary, &name, Some(&before), &moment).await?
            }
        };
        Ok((screening, None, (AuditAction::ScreeningRepeated, json!({}))))
    })
    .await
}

/// Next state of a screening, a decision on it, and content for the audit history.
type NextScreening = (Screening, Option<Disposition>, (AuditAction, Value));

/// Changes a screening to the result of `next`, and updates its record.
async fn change<F>(
    cx: &Context,
    admin: &NuveraAdmin,
    organization: &OrganizationId,
    subject: &SubjectId,
    if_match: Option<IfMatch>,
    next: impl Fn(Screening, Entity, Moment) -> F,
) -> Result<Subject, Failure>
where
    F: Future<Output = Result<NextScreening, Failure>>,
{
    let screenings = cx.store().screenings(organization);
    let actor = actor_of(admin);
    let record = subject.of_record();
    let screening = execute::change(
        cx,
        Some(&actor),
        &screenings,
        record.as_str(),
        if_match,
        |before: Screening, moment: Moment| async {
            let (before, moment) = (before, moment);
            let entity = Entity::of(cx, &before).await?;
            let (mut screening, line, (action, told)) = next(before.clone(), entity.clone(), moment.clone()).await?;
            screening.stamp(before.revision + 1, Some(moment.at()));
            let companion = Some(entity.with(&screening, &moment)?);
            let step = Some((action, Some(held(&before, None)), Some(held(&screening, Some(told)))));
            Ok(Change { companion, step, ..Change::to(screening, line) })
        },
    )
    .await?;
    screening.into_subject(subject).ok_or(Failure::NotFound)
}

/// Part of a screening for the audit history, with the action's details.
fn held(screening: &Screening, done: Option<Value>) -> Value {
    let summary = screening.summary();
    let mut told = json!({
        "status": screening.status(),
        "paymentHold": summary.payment_hold,
        "openMatchCount": summary.open_match_count,
    });
    if let (Value::Object(told), Some(Value::Object(done))) = (&mut told, done) {
        told.extend(done);
    }
    told
}

/// The record that was screened.
#[derive(Clone)]
enum Entity {
    Customer(Box<Customer>),
    /// With its customer's name.
    Beneficiary(Box<Beneficiary>, String),
}

impl Entity {
    async fn of(cx: &Context, screening: &Screening) -> Result<Self, Failure> {
        let customers = cx.store().customers(&screening.org_id);
        let customer = customers.get(screening.customer_id.as_str()).await?.ok_or(Failure::NotFound)?;
        let Some(id) = &screening.beneficiary_id else { return Ok(Self::Customer(Box::new(customer))) };
        let beneficiaries = cx.store().beneficiaries(&screening.org_id, &screening.customer_id);
        let beneficiary = beneficiaries.get(id.as_str()).await?.ok_or(Failure::NotFound)?;
        Ok(Self::Beneficiary(Box::new(beneficiary), customer.profile.company_name.to_string()))
    }

    /// The record, saying what came out.
    fn with(self, screening: &Screening, moment: &Moment) -> Result<CompanionWrite, Failure> {
        match self {
            Self::Customer(before) => {
                let mut now = before.clone();
                now.set_screening(screening.summary());
                companion(Some(&*before), &mut now, moment)
            }
            Self::Beneficiary(before, _) => {
                let mut now = before.clone();
                now.set_screening(screening.summary());
                companion(Some(&*before), &mut now, moment)
            }
        }
    }
}

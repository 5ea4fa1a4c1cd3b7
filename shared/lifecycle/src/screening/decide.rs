//! What admins do with what screening found.

use contract::beneficiary::Beneficiary;
use contract::customer::Customer;
use contract::id::{DispositionId, MatchId, OrganizationId};
use contract::record::Record as _;
use contract::requirement::Unmet;
use contract::screening::{Disposition, NewDecision, Outcome, Screening, Subject, SubjectId};
use identity::NuveraAdmin;
use runtime::{Context, Failure};
use store::{ForChange, Together, UpdateError};
use verify::IfMatch;
use watchlist::{Decision, Undecidable};

use super::{Screened as _, screened, together};
use crate::change::{ATTEMPTS, BUSY, open};

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
    let decision = Decision {
        id: DispositionId::new(cx.next_id()),
        outcome: new.decision.into(),
        reason: new.reason.to_string(),
        supersedes: new.supersedes.clone(),
        user: admin.user_id().clone(),
        display_name: admin.email().to_string(),
        now: cx.now(),
    };
    change(cx, organization, subject, if_match, &Step::Decide(id, decision)).await
}

/// What is done to a screening.
enum Step<'a> {
    Decide(&'a MatchId, Decision),
    ScreenAgain,
}

impl Step<'_> {
    async fn next(
        &self,
        cx: &Context,
        subject: &SubjectId,
        before: &Screening,
        entity: &Entity,
    ) -> Result<(Screening, Option<Disposition>), Failure> {
        match (self, entity) {
            (Self::Decide(id, decision), _) => {
                let decided = watchlist::decide(before, subject, id, decision.clone()).map_err(undecidable)?;
                Ok((decided.0, Some(decided.1)))
            }
            (Self::ScreenAgain, Entity::Customer(customer)) => {
                let name = customer.profile.company_name.as_str();
                Ok((screened(cx, &**customer, name, Some(before)).await?, None))
            }
            (Self::ScreenAgain, Entity::Beneficiary(beneficiary, name)) => {
                Ok((screened(cx, &**beneficiary, name, Some(before)).await?, None))
            }
        }
    }
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
    Failure::Unmet(Unmet { detail, is: is.to_owned(), allowed })
}

/// Screens the customer with its persons, or the beneficiary, that a subject belongs to with the watch list that is
/// installed now.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn screen_again(
    cx: &Context,
    organization: &OrganizationId,
    subject: &SubjectId,
    if_match: Option<IfMatch>,
) -> Result<Subject, Failure> {
    change(cx, organization, subject, if_match, &Step::ScreenAgain).await
}

/// Changes a screening as `step` says, and what its record says of it.
async fn change(
    cx: &Context,
    organization: &OrganizationId,
    subject: &SubjectId,
    if_match: Option<IfMatch>,
    step: &Step<'_>,
) -> Result<Subject, Failure> {
    let screenings = cx.store().screenings(organization);
    for _ in 0..ATTEMPTS {
        let before = match open(cx, &screenings, subject.of_record().as_str(), if_match).await? {
            ForChange::Open(screening) => screening,
            ForChange::Done(screening) => return screening.into_subject(subject).ok_or(Failure::NotFound),
        };
        let entity = Entity::of(cx, &before).await?;
        let (mut screening, line) = step.next(cx, subject, &before, &entity).await?;
        screening.stamp(before.revision + 1, Some(cx.now()));
        let with = entity.with(cx, &screening)?;
        match screenings.replace_with(&before, screening, line.as_ref(), Some(&with), cx.operation()).await {
            Ok(screening) => return screening.into_subject(subject).ok_or(Failure::NotFound),
            Err(UpdateError::Changed) => {}
            Err(UpdateError::Refused(error)) => return Err(error.into()),
        }
    }
    Err(BUSY)
}

/// The record that was screened.
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
    fn with(self, cx: &Context, screening: &Screening) -> Result<Together, Failure> {
        match self {
            Self::Customer(before) => {
                let mut now = before.clone();
                now.set_screening(screening.summary());
                together(cx, Some(&*before), &mut now)
            }
            Self::Beneficiary(before, _) => {
                let mut now = before.clone();
                now.set_screening(screening.summary());
                together(cx, Some(&*before), &mut now)
            }
        }
    }
}

//! Changing an application: only what was read, with its history, both or neither.

use contract::application::{Application, ApplicationRecord};
use contract::id::ApplicationId;
use contract::problem::FieldError;
use contract::signing_key::SHARED_PRIME;
use runtime::{Attempt, Context, Failure, Moment, already_applied};
use store::{ChangeApplicationError, StoreError};
use verify::IfMatch;

use crate::history;
use crate::manager::Manager;
use crate::view::view;

pub(crate) const LOST: &str =
    "The application was changed by somebody else at the same moment. Read it again, and try again.";

/// The application, of the manager's organization, in a revision that the request wants changed.
pub(crate) async fn read(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
) -> Result<ApplicationRecord, Failure> {
    let found = cx.store().applications(manager.organization()).get(id).await?;
    let record = found.ok_or(Failure::NotFound)?;
    check(if_match, record.revision)?;
    Ok(record)
}

/// Whether the request wants this revision changed.
pub(crate) fn check(if_match: Option<IfMatch>, revision: u64) -> Result<(), Failure> {
    if if_match.is_none_or(|wanted| wanted.allows(revision)) { Ok(()) } else { Err(Failure::Precondition) }
}

/// Changes the application to the result of `decide`, and tries again if it was overtaken.
pub(crate) async fn change(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
    decide: impl Fn(&ApplicationRecord, &Moment) -> Result<ApplicationRecord, Failure>,
) -> Result<Application, Failure> {
    let applications = cx.store().applications(manager.organization());
    if let Some(effect) = cx.operation().effect() {
        let record = applications.get(id).await?.ok_or_else(|| already_applied(effect))?;
        return Ok(view(cx, &applications, record).await?);
    }
    let after = cx.retry(LOST, || async {
        let before = read(cx, manager, id, if_match).await?;
        let moment = moment(cx, &before);
        let after = decide(&before, &moment)?;
        write(cx, manager, before, after, &moment).await
    });
    Ok(view(cx, &applications, after.await?).await?)
}

/// Moment for a change of the application.
pub(crate) fn moment(cx: &Context, before: &ApplicationRecord) -> Moment {
    cx.moment(Some(before.updated_at))
}

/// Writes `after` over `before` with its history. Without a step, nothing is written.
pub(crate) async fn write(
    cx: &Context,
    manager: &Manager,
    before: ApplicationRecord,
    after: ApplicationRecord,
    moment: &Moment,
) -> Result<Attempt<ApplicationRecord>, Failure> {
    let steps = history::of_application(manager.actor(), Some(&before), Some(&after));
    if steps.is_empty() {
        return Ok(Attempt::Done(before));
    }
    let after = ApplicationRecord { updated_at: moment.at(), revision: before.revision + 1, ..after };
    let entries = history::entries(cx, manager, &after.id, steps, moment);
    let applications = cx.store().applications(manager.organization());
    settle(applications.replace(&before, &after, &entries, cx.operation()).await, after)
}

/// Outcome of an attempt to change or delete an application.
pub(crate) fn settle<T>(written: Result<(), ChangeApplicationError>, after: T) -> Result<Attempt<T>, Failure> {
    match written {
        Ok(()) => Ok(Attempt::Done(after)),
        Err(ChangeApplicationError::Changed) => Ok(Attempt::Overtaken),
        Err(ChangeApplicationError::Store(StoreError::Busy)) => Ok(Attempt::Busy),
        Err(ChangeApplicationError::NameTaken) => Err(name_taken()),
        Err(ChangeApplicationError::NameAlike) => Err(name_alike()),
        Err(ChangeApplicationError::SigningKeyTaken) => Err(signing_key_taken()),
        Err(ChangeApplicationError::SharedPrime) => Err(shared_prime()),
        Err(ChangeApplicationError::Store(error)) => Err(error.into()),
    }
}

pub(crate) fn name_taken() -> Failure {
    taken("/name", "is the name of another application of the organization")
}

/// Not a conflict of two requests: the name looks like another.
pub(crate) fn name_alike() -> Failure {
    let reason = "looks like the name of another application of the organization; choose one that differs visibly";
    Failure::Invalid(vec![FieldError { pointer: "/name".to_owned(), reason: reason.to_owned() }])
}

pub(crate) fn signing_key_taken() -> Failure {
    taken("/publicKey", "is the signing key of another application; each needs its own")
}

pub(crate) fn shared_prime() -> Failure {
    taken("/publicKey", SHARED_PRIME)
}

pub(crate) fn taken(pointer: &str, reason: &str) -> Failure {
    Failure::Taken(FieldError { pointer: pointer.to_owned(), reason: reason.to_owned() })
}

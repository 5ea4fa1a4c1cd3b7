//! Changing an application: only what was read, with its history, both or neither.

use contract::application::{Application, ApplicationRecord};
use contract::id::ApplicationId;
use contract::problem::FieldError;
use runtime::{Context, Failure};
use store::ChangeApplicationError;
use verify::IfMatch;

use crate::history::{self, Step};
use crate::manager::Manager;
use crate::view::view;

/// Times a change is made again of what somebody else made of the application meanwhile.
pub(crate) const ATTEMPTS: usize = 5;

pub(crate) const BUSY: Failure = Failure::Conflict(std::borrow::Cow::Borrowed(
    "The application was changed by somebody else at the same moment. Read it again, and try again.",
));

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

/// Changes the application as `decide` says of what it is, as often as others are quicker.
pub(crate) async fn change(
    cx: &Context,
    manager: &Manager,
    id: &ApplicationId,
    if_match: Option<IfMatch>,
    decide: impl Fn(&ApplicationRecord) -> Result<ApplicationRecord, Failure>,
) -> Result<Application, Failure> {
    for _ in 0..ATTEMPTS {
        let before = read(cx, manager, id, if_match).await?;
        let after = decide(&before)?;
        let steps = history::of_application(Some(&before), Some(&after));
        if let Some(after) = write(cx, manager, before, after, steps).await? {
            return Ok(view(cx, &cx.store().applications(manager.organization()), after).await?);
        }
    }
    Err(BUSY)
}

/// Writes `after` over `before` with its history; `None` where somebody else was quicker. Without a step there is
/// nothing to write.
pub(crate) async fn write(
    cx: &Context,
    manager: &Manager,
    before: ApplicationRecord,
    after: ApplicationRecord,
    steps: Vec<Step>,
) -> Result<Option<ApplicationRecord>, Failure> {
    if steps.is_empty() {
        return Ok(Some(before));
    }
    let after = ApplicationRecord { updated_at: cx.now(), revision: before.revision + 1, ..after };
    let entries = history::entries(cx, manager.actor(), manager.organization(), Some(&after.id), steps);
    match cx.store().applications(manager.organization()).replace(&before, &after, &entries).await {
        Ok(()) => Ok(Some(after)),
        Err(ChangeApplicationError::Changed) => Ok(None),
        Err(ChangeApplicationError::NameTaken) => Err(name_taken()),
        Err(ChangeApplicationError::SigningKeyTaken) => Err(signing_key_taken()),
        Err(ChangeApplicationError::Store(error)) => Err(error.into()),
    }
}

pub(crate) fn name_taken() -> Failure {
    taken("/name", "is the name of another application of the organization")
}

pub(crate) fn signing_key_taken() -> Failure {
    taken("/publicKey", "is the signing key of another application; each needs its own")
}

pub(crate) fn taken(pointer: &str, reason: &str) -> Failure {
    Failure::Taken(FieldError { pointer: pointer.to_owned(), reason: reason.to_owned() })
}

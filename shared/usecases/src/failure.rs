//! Failures of a handler, and the one place that makes answers of them.

use contract::code::Code;
use contract::route::Route;
use domain::CommandError;
use domain::requirement::Unmet;
use store::{Effect, StoreError};
use verify::Refusal;
use verify::backend::BackendError;

/// Result of a handler of `R`.
pub type Outcome<R> = Result<<R as Route>::Output, Failure>;

/// Failure of a handler.
#[derive(Debug)]
pub enum Failure {
    /// The command is refused.
    Command(CommandError),
    /// Refused with a code that only this handler has.
    Refused(Refusal),
    /// The path exists under these methods.
    MethodNotAllowed(String),
    /// The store failed.
    Store(StoreError),
    /// Another service did not answer.
    Unavailable(String),
}

impl Failure {
    /// The caller's organization has no such record.
    pub const NOT_FOUND: Self = Self::Command(CommandError::NotFound);
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        Self::Command(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<BackendError> for Failure {
    fn from(error: BackendError) -> Self {
        match error {
            BackendError::Unavailable(cause) => Self::Unavailable(cause),
            BackendError::Refused(cause) => Self::Store(StoreError::Refused(cause)),
        }
    }
}

/// An internal cause is logged, and never sent.
impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Command(error) => refusal(error),
            Failure::Refused(refusal) => refusal,
            Failure::MethodNotAllowed(allowed) => Self::new(Code::MethodNotAllowed).expected(allowed),
            Failure::Unavailable(cause) => Self::unavailable(cause),
            Failure::Store(error @ (StoreError::Unavailable(_) | StoreError::Busy)) => Self::unavailable(error.cause()),
            Failure::Store(StoreError::Refused(cause) | StoreError::Corrupt(cause)) => {
                Self::new(Code::InternalError).because(cause)
            }
            Failure::Store(StoreError::AlreadyApplied(effect)) => already_applied(&effect).into(),
            Failure::Store(StoreError::TakenOver) => Self::new(Code::IdempotencyKeyInUse),
        }
    }
}

fn refusal(error: CommandError) -> Refusal {
    match error {
        CommandError::NotFound => Refusal::new(Code::NotFound),
        CommandError::Conflict(detail) => Refusal::new(Code::Conflict).detail(detail),
        CommandError::Taken(field) => Refusal::new(Code::Conflict).errors(vec![field]),
        CommandError::WrongStatus { is, allowed } => Refusal::new(Code::StateConflict).expected(allowed).received(is),
        CommandError::Unmet(Unmet::State { detail, is, allowed }) => {
            Refusal::new(Code::StateConflict).detail(detail).expected(allowed).received(is)
        }
        CommandError::Unmet(Unmet::Person { detail }) => Refusal::new(Code::RoleDenied).detail(detail),
        CommandError::Precondition => Refusal::new(Code::PreconditionFailed),
        CommandError::Invalid(errors) => Refusal::new(Code::ValidationFailed).errors(errors),
        CommandError::OrganizationDisabled => {
            Refusal::new(Code::ApplicationDisabled).detail("The organization is disabled.")
        }
    }
}

/// Answer to a repeated request that was carried out and whose answer cannot be made again.
#[must_use]
pub fn already_applied(effect: &Effect) -> Failure {
    let told = effect.told.clone().unwrap_or_else(|| {
        format!("This request was carried out already, on {}, which is not there any more.", effect.id)
    });
    CommandError::Conflict(told.into()).into()
}

//! Failures of a handler, and their conversion to refusals.

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
    /// Refused command.
    Command(CommandError),
    /// Refusal with a code specific to the handler.
    Refused(Refusal),
    /// Refusal of the method, with the allowed methods.
    MethodNotAllowed(String),
    /// The store failed.
    Store(StoreError),
    /// Another service did not answer.
    Unavailable(String),
}

impl Failure {
    /// Failure for a record that the caller's organization does not have.
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

/// Logs internal causes, and never sends them.
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

/// Failure of a repeated request whose answer cannot be rebuilt.
pub fn already_applied(effect: &Effect) -> Failure {
    let detail = effect
        .withheld
        .clone()
        .unwrap_or_else(|| format!("This request was carried out before, on {}, which no longer exists.", effect.id));
    CommandError::Conflict(detail.into()).into()
}

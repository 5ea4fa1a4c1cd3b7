//! Why a handler did not do what it was asked, and the one place that says what its caller is told.

use std::borrow::Cow;

use contract::code::Code;
use contract::problem::FieldError;
use contract::requirement::Unmet;
use store::{Effect, RecordError, StoreError};
use verify::Refusal;

/// Why a handler did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// There is no such record in the caller's organization.
    NotFound,
    /// The path exists under these methods.
    MethodNotAllowed(String),
    /// The path can be read in two ways, or another check of `verify` failed.
    Refused(Refusal),
    /// The change collides with something; says with what.
    Conflict(Cow<'static, str>),
    /// A field collides with something.
    Taken(FieldError),
    /// The record is in a status that does not allow this.
    State {
        /// The status it is in.
        is: &'static str,
        /// The statuses that would allow it.
        allowed: String,
    },
    /// What it depends on does not stand as it would have to; says what is in the way.
    Unmet(Unmet),
    /// `If-Match` names another revision.
    Precondition,
    /// Fields break a rule.
    Invalid(Vec<FieldError>),
    /// The person's organization is disabled.
    OrganizationDisabled,
    /// The store failed.
    Store(StoreError),
    /// Another service did not answer.
    Unavailable(String),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Documents(errors) => Self::Invalid(errors),
            RecordError::Unmet(unmet) => Self::Unmet(unmet),
            RecordError::Store(error) => Self::Store(error),
        }
    }
}

impl From<verify::backend::BackendError> for Failure {
    fn from(error: verify::backend::BackendError) -> Self {
        match error {
            verify::backend::BackendError::Unavailable(cause) => Self::Unavailable(cause),
            verify::backend::BackendError::Refused(cause) => Self::Store(StoreError::Refused(cause)),
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotFound => Self::new(Code::NotFound),
            Failure::MethodNotAllowed(allowed) => Self::new(Code::MethodNotAllowed).expected(allowed),
            Failure::Refused(refusal) => refusal,
            Failure::Conflict(detail) => Self::new(Code::Conflict).detail(detail),
            Failure::Taken(field) => Self::new(Code::Conflict).errors(vec![field]),
            Failure::State { is, allowed } => Self::new(Code::StateConflict).expected(allowed).received(is),
            Failure::Unmet(Unmet::State { detail, is, allowed }) => {
                Self::new(Code::StateConflict).detail(detail).expected(allowed).received(is)
            }
            Failure::Unmet(Unmet::Person { detail }) => Self::new(Code::RoleDenied).detail(detail),
            Failure::Precondition => Self::new(Code::PreconditionFailed),
            Failure::Invalid(errors) => Self::new(Code::ValidationFailed).errors(errors),
            Failure::OrganizationDisabled => {
                Self::new(Code::ApplicationDisabled).detail("The organization is disabled.")
            }
            Failure::Store(error) => of_store(error),
            Failure::Unavailable(cause) => Self::unavailable(cause),
        }
    }
}

fn of_store(error: StoreError) -> Refusal {
    match error {
        StoreError::Unavailable(_) | StoreError::Busy => Refusal::unavailable(error.cause()),
        StoreError::Refused(cause) | StoreError::Corrupt(cause) => Refusal::new(Code::InternalError).because(cause),
        StoreError::AlreadyApplied(effect) => already_applied(&effect).into(),
        StoreError::TakenOver => Refusal::new(Code::IdempotencyKeyInUse),
    }
}

/// Answer to a repeated request that was carried out and whose answer cannot be made again.
#[must_use]
pub fn already_applied(effect: &Effect) -> Failure {
    let told = effect.told.clone().unwrap_or_else(|| {
        format!("This request was carried out already, on {}, which is not there any more.", effect.id)
    });
    Failure::Conflict(told.into())
}

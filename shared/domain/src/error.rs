//! Reasons for refusing a command.

use std::borrow::Cow;

use contract::problem::FieldError;

use crate::requirement::Unmet;

/// Reason for refusing a command, with its code in the API.
#[derive(Clone, Debug, PartialEq)]
pub enum CommandError {
    /// `not_found`: the caller's organization has no such record.
    NotFound,
    /// `conflict`: another change or a limit, named in a sentence.
    Conflict(Cow<'static, str>),
    /// `conflict`: a field's value is taken.
    Taken(FieldError),
    /// `state_conflict`: the record's status does not allow the command.
    WrongStatus {
        /// Current status.
        is: &'static str,
        /// Statuses that allow it.
        allowed: String,
    },
    /// `state_conflict` or `role_denied`: a requirement on another record or on the person is not met.
    Unmet(Unmet),
    /// `precondition_failed`: `If-Match` names another revision.
    Precondition,
    /// `validation_failed`: fields break a rule.
    Invalid(Vec<FieldError>),
    /// `application_disabled`: the organization is disabled.
    OrganizationDisabled,
}

impl CommandError {
    /// Refusal of a single field.
    pub fn invalid(pointer: &str, reason: impl Into<String>) -> Self {
        Self::Invalid(vec![field(pointer, reason)])
    }

    /// Refusal of a value that is taken.
    pub fn taken(pointer: &str, reason: impl Into<String>) -> Self {
        Self::Taken(field(pointer, reason))
    }
}

fn field(pointer: &str, reason: impl Into<String>) -> FieldError {
    FieldError { pointer: pointer.to_owned(), reason: reason.into() }
}

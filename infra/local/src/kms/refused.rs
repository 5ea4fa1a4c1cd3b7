//! KMS errors.

/// Error that a call is answered with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: u16,
    pub(super) error_type: &'static str,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(error_type: &'static str, message: impl Into<String>) -> Self {
        Self { code: 400, error_type, message: message.into() }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    /// Returns an internal failure of KMS.
    pub(super) fn internal(message: impl Into<String>) -> Self {
        Self { code: 500, ..Self::new("KMSInternalException", message) }
    }
}

//! What can go wrong with the store itself.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::operation::Effect;

/// DynamoDB did not do what it was asked, or an item is not of the form it was written in.
#[derive(Debug)]
pub enum StoreError {
    /// No answer in time, or an error of the service: nothing is known of the outcome.
    Unavailable(String),
    /// Refused for good: the same call would be refused again, as without a permission or table. Nothing was written.
    Refused(String),
    /// An item cannot be read back.
    Corrupt(String),
    /// Conflict with another transaction on the same items. Nothing was written; a retry is worthwhile.
    Busy,
    /// An earlier attempt of the same request was carried out.
    AlreadyApplied(Effect),
    /// Another attempt of the same request is being carried out.
    TakenOver,
}

impl StoreError {
    /// The cause, for the log.
    #[must_use]
    pub fn cause(&self) -> &str {
        match self {
            Self::Unavailable(cause) | Self::Refused(cause) | Self::Corrupt(cause) => cause,
            Self::Busy => "DynamoDB: others were at the same items at each try",
            Self::AlreadyApplied(_) => "an earlier attempt was carried out",
            Self::TakenOver => "another attempt holds the idempotency record",
        }
    }

    pub(crate) fn corrupt(error: impl std::fmt::Display) -> Self {
        Self::Corrupt(format!("DynamoDB item: {error}"))
    }
}

impl StoreError {
    /// Failure of a call of `service`.
    pub(crate) fn of<E, R>(service: &str, error: &SdkError<E, R>) -> Self
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
        R: std::fmt::Debug + 'static,
    {
        let cause = format!("{service}: {}", cloud::describe(error));
        if cloud::is_final(error) { Self::Refused(cause) } else { Self::Unavailable(cause) }
    }
}

impl<E, R> From<SdkError<E, R>> for StoreError
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
    R: std::fmt::Debug + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        Self::of("DynamoDB", &error)
    }
}

/// Whether a write was made, as it was not where its condition failed.
pub(crate) fn written<T, E, R>(outcome: Result<T, SdkError<E, R>>) -> Result<bool, StoreError>
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
    R: std::fmt::Debug + 'static,
{
    match outcome {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

impl From<StoreError> for verify::backend::BackendError {
    fn from(error: StoreError) -> Self {
        let cause = error.cause().to_owned();
        match error {
            StoreError::Refused(_) | StoreError::Corrupt(_) => Self::Refused(cause),
            _ => Self::Unavailable(cause),
        }
    }
}

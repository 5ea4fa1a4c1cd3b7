//! Errors of the store.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::operation::Effect;

/// Failed call of DynamoDB or S3, or invalid item.
#[derive(Debug)]
pub enum StoreError {
    /// No answer in time, or an error of the service. The outcome is unknown.
    Unavailable(String),
    /// Permanent refusal, such as a missing permission or table. Nothing was written.
    Refused(String),
    /// Invalid item.
    Corrupt(String),
    /// Conflict with another transaction. Nothing was written, and a retry may succeed.
    Busy,
    /// An earlier attempt of the request had this effect.
    AlreadyApplied(Effect),
    /// Another attempt of the request holds the idempotency record.
    TakenOver,
}

impl StoreError {
    /// Returns the cause for the log.
    pub fn cause(&self) -> &str {
        match self {
            Self::Unavailable(cause) | Self::Refused(cause) | Self::Corrupt(cause) => cause,
            Self::Busy => "DynamoDB: every try conflicted with another transaction",
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

/// Returns false if the condition of a write failed.
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

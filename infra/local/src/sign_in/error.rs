//! Errors of signing.

use crate::random::NoRandomness;

/// Why no token could be signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SigningError {
    /// Nobody of this name is among the stack's users.
    #[error("there is no user {0:?}")]
    UnknownUser(String),
    /// The header that was asked for is not a JSON object.
    #[error("a token's header is a JSON object")]
    Header,
    /// The operating system gives no random numbers, or the key cannot be used.
    #[error("the signing key cannot be used")]
    Key,
}

impl From<NoRandomness> for SigningError {
    fn from(_: NoRandomness) -> Self {
        Self::Key
    }
}

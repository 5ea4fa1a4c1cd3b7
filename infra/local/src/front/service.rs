//! Services of a stack.

use std::fmt;

/// Service of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// DynamoDB.
    DynamoDb,
    /// KMS.
    Kms,
    /// S3.
    S3,
    /// OIDC provider.
    SignIn,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DynamoDb => "DynamoDB",
            Self::Kms => "KMS",
            Self::S3 => "S3",
            Self::SignIn => "sign-in",
        })
    }
}

//! Addresses of a stack's services.

use std::net::SocketAddr;

/// Addresses of a stack's services, as URLs without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// DynamoDB.
    pub dynamodb: String,
    /// KMS.
    pub kms: String,
    /// S3, path style.
    pub s3: String,
    /// Sign-in provider; also the `iss` claim of its tokens.
    pub issuer: String,
    /// Public keys of the sign-in provider.
    pub jwks_uri: String,
}

pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

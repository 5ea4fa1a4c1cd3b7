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

impl Endpoints {
    pub(crate) fn new(dynamodb: SocketAddr, kms: SocketAddr, s3: SocketAddr, sign_in: SocketAddr) -> Self {
        let issuer = url(sign_in);
        Self {
            dynamodb: url(dynamodb),
            kms: url(kms),
            s3: url(s3),
            jwks_uri: format!("{issuer}{}", crate::sign_in::JWKS_PATH),
            issuer,
        }
    }
}

pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

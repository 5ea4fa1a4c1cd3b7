//! Where the services of a stack are reached.

use std::net::SocketAddr;

/// Where the services of a stack are reached: URLs without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// DynamoDB.
    pub dynamodb: String,
    /// KMS.
    pub kms: String,
    /// S3, path style.
    pub s3: String,
    /// The sign-in provider; also the `iss` claim of its tokens.
    pub issuer: String,
    /// The sign-in provider's public keys.
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

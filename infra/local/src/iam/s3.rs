//! Access to S3: `s3s` checks the signatures and asks here for secrets and for what a caller may do.

use axum::http::{HeaderMap, Uri, header};
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::{S3Auth, SecretKey};
use s3s::{S3Result, s3_error};

use super::{Iam, demands};
use crate::account::REGION;

/// Secrets of access keys.
pub(crate) struct Auth(pub(crate) Iam);

#[async_trait::async_trait]
impl S3Auth for Auth {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        let unknown =
            || s3_error!(InvalidAccessKeyId, "The AWS access key Id you provided does not exist in our records.");
        let key = self.0.access_key(access_key).ok_or_else(unknown)?;
        Ok(SecretKey::from(key.secret))
    }
}

/// Permissions of callers.
pub(crate) struct Access(pub(crate) Iam);

#[async_trait::async_trait]
impl S3Access for Access {
    async fn check(&self, cx: &mut S3AccessContext<'_>) -> S3Result<()> {
        let Some(credentials) = cx.credentials() else { return Err(denied()) };
        let caller = credentials.access_key.clone();
        if named_region(cx.headers(), cx.uri()).is_some_and(|region| region != REGION) {
            return Err(s3_error!(AuthorizationHeaderMalformed, "the region is wrong; expecting '{REGION}'"));
        }
        let named = session_token(cx.headers(), cx.uri());
        if self.0.access_key(&caller).and_then(|key| key.session_token) != named {
            return Err(s3_error!(InvalidToken, "The provided token is malformed or otherwise invalid."));
        }
        let path = cx.s3_path();
        let (bucket, key) = match path.as_object() {
            Some((bucket, key)) => (bucket, key),
            None => (path.as_bucket().unwrap_or_default(), ""),
        };
        let source = cx.headers().get("x-amz-copy-source").and_then(|source| source.to_str().ok());
        let source = source.map(|source| source.trim_start_matches('/'));
        let demands = demands::s3(cx.s3_op().name(), bucket, key, source);
        self.0.allows(&caller, demands.as_deref()).map_err(|_| denied())
    }
}

fn denied() -> s3s::S3Error {
    s3_error!(AccessDenied, "Access Denied")
}

/// Session token of a header, or of a presigned address.
fn session_token(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let header = headers.get("x-amz-security-token").and_then(|token| token.to_str().ok());
    header.map(str::to_owned).or_else(|| parameter(uri, "X-Amz-Security-Token"))
}

fn parameter(uri: &Uri, wanted: &str) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

/// Returns true if the caller of an object may list the bucket that it is in.
pub(crate) fn may_list(iam: &Iam, headers: &HeaderMap, uri: &Uri) -> bool {
    let bucket = uri.path().trim_start_matches('/').split('/').next().unwrap_or_default();
    let demands = demands::s3("ListObjectsV2", bucket, "", None);
    named_access_key(headers, uri).is_some_and(|caller| iam.would_allow(&caller, demands.as_deref()))
}

/// Access key id that a call names. Its signature is judged by `s3s`.
fn named_access_key(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    credential(headers, uri)?.split('/').next().map(str::to_owned)
}

/// Region that a call is signed for.
fn named_region(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    credential(headers, uri)?.split('/').nth(2).map(str::to_owned)
}

/// Credential of a call, in its header or in a presigned address: `key/day/region/service/aws4_request`.
fn credential(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let in_header = header.and_then(|value| value.split("Credential=").nth(1)).map(str::to_owned);
    in_header.or_else(|| parameter(uri, "X-Amz-Credential"))
}

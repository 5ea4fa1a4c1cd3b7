//! Access to S3: secrets and permissions for `s3s`, which checks the signatures.

use axum::http::{HeaderMap, HeaderName, Uri, header};
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
        let Some(credential) = authorization(cx.headers(), cx.uri(), "Credential") else {
            return Err(s3_error!(
                InvalidRequest,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
            ));
        };
        // `key/day/region/service/aws4_request`
        let mut scope = credential.split('/').skip(2);
        if scope.next() != Some(REGION) {
            return Err(s3_error!(AuthorizationHeaderMalformed, "the region is wrong; expecting '{REGION}'"));
        }
        if scope.next() != Some("s3") {
            return Err(s3_error!(AuthorizationHeaderMalformed, "the service is wrong; expecting 's3'"));
        }
        let expires = parameter(cx.uri(), "X-Amz-Expires").and_then(|seconds| seconds.parse::<u64>().ok());
        if expires.is_some_and(|seconds| seconds > LONGEST_PRESIGNED) {
            return Err(s3_error!(
                AuthorizationQueryParametersError,
                "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than \
                 {LONGEST_PRESIGNED} seconds"
            ));
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
        if let Some(header) = unsigned_header(cx.headers(), cx.uri()) {
            return Err(s3_error!(
                AccessDenied,
                "There were headers present in the request which were not signed: {header}"
            ));
        }
        // Further permissions, which no function has.
        let demands =
            demands::s3(cx.s3_op().name(), bucket, key, source).filter(|_| !needs_more(cx.headers(), cx.uri()));
        self.0.allows(&caller, demands.as_deref()).map_err(|_| denied())
    }
}

fn denied() -> s3s::S3Error {
    s3_error!(AccessDenied, "Access Denied")
}

/// Longest validity of a presigned URL in seconds (Amazon S3 API Reference, "Authenticating Requests: Using Query
/// Parameters").
const LONGEST_PRESIGNED: u64 = 604_800;

/// Returns a header that a call must sign and does not: all `x-amz-*` headers must be signed (IAM User Guide, "Create a
/// signed AWS API request").
fn unsigned_header(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let signed = authorization(headers, uri, "SignedHeaders").unwrap_or_default();
    let signed: Vec<_> = signed.split(';').collect();
    let names = headers.keys().map(HeaderName::as_str).filter(|name| name.starts_with("x-amz-"));
    names.filter(|name| !signed.contains(name)).map(str::to_owned).next()
}

/// Returns true if a call needs permissions beyond those of its operation (Service Authorization Reference, "Amazon S3"):
/// for versions, tags, access control lists, object locks, or a customer's KMS key.
fn needs_more(headers: &HeaderMap, uri: &Uri) -> bool {
    let named = headers.keys().map(HeaderName::as_str).any(|name| {
        ["x-amz-acl", "x-amz-grant-", "x-amz-tagging", "x-amz-object-lock-", "x-amz-server-side-encryption-aws-kms"]
            .iter()
            .any(|part| name.starts_with(part))
    });
    let encryption = headers.get("x-amz-server-side-encryption").and_then(|value| value.to_str().ok());
    named || encryption.is_some_and(|encryption| encryption != "AES256") || parameter(uri, "versionId").is_some()
}

/// Returns the session token of a header or presigned URL.
fn session_token(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let header = headers.get("x-amz-security-token").and_then(|token| token.to_str().ok());
    header.map(str::to_owned).or_else(|| parameter(uri, "X-Amz-Security-Token"))
}

fn parameter(uri: &Uri, wanted: &str) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

/// Returns true if the caller may list the object's bucket. `s3s` checks that it is the caller.
pub(crate) fn may_list(iam: &Iam, headers: &HeaderMap, uri: &Uri) -> bool {
    let bucket = uri.path().trim_start_matches('/').split('/').next().unwrap_or_default();
    let demands = demands::s3("ListObjectsV2", bucket, "", None);
    let credential = authorization(headers, uri, "Credential").unwrap_or_default();
    iam.would_allow(credential.split('/').next().unwrap_or_default(), demands.as_deref())
}

/// Returns a field of the authorization, which is in a header or a presigned URL.
fn authorization(headers: &HeaderMap, uri: &Uri, field: &str) -> Option<String> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let in_header = header.and_then(|value| value.split(&format!("{field}=")).nth(1)?.split(',').next());
    in_header.map(str::to_owned).or_else(|| parameter(uri, &format!("X-Amz-{field}")))
}

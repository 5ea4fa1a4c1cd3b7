//! Checks of AWS that `s3s-fs` lacks.

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::{Body, to_bytes};
use axum::http::header::{ETAG, HeaderValue, IF_MATCH};
use axum::http::{Method, Request, Response, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::front::{Service, refusal};

/// Longest body in bytes, larger than any upload here. AWS allows 5 GiB.
const LONGEST_BODY: usize = 512 * 1024 * 1024;

/// Returns the request, or AWS's refusal if its body does not have the declared SHA-256.
///
/// `s3s-fs` refuses too, but only after it has overwritten the object, whose old SHA-256 it keeps reporting.
pub(super) async fn check(request: Request<Body>) -> Result<Request<Body>, Response<Body>> {
    let Some(declared) = declared_sha256(&request) else { return Ok(request) };
    let (parts, body) = request.into_parts();
    let refused = |message: &str| refusal(Service::S3, 400, "BadDigest", message);
    let body = to_bytes(body, LONGEST_BODY).await.map_err(|_| refused("The body is incomplete or too long."))?;
    if STANDARD.encode(digest(&SHA256, &body)) != declared {
        return Err(refused("The SHA256 you specified did not match the calculated checksum."));
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Returns the `If-Match` of a read. `s3s-fs` checks it only for writes.
pub(super) fn if_match(request: &Request<Body>) -> Option<HeaderValue> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    request.headers().get(IF_MATCH).filter(|_| reads).cloned()
}

/// Returns the answer, or AWS's refusal if the object's `ETag` does not match.
pub(super) fn check_if_match(if_match: Option<HeaderValue>, answer: Response<Body>) -> Response<Body> {
    let is_other = |tag: HeaderValue| tag != "*" && answer.headers().get(ETAG) != Some(&tag);
    if answer.status().is_success() && if_match.is_some_and(is_other) {
        return refusal(Service::S3, 412, "PreconditionFailed", "The object is not the one that If-Match names.");
    }
    answer
}

/// Returns the answer, with 403 instead of 404 if the caller may not list the bucket.
///
/// Without `s3:ListBucket`, S3 answers 403 for a missing key (Amazon S3 API Reference, "GetObject", "Permissions").
pub(super) fn hide_missing_key(may_list: bool, answer: Response<Body>) -> Response<Body> {
    if answer.status() == StatusCode::NOT_FOUND && !may_list {
        return refusal(Service::S3, 403, "AccessDenied", "Access Denied");
    }
    answer
}

/// Returns the declared SHA-256 of a plain body. Signed chunks are left to the service.
fn declared_sha256(request: &Request<Body>) -> Option<String> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let chunked = header("x-amz-content-sha256").is_some_and(|kind| kind.starts_with("STREAMING-"));
    let declared = header("x-amz-checksum-sha256").filter(|_| request.method() == Method::PUT && !chunked);
    declared.map(str::to_owned)
}

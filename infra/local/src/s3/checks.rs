//! What AWS refuses and `s3s-fs` would do.

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::{Body, to_bytes};
use axum::http::header::{ETAG, HeaderValue, IF_MATCH};
use axum::http::{Method, Request, Response, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::front::{Service, refusal};

/// More than anybody puts in one piece here; AWS takes 5 GiB.
const LONGEST_BODY: usize = 512 * 1024 * 1024;

/// The request, unless AWS would refuse it for bytes that have not the SHA-256 that it names.
///
/// `s3s-fs` refuses too, but only once it has written them over what was there, whose SHA-256 it goes on telling.
pub(super) async fn as_aws_would(request: Request<Body>) -> Result<Request<Body>, Response<Body>> {
    let Some(declared) = declared_sha256(&request) else { return Ok(request) };
    let (parts, body) = request.into_parts();
    let refused = |message: &str| refusal(Service::S3, 400, "BadDigest", message);
    let body = to_bytes(body, LONGEST_BODY).await.map_err(|_| refused("The body is incomplete or too long."))?;
    if STANDARD.encode(digest(&SHA256, &body)) != declared {
        return Err(refused("The SHA256 you specified did not match the calculated checksum."));
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// The `If-Match` of a request that reads: `s3s-fs` looks at it only where it writes.
pub(super) fn wanted(request: &Request<Body>) -> Option<HeaderValue> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    request.headers().get(IF_MATCH).filter(|_| reads).cloned()
}

/// The answer, unless AWS would refuse the request for an object that is not the wanted one.
pub(super) fn of_the_wanted(wanted: Option<HeaderValue>, answer: Response<Body>) -> Response<Body> {
    let is_other = |wanted: HeaderValue| wanted != "*" && answer.headers().get(ETAG) != Some(&wanted);
    if answer.status().is_success() && wanted.is_some_and(is_other) {
        return refusal(Service::S3, 412, "PreconditionFailed", "The object is not the one that If-Match names.");
    }
    answer
}

/// The answer, but 403 in the place of 404 to who may not list the bucket and so not learn what is in it ("GetObject" in
/// the Amazon S3 API Reference, "Permissions").
pub(super) fn or_denied(may_list: bool, answer: Response<Body>) -> Response<Body> {
    if answer.status() == StatusCode::NOT_FOUND && !may_list {
        return refusal(Service::S3, 403, "AccessDenied", "Access Denied");
    }
    answer
}

/// That of a body that is sent as it is. One in signed chunks is left to the service.
fn declared_sha256(request: &Request<Body>) -> Option<String> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let chunked = header("x-amz-content-sha256").is_some_and(|kind| kind.starts_with("STREAMING-"));
    let declared = header("x-amz-checksum-sha256").filter(|_| request.method() == Method::PUT && !chunked);
    declared.map(str::to_owned)
}

//! Entry: the checks before any credential, in one order for services and people.
//!
//! Path, route, method, content encoding, size of the body.

use contract::code::Code;
use contract::route::{Method, RouteSpec};

use crate::refusal::Refusal;
use crate::report::{Check, FirstFailure, Sink};
use crate::request::Request;

/// Refuses an ambiguous path.
///
/// API Gateway's HTTP API decodes the path before the function sees it, and leaves the query as sent. So only a path
/// that needs no escaping can be compared.
///
/// # Errors
/// `request_path_invalid`
pub fn check_path(path: &str) -> Result<(), Refusal> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
    let segment = |segment: &str| !segment.is_empty() && segment != "." && segment != "..";
    let canonical = path == "/"
        // Without an early exit, the compiler vectorizes the loop.
        || path.bytes().fold(true, |all, byte| all & plain(byte))
            // A trailing slash is unambiguous. The router decides whether the path exists.
            && path.strip_prefix('/').is_some_and(|rest| rest.strip_suffix('/').unwrap_or(rest).split('/').all(segment));
    if canonical { Ok(()) } else { Err(Refusal::new(Code::RequestPathInvalid)) }
}

/// Refuses a request to another path or with another method. API Gateway selects functions by both.
///
/// # Errors
/// `not_found`, `method_not_allowed`
pub fn check_address(route: &RouteSpec, request: &Request) -> Result<(), Refusal> {
    if route.match_path(&request.path).is_none() {
        return Err(Refusal::new(Code::NotFound));
    }
    if !route.takes_method(&request.method) {
        return Err(Refusal::new(Code::MethodNotAllowed).expected(route.method().map_or("", Method::name)));
    }
    Ok(())
}

/// Refuses a body in an encoding or of a size that the route does not take.
///
/// # Errors
/// `content_encoding_unsupported`, `body_too_large`
pub fn check_body(route: &RouteSpec, request: &Request) -> Result<(), Refusal> {
    record_body(route, request, &mut FirstFailure)
}

/// As [`check_path`] and [`check_body`], with each outcome recorded: an admitted request passed them here.
pub(crate) fn record(route: &RouteSpec, request: &Request, sink: &mut impl Sink) -> Result<(), Refusal> {
    sink.take(Check::Path, check_path(&request.path))?;
    record_body(route, request, sink)
}

fn record_body(route: &RouteSpec, request: &Request, sink: &mut impl Sink) -> Result<(), Refusal> {
    sink.take(Check::ContentEncoding, check_encoding(request))?;
    sink.take(Check::BodySize, check_size(route, request))?;
    Ok(())
}

fn check_encoding(request: &Request) -> Result<(), Refusal> {
    if request.header_values("content-encoding").all(|coding| coding.eq_ignore_ascii_case("identity")) {
        return Ok(());
    }
    Err(Refusal::new(Code::ContentEncodingUnsupported))
}

fn check_size(route: &RouteSpec, request: &Request) -> Result<(), Refusal> {
    if request.body.len() <= route.body_limit() {
        return Ok(());
    }
    let (expected, received) =
        (format!("at most {} bytes", route.body_limit()), format!("{} bytes", request.body.len()));
    Err(too_large(route, expected, received))
}

/// Creates the refusal of a too large body or file.
pub(crate) fn too_large(route: &RouteSpec, expected: impl Into<String>, received: impl Into<String>) -> Refusal {
    let refusal = Refusal::new(Code::BodyTooLarge).expected(expected).received(received);
    match route.too_large() {
        Some(next_step) => refusal.detail(next_step),
        None => refusal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_unambiguous_path_passes() {
        for good in ["/", "/health", "/api/v1/customers/cus_0aZ", "/a/", "/a.b/c~d/-/...x"] {
            assert!(check_path(good).is_ok(), "{good}");
        }
        for bad in [
            "", "a", "//", "/a//b", "/a/./b", "/a/../b", "/a/..", "/.", "/a%2Fb", "/a;b", "/a b", "/ä", "/a?b",
            "/a\\b", "/a//",
        ] {
            assert!(check_path(bad).is_err(), "{bad}");
        }
    }

    fn with_codings(codings: &[&str]) -> Request {
        let header = |coding: &&str| ("content-encoding".to_owned(), (*coding).to_owned());
        Request {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: codings.iter().map(header).collect(),
            body: bytes::Bytes::new(),
            source_ip: None,
        }
    }

    #[test]
    fn only_the_identity_coding_passes() {
        for good in [&[][..], &["identity"], &["Identity", "identity"]] {
            assert!(check_encoding(&with_codings(good)).is_ok(), "{good:?}");
        }
        for bad in [&["gzip"][..], &["identity", "gzip"], &["gzip", "identity"], &["identity,gzip"], &[""]] {
            assert!(check_encoding(&with_codings(bad)).is_err(), "{bad:?}");
        }
    }
}

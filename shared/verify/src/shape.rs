//! Checks of a request's shape, without its token.

use contract::code::Code;
use contract::route::RouteSpec;

use crate::refusal::Refusal;
use crate::report::{Check, Sink};
use crate::request::Request;

/// API key and token of a request.
pub(crate) struct Headers<'r> {
    pub(crate) api_key: &'r str,
    pub(crate) token: &'r str,
}

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
        || path.bytes().all(plain)
            // A trailing slash is unambiguous. The router decides whether the path exists.
            && path.strip_prefix('/').is_some_and(|rest| rest.strip_suffix('/').unwrap_or(rest).split('/').all(segment));
    if canonical { Ok(()) } else { Err(Refusal::new(Code::RequestPathInvalid)) }
}

/// Makes the checks of the shape.
pub(crate) fn check<'r>(
    route: &RouteSpec,
    request: &'r Request,
    sink: &mut impl Sink,
) -> Result<Option<Headers<'r>>, Refusal> {
    sink.take(Check::Path, check_path(&request.path))?;
    sink.take(Check::ContentEncoding, check_encoding(request))?;
    sink.take(Check::BodySize, check_size(route, request))?;
    let api_key = sink.take(Check::ApiKeyHeader, api_key(request))?;
    let token = sink.take(Check::AuthorizationHeader, token(request))?;
    Ok(api_key.zip(token).map(|(api_key, token)| Headers { api_key, token }))
}

fn check_encoding(request: &Request) -> Result<(), Refusal> {
    let mut codings = request.headers.iter().filter(|(name, _)| name == "content-encoding");
    if codings.all(|(_, coding)| coding.eq_ignore_ascii_case("identity")) {
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
#[must_use]
pub fn too_large(route: &RouteSpec, expected: impl Into<String>, received: impl Into<String>) -> Refusal {
    let refusal = Refusal::new(Code::BodyTooLarge).expected(expected).received(received);
    match route.too_large() {
        Some(next_step) => refusal.detail(next_step),
        None => refusal,
    }
}

/// Returns true for a single value. An HTTP API joins repeated headers with commas, so a comma or white space shows a
/// second one.
fn is_single(value: &str) -> bool {
    // Without an early exit, the compiler vectorizes the loop.
    !value.bytes().fold(false, |found, byte| found | (byte == b',') | byte.is_ascii_whitespace())
}

fn repeated(name: &str) -> Refusal {
    Refusal::new(Code::HeaderDuplicated)
        .detail(format!("{name} was sent more than once, or contains a comma or white space. Send it once."))
}

fn api_key(request: &Request) -> Result<&str, Refusal> {
    match single_header(request, "x-api-key")? {
        None | Some("") => Err(Refusal::new(Code::ApiKeyMissing)),
        Some(value) if is_single(value) => Ok(value),
        Some(_) => Err(repeated("x-api-key")),
    }
}

/// Returns the single token of a request.
pub(crate) fn token(request: &Request) -> Result<&str, Refusal> {
    let Some(value) = single_header(request, "authorization")? else {
        return Err(Refusal::new(Code::SignatureMissing));
    };
    match value.split_once(' ') {
        // RFC 9110, 11.1: the scheme is case-insensitive.
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() => {
            if is_single(token) {
                Ok(token)
            } else {
                Err(repeated("Authorization"))
            }
        }
        _ if value.contains(',') => Err(repeated("Authorization")),
        _ => Err(Refusal::new(Code::SignatureMissing)),
    }
}

fn single_header<'r>(request: &'r Request, name: &'static str) -> Result<Option<&'r str>, Refusal> {
    let mut values = request.headers.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str());
    let first = values.next();
    if values.next().is_some() {
        return Err(repeated(name));
    }
    Ok(first.map(|value| value.trim_matches([' ', '\t'])))
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

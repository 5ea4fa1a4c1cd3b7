//! Headers of a partner's request: API key and token, each once.

use contract::code::Code;
use memchr::memchr3;

use crate::refusal::Refusal;
use crate::report::{Check, Sink};
use crate::request::Request;

/// API key and token of a request.
pub(crate) struct Headers<'r> {
    pub(crate) api_key: &'r str,
    pub(crate) token: &'r str,
}

/// Finds API key and token.
pub(crate) fn find<'r>(request: &'r Request, sink: &mut impl Sink) -> Result<Option<Headers<'r>>, Refusal> {
    let api_key = sink.take(Check::ApiKeyHeader, api_key(request))?;
    let token = sink.take(Check::AuthorizationHeader, token(request))?;
    Ok(api_key.zip(token).map(|(api_key, token)| Headers { api_key, token }))
}

/// Returns true for a single value. An HTTP API joins repeated headers with commas, so a comma or white space shows a
/// second one.
fn is_single(value: &str) -> bool {
    let bytes = value.as_bytes();
    memchr3(b',', b' ', b'\t', bytes).is_none() && memchr3(b'\n', b'\r', b'\x0c', bytes).is_none()
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
    let mut values = request.header_values(name);
    let first = values.next();
    if values.next().is_some() { Err(repeated(name)) } else { Ok(first) }
}

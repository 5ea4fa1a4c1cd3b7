//! Form of the JWT (RFC 7515, RFC 7519).
//!
//! It has three parts of strict base64url, a header with RS256 and nothing else, and claims with unique names. The
//! token never chooses the key that verifies it.

use std::borrow::Cow;

use contract::code::Code;
use memchr::memrchr;

use crate::bytes::from_base64url;
use crate::members::{Member, Read, Value, read_object};
use crate::refusal::Refusal;
use crate::report::{Check, Sink};

/// Longest accepted token, in bytes.
const MAX_LENGTH: usize = 8 * 1024;
/// Unsupported header members, which change the meaning of a token (RFC 7515, 4.1.11; RFC 7797; RFC 7516).
const UNSUPPORTED: [&str; 5] = ["crit", "b64", "zip", "enc", "cty"];

/// Decoded parts of a token. The content of the claims is not checked yet.
pub(crate) struct Token<'t> {
    /// Signed text: header and claims as sent, and the point between them.
    pub(crate) signing_input: &'t str,
    /// Signature.
    pub(crate) signature: Vec<u8>,
    /// JSON of the claims.
    claims: Vec<u8>,
    /// Signing key that the header names.
    pub(crate) kid: Option<String>,
}

impl<'t> Token<'t> {
    /// Splits `text` and checks its header.
    pub(crate) fn read(text: &'t str, sink: &mut impl Sink) -> Result<Option<Self>, Refusal> {
        let Some(parts) = sink.take(Check::TokenForm, Parts::split(text))? else { return Ok(None) };
        let Some(kid) = sink.take(Check::TokenHeader, judge_header(&parts.header))? else { return Ok(None) };
        Ok(Some(Self { signing_input: parts.signing_input, signature: parts.signature, claims: parts.claims, kid }))
    }

    /// Returns the claims, each of the right type.
    pub(crate) fn claims(&self) -> Result<RawClaims<'_>, Refusal> {
        let mut claims = RawClaims::default();
        read_object(&self.claims, "claims", RawClaims::read, |name, value| claims.put(name, value))?;
        Ok(claims)
    }
}

struct Parts<'t> {
    signing_input: &'t str,
    header: Vec<u8>,
    claims: Vec<u8>,
    signature: Vec<u8>,
}

impl<'t> Parts<'t> {
    fn split(text: &'t str) -> Result<Self, Refusal> {
        if text.len() > MAX_LENGTH {
            return Err(malformed(format!("the token has {} bytes; at most {MAX_LENGTH} are allowed", text.len())));
        }
        let not_three = || malformed("the token must have three parts separated by dots");
        let (signing_input, signature) = split_signature(text).ok_or_else(not_three)?;
        let (header, claims) = signing_input.split_once('.').ok_or_else(not_three)?;
        let decode = |part: &str, name: &str| {
            let wrong = || malformed(format!("the token's {name} is not base64url without padding"));
            from_base64url(part).ok_or_else(wrong)
        };
        Ok(Self {
            signing_input,
            header: decode(header, "header")?,
            claims: decode(claims, "claims")?,
            signature: decode(signature, "signature")?,
        })
    }
}

/// Splits a token before its last part.
fn split_signature(text: &str) -> Option<(&str, &str)> {
    let point = memrchr(b'.', text.as_bytes())?;
    Some((text.get(..point)?, text.get(point + 1..)?))
}

/// Returns signing input and signature of a token. Its header and claims may be malformed.
pub(crate) fn signed_parts(text: &str) -> Option<(&str, Vec<u8>)> {
    let (signing_input, signature) = split_signature(text).filter(|_| text.len() <= MAX_LENGTH)?;
    Some((signing_input, from_base64url(signature)?))
}

pub(crate) fn malformed(detail: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(Code::TokenMalformed).detail(detail)
}

/// Checks the header and returns its `kid`.
fn judge_header(header: &[u8]) -> Result<Option<String>, Refusal> {
    let (mut alg, mut typ, mut kid, mut unsupported) = (None, None, None, None);
    let read = |name: &str| match name {
        "alg" | "typ" => Read::Number,
        "kid" => Read::Value,
        _ => Read::Nothing,
    };
    read_object(header, "header", read, |name, value| match name {
        "alg" => Member::keep(&mut alg, value),
        "typ" => Member::keep(&mut typ, value),
        "kid" => Member::keep(&mut kid, value),
        name => {
            unsupported = unsupported.or_else(|| UNSUPPORTED.into_iter().find(|known| *known == name));
            Member::Unknown
        }
    })?;
    let algorithm = |name: &str, expected: &str, found: Option<&Value<'_>>| {
        let received = found.map_or_else(|| "absent".to_owned(), Value::describe);
        Refusal::new(Code::TokenAlgorithm)
            .expected(format!("{name}: {expected}"))
            .received(format!("{name}: {received}"))
    };
    if !alg.as_ref().is_some_and(|alg| alg.is_text("RS256")) {
        return Err(algorithm("alg", "RS256", alg.as_ref()));
    }
    if typ.as_ref().is_some_and(|typ| !typ.is_text("JWT")) {
        return Err(algorithm("typ", "JWT", typ.as_ref()));
    }
    if let Some(name) = unsupported {
        return Err(Refusal::new(Code::TokenCriticalHeader).received(name));
    }
    match kid {
        None => Ok(None),
        Some(Value::Text(kid)) => Ok(Some(kid.into_owned())),
        Some(_) => Err(malformed("the header's `kid` must be a string")),
    }
}

/// Known claims by name. Others are ignored.
#[derive(Default)]
pub(crate) struct RawClaims<'a> {
    pub(crate) iss: Option<Value<'a>>,
    pub(crate) aud: Option<Value<'a>>,
    pub(crate) sub: Option<Value<'a>>,
    pub(crate) method: Option<Value<'a>>,
    pub(crate) uri: Option<Value<'a>>,
    pub(crate) body_hash: Option<Value<'a>>,
    pub(crate) headers: Option<Value<'a>>,
    pub(crate) iat: Option<Value<'a>>,
    pub(crate) exp: Option<Value<'a>>,
    pub(crate) nbf: Option<Value<'a>>,
    pub(crate) jti: Option<Value<'a>>,
}

impl<'a> RawClaims<'a> {
    fn read(name: &str) -> Read {
        match name {
            "iat" | "exp" | "nbf" => Read::Number,
            "iss" | "aud" | "sub" | "method" | "uri" | "bodyHash" | "headers" | "jti" => Read::Value,
            _ => Read::Nothing,
        }
    }

    fn put(&mut self, name: &str, value: Value<'a>) -> Member {
        let slot = match name {
            "iss" => &mut self.iss,
            "aud" => &mut self.aud,
            "sub" => &mut self.sub,
            "method" => &mut self.method,
            "uri" => &mut self.uri,
            "bodyHash" => &mut self.body_hash,
            "headers" => &mut self.headers,
            "iat" => &mut self.iat,
            "exp" => &mut self.exp,
            "nbf" => &mut self.nbf,
            "jti" => &mut self.jti,
            _ => return Member::Unknown,
        };
        Member::keep(slot, value)
    }
}

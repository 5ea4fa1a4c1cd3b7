//! What each claim must say.

use std::borrow::Cow;
use std::fmt::Display;

use contract::code::Code;
use contract::time::Timestamp;

use crate::bytes::{same_secret, sha256};
use crate::refusal::Refusal;
use crate::report::{Check, Sink};
use crate::request::Request;
use crate::token::{RawClaims, Scalar, Token};

/// Who issues tokens: the caller, under this name.
const ISSUER: &str = "nuvera-api";
/// Whom tokens are for.
const AUDIENCE: &str = "nuvera-rest-api";
/// `exp` − `iat`, at most, in seconds.
pub const MAX_LIFETIME_SECONDS: i64 = 60;
/// How far ahead `iat` may be, in seconds (FAPI 2.0 Security Profile, 5.3.2.1: 10 seconds).
pub const CLOCK_AHEAD_SECONDS: i64 = 10;
/// How long past `exp` a token still passes, in seconds.
pub const CLOCK_BEHIND_SECONDS: i64 = 5;
/// How long a used `jti` is kept past the last second at which its token passes, in seconds: room for
/// clocks that differ between functions.
const KEEP_SECONDS: i64 = 60;

/// What of the claims is needed later.
pub(crate) struct Claims {
    /// SHA-256 of the `jti`.
    pub(crate) jti_hash: [u8; 32],
    /// When no copy of the token can be accepted any more.
    pub(crate) forget_at: Timestamp,
    /// The platform's clock minus `iat`, in seconds.
    pub(crate) clock_difference: i64,
}

struct Typed<'a> {
    iss: Cow<'a, str>,
    aud: Cow<'a, str>,
    sub: Cow<'a, str>,
    method: Cow<'a, str>,
    uri: Cow<'a, str>,
    body_hash: Cow<'a, str>,
    jti: Cow<'a, str>,
    iat: i64,
    exp: i64,
}

impl<'a> Typed<'a> {
    fn of(raw: RawClaims<'a>) -> Result<Self, Refusal> {
        let typed = Self {
            iss: text("iss", raw.iss)?,
            aud: text("aud", raw.aud)?,
            sub: text("sub", raw.sub)?,
            method: text("method", raw.method)?,
            uri: text("uri", raw.uri)?,
            body_hash: text("bodyHash", raw.body_hash)?,
            iat: seconds("iat", raw.iat)?,
            exp: seconds("exp", raw.exp)?,
            jti: text("jti", raw.jti)?,
        };
        let form = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if !(16..=128).contains(&typed.jti.len()) || !typed.jti.bytes().all(form) {
            return Err(Refusal::new(Code::TokenClaimInvalid)
                .expected("jti: 16 to 128 characters out of A-Z a-z 0-9 . _ -")
                .received(format!("jti: {} characters", typed.jti.chars().count())));
        }
        Ok(typed)
    }
}

fn missing(name: &str) -> Refusal {
    Refusal::new(Code::TokenClaimMissing).expected(name)
}

fn wrong_type(name: &str, expected: &str, found: &Scalar<'_>) -> Refusal {
    let kind = match found {
        Scalar::Text(_) => "a string",
        Scalar::Integer(_) => "an integer",
        Scalar::Other(kind) => kind,
    };
    Refusal::new(Code::TokenClaimInvalid).expected(format!("{name}: {expected}")).received(format!("{name}: {kind}"))
}

fn text<'a>(name: &str, value: Option<Scalar<'a>>) -> Result<Cow<'a, str>, Refusal> {
    match value {
        Some(Scalar::Text(text)) => Ok(text),
        Some(other) => Err(wrong_type(name, "a string", &other)),
        None => Err(missing(name)),
    }
}

fn seconds(name: &str, value: Option<Scalar<'_>>) -> Result<i64, Refusal> {
    match value {
        Some(Scalar::Integer(seconds)) if seconds >= 0 => Ok(seconds),
        Some(other) => Err(wrong_type(name, "an integer of Unix seconds", &other)),
        None => Err(missing(name)),
    }
}

/// Judges the token's claims against the request. `api_key` is the value of `x-api-key`.
pub(crate) fn check(
    token: &Token<'_>,
    request: &Request,
    api_key: &str,
    now: Timestamp,
    sink: &mut impl Sink,
) -> Result<Option<Claims>, Refusal> {
    let Some(claims) = sink.take(Check::TokenClaims, token.claims().and_then(Typed::of))? else { return Ok(None) };
    // What is told of a mismatch is the caller's own, but a key put into the wrong claim is not repeated.
    let told = |text: &str| text.replace(api_key, "[x-api-key]").chars().take(2048).collect::<String>();
    let equal = |code: Code, right: bool, expected: &dyn Fn() -> String, received: &dyn Display| {
        if right {
            return Ok(());
        }
        Err(Refusal::new(code).expected(told(&expected())).received(told(&received.to_string())))
    };
    let now = now.seconds();

    sink.take(Check::Issuer, equal(Code::TokenIssuer, claims.iss == ISSUER, &|| ISSUER.to_owned(), &claims.iss))?;
    sink.take(
        Check::Audience,
        equal(Code::TokenAudience, claims.aud == AUDIENCE, &|| AUDIENCE.to_owned(), &claims.aud),
    )?;
    let same_key = same_secret(claims.sub.as_bytes(), api_key.as_bytes());
    sink.take(
        Check::Subject,
        // Both are secrets, or one nearly is: neither is told.
        if same_key {
            Ok(())
        } else {
            Err(Refusal::new(Code::TokenSubjectMismatch)
                .expected(format!("the value of x-api-key, {} characters", api_key.len()))
                .received(format!("another value, {} characters", claims.sub.chars().count())))
        },
    )?;
    sink.take(
        Check::Method,
        equal(Code::TokenMethodMismatch, claims.method == request.method, &|| request.method.clone(), &claims.method),
    )?;
    sink.take(Check::Uri, equal(Code::TokenUriMismatch, request.is_uri(&claims.uri), &|| request.uri(), &claims.uri))?;
    let lifetime = claims.exp.saturating_sub(claims.iat);
    sink.take(
        Check::Lifetime,
        equal(
            Code::TokenLifetimeTooLong,
            (1..=MAX_LIFETIME_SECONDS).contains(&lifetime),
            &|| format!("1 to {MAX_LIFETIME_SECONDS} seconds"),
            &lifetime,
        ),
    )?;
    sink.take(
        Check::IssuedAt,
        equal(
            Code::TokenNotYetValid,
            claims.iat <= now + CLOCK_AHEAD_SECONDS,
            &|| format!("iat at most {}", now + CLOCK_AHEAD_SECONDS),
            &claims.iat,
        ),
    )?;
    sink.take(
        Check::Expiry,
        equal(
            Code::TokenExpired,
            claims.exp >= now - CLOCK_BEHIND_SECONDS,
            &|| format!("exp at least {}", now - CLOCK_BEHIND_SECONDS),
            &claims.exp,
        ),
    )?;
    sink.take(Check::BodyHash, check_body(&claims.body_hash, request, &told))?;
    Ok(Some(Claims {
        jti_hash: sha256(claims.jti.as_bytes()),
        forget_at: Timestamp::from_seconds(claims.exp.saturating_add(CLOCK_BEHIND_SECONDS + KEEP_SECONDS)),
        clock_difference: now.saturating_sub(claims.iat),
    }))
}

fn check_body(claimed: &str, request: &Request, told: &dyn Fn(&str) -> String) -> Result<(), Refusal> {
    let mut digits = [0_u8; 64];
    // 32 bytes always fit 64 digits.
    let _ = hex::encode_to_slice(sha256(&request.body), &mut digits);
    if claimed.as_bytes() == digits {
        return Ok(());
    }
    let expected = String::from_utf8_lossy(&digits).into_owned();
    Err(Refusal::new(Code::TokenBodyHashMismatch).expected(expected).received(told(claimed)))
}

//! Required content of each claim.

use std::borrow::Cow;
use std::fmt::Display;

use contract::code::Code;
use contract::time::Timestamp;

use crate::bytes::{same_secret, sha256};
use crate::members::Value;
use crate::numeric_date::NumericDate;
use crate::refusal::Refusal;
use crate::report::{Check, Sink};
use crate::request::Request;
use crate::signed_headers::{Named, SignedHeaders};
use crate::token::{RawClaims, Token};

/// Issuer of tokens: the caller, under this name.
const ISSUER: &str = "nuvera-api";
/// Audience of tokens.
const AUDIENCE: &str = "nuvera-rest-api";
/// Longest time from `iat` to `exp`, in seconds.
pub const MAX_LIFETIME_SECONDS: i64 = 60;
/// Longest time that `iat` and `nbf` may lie ahead, in seconds. The FAPI 2.0 Security Profile, 5.3.2.1, requires 10
/// seconds.
pub const CLOCK_AHEAD_SECONDS: i64 = 10;
/// Time that a token is accepted after `exp`, in seconds.
pub const CLOCK_BEHIND_SECONDS: i64 = 5;
/// Time that a used `jti` outlives its token, in seconds.
///
/// It allows for clocks that differ between functions.
const KEEP_SECONDS: i64 = 60;

/// Claims for later checks.
pub(crate) struct Claims {
    /// Headers that the token names; `None` if one differs.
    pub(crate) headers: Option<Named>,
    /// SHA-256 of the `jti`.
    pub(crate) jti_hash: [u8; 32],
    /// Time from which no copy of the token is accepted.
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
    headers: SignedHeaders<'a>,
    jti: Cow<'a, str>,
    iat: Time<'a>,
    exp: Time<'a>,
    nbf: Option<Time<'a>>,
}

impl<'a> Typed<'a> {
    fn of(raw: RawClaims<'a>) -> Result<Self, Refusal> {
        let typed = Self {
            iss: text("iss", raw.iss)?,
            aud: audience(raw.aud)?,
            sub: text("sub", raw.sub)?,
            method: text("method", raw.method)?,
            uri: text("uri", raw.uri)?,
            body_hash: text("bodyHash", raw.body_hash)?,
            iat: Time::read("iat", raw.iat)?,
            exp: Time::read("exp", raw.exp)?,
            nbf: raw.nbf.map(|nbf| Time::read("nbf", Some(nbf))).transpose()?,
            jti: text("jti", raw.jti)?,
            headers: SignedHeaders::read(raw.headers)?,
        };
        let form = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if !(16..=128).contains(&typed.jti.len()) || !typed.jti.bytes().fold(true, |formed, byte| formed & form(byte)) {
            return Err(Refusal::new(Code::TokenClaimInvalid)
                .expected("jti: 16 to 128 characters out of A-Z a-z 0-9 . _ -")
                .received(format!("jti: {} characters", typed.jti.chars().count())));
        }
        Ok(typed)
    }
}

/// Creates the refusal of a missing or wrongly typed claim.
pub(crate) fn missing_or_wrong(name: &str, expected: &str, found: Option<&Value<'_>>) -> Refusal {
    match found {
        None => Refusal::new(Code::TokenClaimMissing).expected(name),
        Some(found) => wrong(name, expected, found.kind()),
    }
}

fn wrong(name: &str, expected: &str, received: &str) -> Refusal {
    Refusal::new(Code::TokenClaimInvalid)
        .expected(format!("{name}: {expected}"))
        .received(format!("{name}: {received}"))
}

fn text<'a>(name: &str, value: Option<Value<'a>>) -> Result<Cow<'a, str>, Refusal> {
    match value {
        Some(Value::Text(text)) => Ok(text),
        other => Err(missing_or_wrong(name, "a string", other.as_ref())),
    }
}

/// Reads a string, or an array of one string (RFC 7519, 4.1.3). Some libraries write only the array.
fn audience(value: Option<Value<'_>>) -> Result<Cow<'_, str>, Refusal> {
    const EXPECTED: &str = "a string, or an array of exactly one string";
    match value {
        Some(Value::Array(items)) => match <[Value<'_>; 1]>::try_from(items) {
            Ok([Value::Text(text)]) => Ok(text),
            Ok([other]) => Err(wrong("aud", EXPECTED, &format!("an array of {}", other.kind()))),
            Err(items) => Err(wrong("aud", EXPECTED, &format!("an array of {}", items.len()))),
        },
        Some(Value::Text(text)) => Ok(text),
        other => Err(missing_or_wrong("aud", EXPECTED, other.as_ref())),
    }
}

/// Time with the number as sent.
struct Time<'a> {
    date: NumericDate,
    sent: &'a str,
}

impl<'a> Time<'a> {
    fn read(name: &str, value: Option<Value<'a>>) -> Result<Self, Refusal> {
        const EXPECTED: &str = "a number of Unix seconds, not negative";
        match value {
            Some(Value::Number(sent)) => match NumericDate::parse(sent) {
                Ok(date) => Ok(Self { date, sent }),
                Err(reason) => Err(wrong(name, EXPECTED, reason)),
            },
            other => Err(missing_or_wrong(name, EXPECTED, other.as_ref())),
        }
    }

    /// Returns the whole seconds, without the fraction.
    const fn seconds(&self) -> i64 {
        self.date.seconds
    }
}

/// Checks the time from `iat` to `exp` on the numbers as sent.
fn check_lifetime(iat: &Time<'_>, exp: &Time<'_>) -> Result<(), Refusal> {
    let to = |seconds| exp.date.compare_difference(&iat.date, seconds);
    if to(0).is_gt() && to(MAX_LIFETIME_SECONDS).is_le() {
        return Ok(());
    }
    let received = if iat.date.is_whole() && exp.date.is_whole() {
        exp.seconds().saturating_sub(iat.seconds()).to_string()
    } else {
        format!("{} - {}", exp.sent, iat.sent).chars().take(200).collect()
    };
    Err(Refusal::new(Code::TokenLifetimeTooLong)
        .expected(format!("above 0 and at most {MAX_LIFETIME_SECONDS} seconds"))
        .received(received))
}

/// Checks the token's claims against the request. `api_key` is the value of `x-api-key`.
pub(crate) fn check(
    token: &Token<'_>,
    request: &Request,
    api_key: &str,
    now: Timestamp,
    sink: &mut impl Sink,
) -> Result<Option<Claims>, Refusal> {
    let Some(claims) = sink.take(Check::TokenClaims, token.claims().and_then(Typed::of))? else { return Ok(None) };
    // An error repeats the caller's own data, but not an API key in the wrong claim.
    let shown = |text: &str| text.replace(api_key, "[x-api-key]").chars().take(2048).collect::<String>();
    let equal = |code: Code, right: bool, expected: &dyn Fn() -> String, received: &dyn Display| {
        if right {
            return Ok(());
        }
        Err(Refusal::new(code).expected(shown(&expected())).received(shown(&received.to_string())))
    };

    sink.take(Check::Issuer, equal(Code::TokenIssuer, claims.iss == ISSUER, &|| ISSUER.to_owned(), &claims.iss))?;
    sink.take(
        Check::Audience,
        equal(Code::TokenAudience, claims.aud == AUDIENCE, &|| AUDIENCE.to_owned(), &claims.aud),
    )?;
    let same_key = same_secret(claims.sub.as_bytes(), api_key.as_bytes());
    sink.take(
        Check::Subject,
        // Both are secrets, or one nearly is: neither is repeated.
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
    sink.take(Check::Lifetime, check_lifetime(&claims.iat, &claims.exp))?;
    let latest_start = now.plus_seconds(CLOCK_AHEAD_SECONDS).seconds();
    let started = |name: &'static str, time: &Time<'_>| {
        let expected = || format!("{name} at most {latest_start}");
        equal(Code::TokenNotYetValid, time.seconds() <= latest_start, &expected, &time.sent)
    };
    sink.take(Check::IssuedAt, started("iat", &claims.iat))?;
    sink.take(Check::NotBefore, claims.nbf.as_ref().map_or(Ok(()), |nbf| started("nbf", nbf)))?;
    // Compared in milliseconds: in whole seconds, the tolerance would last up to a second longer.
    let live = Timestamp::from_seconds(claims.exp.seconds()).plus_seconds(CLOCK_BEHIND_SECONDS) >= now;
    let earliest_end = now.plus_seconds(-CLOCK_BEHIND_SECONDS).seconds_up();
    sink.take(
        Check::Expiry,
        equal(Code::TokenExpired, live, &|| format!("exp at least {earliest_end}"), &claims.exp.sent),
    )?;
    sink.take(Check::BodyHash, check_body(&claims.body_hash, request, &shown))?;
    let headers = sink.take(Check::Headers, claims.headers.check(request, &shown))?;
    Ok(Some(Claims {
        headers,
        jti_hash: sha256(claims.jti.as_bytes()),
        forget_at: Timestamp::from_seconds(claims.exp.seconds()).plus_seconds(CLOCK_BEHIND_SECONDS + KEEP_SECONDS),
        clock_difference: now.seconds().saturating_sub(claims.iat.seconds()),
    }))
}

fn check_body(claimed: &str, request: &Request, shown: &dyn Fn(&str) -> String) -> Result<(), Refusal> {
    let mut digits = [0_u8; 64];
    // 32 bytes always fit 64 digits.
    let _ = hex::encode_to_slice(sha256(&request.body), &mut digits);
    if claimed.as_bytes() == digits {
        return Ok(());
    }
    let expected = String::from_utf8_lossy(&digits).into_owned();
    Err(Refusal::new(Code::TokenBodyHashMismatch).expected(expected).received(shown(claimed)))
}

//! Check of a call's Signature Version 4, by signing it again with the secret of its access key.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};

use super::Iam;
use super::guard::Guarded;
use crate::account::REGION;
use crate::front::Refusal;

/// Largest clock difference of a call (Signature Version 4, "Elements of an AWS API request").
const FARTHEST: Duration = Duration::from_secs(5 * 60);

fn wrong(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidSignatureException", message)
}

/// Parts of an `Authorization` header.
struct Authorization<'a> {
    access_key_id: &'a str,
    day: &'a str,
    region: &'a str,
    service: &'a str,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let fields = text.strip_prefix("AWS4-HMAC-SHA256 ")?;
        let field = |name: &str| fields.split(',').find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='));
        let mut scope = field("Credential")?.split('/');
        let [access_key_id, day, region, service] = [scope.next()?, scope.next()?, scope.next()?, scope.next()?];
        let ends = scope.next() == Some("aws4_request") && scope.next().is_none();
        ends.then_some(())?;
        let signed_headers = field("SignedHeaders")?.split(';').collect();
        Some(Self { access_key_id, day, region, service, signed_headers, signature: field("Signature")? })
    }
}

/// Verifies a call's signature and returns its access key ID.
pub(super) fn caller(iam: &Iam, guarded: &Guarded, parts: &Parts, body: &[u8]) -> Result<String, Refusal> {
    let headers = &parts.headers;
    let authorization = text(headers, header::AUTHORIZATION.as_str()).ok_or_else(|| {
        Refusal::new("MissingAuthenticationTokenException", "Request is missing Authentication Token")
    })?;
    let signed = Authorization::read(authorization).ok_or_else(|| {
        Refusal::new(
            "IncompleteSignatureException",
            "the Authorization header is not in the form of Signature Version 4",
        )
    })?;
    let unsigned = headers
        .keys()
        .map(HeaderName::as_str)
        .find(|name| name.starts_with("x-amz-") && !signed.signed_headers.contains(name));
    if let Some(name) = unsigned {
        return Err(wrong(format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.")));
    }
    let scope = guarded.scope;
    if signed.service != scope {
        return Err(wrong(format!("Credential should be scoped to correct service: '{scope}'.")));
    }
    if signed.region != REGION {
        return Err(wrong(format!("Credential should be scoped to a valid region, not '{}'.", signed.region)));
    }
    let at = time(headers, signed.day)?;
    let now = crate::machine_time::now();
    let distance = now.duration_since(at).or_else(|_| at.duration_since(now)).unwrap_or_default();
    if distance > FARTHEST {
        return Err(wrong("Signature expired or not yet current: the clocks differ by more than 5 minutes"));
    }
    let unknown =
        || Refusal::new("UnrecognizedClientException", "The security token included in the request is invalid.");
    let key = iam.access_key(signed.access_key_id).ok_or_else(unknown)?;
    if key.session_token.as_deref() != text(headers, "x-amz-security-token") {
        return Err(unknown());
    }
    let credentials = Credentials::new(key.id.as_str(), key.secret.as_str(), key.session_token.clone(), None, "local");
    let identity: Identity = credentials.into();
    let expected = signature(parts, body, &signed, at, &identity)
        .ok_or_else(|| wrong("The request cannot be brought into its canonical form."))?;
    if expected != signed.signature {
        return Err(wrong(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
             Key and signing method.",
        ));
    }
    Ok(key.id)
}

/// Computes the signature of the headers that the caller signed.
fn signature(
    parts: &Parts,
    body: &[u8],
    signed: &Authorization<'_>,
    at: SystemTime,
    identity: &Identity,
) -> Option<String> {
    // Headers that signing adds, from time and identity.
    const ADDED: [&str; 2] = ["x-amz-date", "x-amz-security-token"];
    let mut named: Vec<(&str, &str)> = Vec::new();
    for name in signed.signed_headers.iter().filter(|name| !ADDED.contains(name)) {
        named.push((name, text(&parts.headers, name)?));
    }
    let host = text(&parts.headers, "host")?;
    let uri = format!("http://{host}{}", parts.uri.path_and_query().map_or("/", |uri| uri.as_str()));
    let settings = SigningSettings::default();
    let params = v4::SigningParams::builder()
        .identity(identity)
        .region(signed.region)
        .name(signed.service)
        .time(at)
        .settings(settings)
        .build()
        .ok()?
        .into();
    let request =
        SignableRequest::new(parts.method.as_str(), uri, named.into_iter(), SignableBody::Bytes(body)).ok()?;
    let (_, signature) = sign(request, &params).ok()?.into_parts();
    Some(signature)
}

/// Returns the time of `X-Amz-Date`, which must be on the day of the scope.
fn time(headers: &HeaderMap, day: &str) -> Result<SystemTime, Refusal> {
    let text = text(headers, "x-amz-date").unwrap_or_default();
    let malformed = || wrong(format!("Date must be in ISO-8601 'basic format'. Got '{text}'."));
    if text.split('T').next() != Some(day) {
        return Err(wrong("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date."));
    }
    let time = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).map_err(|_| malformed())?;
    let time = time.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| malformed())?;
    Ok(time.timestamp().into())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

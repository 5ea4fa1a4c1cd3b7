//! Access token: a JWT (RFC 7519) in JWS compact serialization (RFC 7515, section 7.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::member::UserId;
use contract::time::Timestamp;
use jsonwebtoken::crypto::aws_lc;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::json;

/// Time that a token is accepted after its `exp`, in seconds.
const EXPIRY_LEEWAY: i64 = 5;
/// Longest time that `iat` and `nbf` may lie ahead, in seconds.
const FUTURE_LEEWAY: i64 = 10;

/// Reason for refusing a token. For logs: it contains nothing of the token.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum TokenFault {
    /// The header is not `Bearer`, one space and a token.
    #[error("not a bearer token")]
    NotBearer,
    /// Over 8 KiB.
    #[error("over 8 KiB")]
    TooLong,
    /// Malformed token. It is not three parts of unpadded base64url with JSON objects in the first two, or an object
    /// repeats a name.
    #[error("malformed")]
    Malformed,
    /// `alg` is not `RS256`.
    #[error("algorithm not accepted")]
    Algorithm,
    /// The header has `crit`, `b64`, `zip`, `enc` or `cty`.
    #[error("header not supported")]
    HeaderUnsupported,
    /// `typ` is present and is not that of an access token.
    #[error("type not accepted")]
    Type,
    /// The header has no `kid`, so no key can be chosen.
    #[error("no key id")]
    KeyIdMissing,
    /// The issuer has no usable key with this id.
    #[error("key id unknown")]
    KeyUnknown,
    /// The issuer's key does not verify the signature.
    #[error("signature does not verify")]
    Signature,
    /// A claim is missing, or of the wrong type or form.
    #[error("claims not acceptable")]
    Claims,
    /// `iss` is not the issuer.
    #[error("another issuer's token")]
    Issuer,
    /// Neither `aud` nor `client_id` is our client, or one differs.
    #[error("meant for another client")]
    Audience,
    /// ID token, refresh token or similar.
    #[error("not an access token")]
    NotAccessToken,
    /// Bound to a key of the client (RFC 7800). By itself it proves nothing.
    #[error("bound to a key that was not shown")]
    KeyBound,
    /// `exp` has passed.
    #[error("expired")]
    Expired,
    /// `nbf` or `iat` is in the future.
    #[error("not valid yet")]
    NotYetValid,
}

/// Expected issuer and client.
pub(crate) struct Expected {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
}

/// Token that is valid except for its unverified signature.
pub(crate) struct Token<'a> {
    user: UserId,
    key_id: String,
    message: &'a [u8],
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Parses `text` and makes all checks without a key.
    pub(crate) fn read(text: &'a str, expected: &Expected, now: Timestamp) -> Result<Self, TokenFault> {
        let (message, signature) = text.rsplit_once('.').ok_or(TokenFault::Malformed)?;
        let (header, claims) = message.split_once('.').ok_or(TokenFault::Malformed)?;
        let signature = decode(signature)?;
        let header = json::object(&decode(header)?).ok_or(TokenFault::Malformed)?;
        let claims = json::object(&decode(claims)?).ok_or(TokenFault::Malformed)?;

        let key_id = json::members::<Header>(header).ok_or(TokenFault::Malformed)?.into_key_id()?;
        let user = json::members::<Claims>(claims).ok_or(TokenFault::Claims)?.into_user(expected, now)?;
        Ok(Self { user, key_id, message: message.as_bytes(), signature })
    }

    /// Returns the id of its alleged key.
    pub(crate) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Verifies the signature with `key` and returns the user.
    pub(crate) fn verify(self, key: &DecodingKey) -> Result<UserId, TokenFault> {
        // jsonwebtoken's process-wide provider is not used: it panics as soon as any crate of the build enables its
        // other backend.
        let verifier = (aws_lc::DEFAULT_PROVIDER.verifier_factory)(&Algorithm::RS256, key);
        match verifier.map(|verifier| verifier.verify(self.message, &self.signature)) {
            Ok(Ok(())) => Ok(self.user),
            _ => Err(TokenFault::Signature),
        }
    }
}

fn decode(part: &str) -> Result<Vec<u8>, TokenFault> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenFault::Malformed)
}

/// Used members of the header. `jwk`, `jku`, `x5u` and `x5c` are not among them: a token must not bring its key.
#[derive(Deserialize)]
struct Header {
    #[serde(default, deserialize_with = "json::present")]
    alg: Option<String>,
    #[serde(default, deserialize_with = "json::present")]
    typ: Option<String>,
    #[serde(default, deserialize_with = "json::present")]
    kid: Option<String>,
    #[serde(default, deserialize_with = "json::present")]
    crit: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "json::present")]
    b64: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "json::present")]
    zip: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "json::present")]
    enc: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "json::present")]
    cty: Option<IgnoredAny>,
}

impl Header {
    fn into_key_id(self) -> Result<String, TokenFault> {
        if self.alg.as_deref() != Some("RS256") {
            return Err(TokenFault::Algorithm);
        }
        if [self.crit, self.b64, self.zip, self.enc, self.cty].iter().any(Option::is_some) {
            return Err(TokenFault::HeaderUnsupported);
        }
        // RFC 9068, section 2.1, and, as most issuers write it, RFC 7519, section 5.1; media types are
        // case-insensitive.
        let types = ["JWT", "at+jwt", "application/at+jwt"];
        if self.typ.is_some_and(|typ| !types.iter().any(|known| typ.eq_ignore_ascii_case(known))) {
            return Err(TokenFault::Type);
        }
        self.kid.filter(|kid| !kid.is_empty()).ok_or(TokenFault::KeyIdMissing)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn names(&self, client: &str) -> bool {
        match self {
            Self::One(name) => name == client,
            Self::Several(names) => names.iter().any(|name| name == client),
        }
    }
}

/// Used claims.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: UserId,
    exp: i64,
    #[serde(default, deserialize_with = "json::present")]
    nbf: Option<i64>,
    #[serde(default, deserialize_with = "json::present")]
    iat: Option<i64>,
    #[serde(default, deserialize_with = "json::present")]
    aud: Option<Audience>,
    #[serde(default, deserialize_with = "json::present")]
    client_id: Option<String>,
    /// Cognito: `access` or `id`.
    #[serde(default, deserialize_with = "json::present")]
    token_use: Option<String>,
    /// Keycloak: `Bearer`, `ID`, `Refresh` and more.
    #[serde(default, deserialize_with = "json::present")]
    typ: Option<String>,
    // OpenID Connect Core 1.0, sections 2 and 3.3.2.11, and FAPI's `s_hash`: claims that only ID tokens have.
    #[serde(default, deserialize_with = "json::present")]
    nonce: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "json::present")]
    at_hash: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "json::present")]
    c_hash: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "json::present")]
    s_hash: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "json::present")]
    cnf: Option<IgnoredAny>,
}

impl Claims {
    fn into_user(self, expected: &Expected, now: Timestamp) -> Result<UserId, TokenFault> {
        if self.iss != expected.issuer {
            return Err(TokenFault::Issuer);
        }
        if !self.is_access_token() {
            return Err(TokenFault::NotAccessToken);
        }
        if !self.is_for(&expected.client_id) {
            return Err(TokenFault::Audience);
        }
        // RFC 9449, section 7.2, and RFC 8705, section 3: such a token must not pass as a bearer token.
        if self.cnf.is_some() {
            return Err(TokenFault::KeyBound);
        }
        let now = now.seconds();
        if now >= self.exp.saturating_add(EXPIRY_LEEWAY) {
            return Err(TokenFault::Expired);
        }
        if [self.nbf, self.iat].into_iter().flatten().any(|from| from > now.saturating_add(FUTURE_LEEWAY)) {
            return Err(TokenFault::NotYetValid);
        }
        Ok(self.sub)
    }

    fn is_access_token(&self) -> bool {
        self.token_use.as_deref().is_none_or(|used_as| used_as == "access")
            && self.typ.as_deref().is_none_or(|typ| typ.eq_ignore_ascii_case("bearer"))
            && [self.nonce, self.at_hash, self.c_hash, self.s_hash].iter().all(Option::is_none)
    }

    /// Returns true if `aud` and `client_id`, if present, name the client.
    ///
    /// `client_id` alone suffices only if `token_use` shows that Cognito wrote it. Elsewhere it names the client that
    /// requested the token, not the audience.
    fn is_for(&self, client: &str) -> bool {
        let asked_by_client = self.client_id.as_deref().map(|name| name == client);
        match &self.aud {
            Some(audience) => audience.names(client) && asked_by_client.unwrap_or(true),
            None => self.token_use.is_some() && asked_by_client.unwrap_or(false),
        }
    }
}

//! The access token: a JWT (RFC 7519) in JWS compact serialization (RFC 7515, section 7.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::member::UserId;
use contract::time::Timestamp;
use jsonwebtoken::crypto::aws_lc;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::json;

/// How long past its `exp` a token still counts, in seconds.
const EXPIRY_LEEWAY: i64 = 5;
/// How far ahead of our clock `iat` and `nbf` may lie, in seconds.
const FUTURE_LEEWAY: i64 = 10;

/// Why a token is not accepted. For logs: it holds nothing of the token.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum TokenFault {
    /// The header is not `Bearer`, one space and a token.
    #[error("not a bearer token")]
    NotBearer,
    /// Over 8 KiB.
    #[error("over 8 KiB")]
    TooLong,
    /// Not three parts of unpadded base64url with JSON objects in the first two, or an object has a name twice.
    #[error("malformed")]
    Malformed,
    /// `alg` is not `RS256`.
    #[error("algorithm not accepted")]
    Algorithm,
    /// The header has `crit`, `b64`, `zip`, `enc` or `cty`.
    #[error("header not supported")]
    HeaderUnsupported,
    /// `typ` is there and names no access token.
    #[error("type not accepted")]
    Type,
    /// The header has no `kid`, so that no key can be chosen.
    #[error("no key id")]
    KeyIdMissing,
    /// The issuer has no usable key of this id.
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
    /// Neither `aud` nor `client_id` names our client, or one of them names another.
    #[error("meant for another client")]
    Audience,
    /// It is an ID token, a refresh token or the like.
    #[error("not an access token")]
    NotAccessToken,
    /// Bound to a key of the client's (RFC 7800), so that alone it proves nothing.
    #[error("bound to a key that was not shown")]
    KeyBound,
    /// `exp` has passed.
    #[error("expired")]
    Expired,
    /// `nbf` or `iat` lies in the future.
    #[error("not valid yet")]
    NotYetValid,
}

/// What a token is compared with.
pub(crate) struct Expected {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
}

/// A token in order in all but its signature, which nobody has looked at yet.
pub(crate) struct Token<'a> {
    user: UserId,
    key_id: String,
    message: &'a [u8],
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Reads `text` and checks all that needs no key.
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

    /// The name of the key that is said to have signed it.
    pub(crate) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Whose token it is, once `key` has verified it.
    pub(crate) fn verify(self, key: &DecodingKey) -> Result<UserId, TokenFault> {
        // Not through jsonwebtoken's process-wide provider: that one panics as soon as any crate of the build
        // turns on its other backend.
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

/// The header's members that matter. `jwk`, `jku`, `x5u` and `x5c` are not among them: a token does not bring its key.
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
        // RFC 9068, section 2.1, and, as most issuers have it, RFC 7519, section 5.1; media types have no case.
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

/// The claims that matter.
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
    // OpenID Connect Core 1.0, sections 2 and 3.3.2.11, and FAPI's `s_hash`: what only ID tokens have.
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

    /// Each of `aud` and `client_id` that is there must name the client. `client_id` alone is enough only where
    /// `token_use` says that Cognito wrote it: elsewhere it tells who asked for the token, not whom it is for.
    fn is_for(&self, client: &str) -> bool {
        let asked_by_client = self.client_id.as_deref().map(|name| name == client);
        match &self.aud {
            Some(audience) => audience.names(client) && asked_by_client.unwrap_or(true),
            None => self.token_use.is_some() && asked_by_client.unwrap_or(false),
        }
    }
}

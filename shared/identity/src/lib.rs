//! Sign-in: turns a user's OIDC access token into a [`Member`].
//!
//! The token only identifies the user. The permissions come from the membership record, which is read on every call and
//! never cached, so removing a member takes effect on the next request.
//!
//! [`Authenticator::authenticate`] is the only way to a [`Member`], in every build: tests run an issuer and sign
//! tokens.
//!
//! # Rules and their modules
//!
//! | rule | module |
//! | --- | --- |
//! | `Bearer`, one space, one token of at most 8 KiB (RFC 6750, section 2.1) | `bearer` |
//! | three parts of strict unpadded base64url (RFC 7515, section 7.1), JSON objects without duplicate names | `token` |
//! | `alg` is `RS256`; no `crit`, `b64`, `zip`, `enc`, `cty`; `typ` absent, `JWT` or `at+jwt` (RFC 9068) | `token` |
//! | claims: types, `iss`, audience, `token_use`, `exp`, `nbf`, `iat`, `sub`; no ID or key-bound token | `token` |
//! | usable keys of the issuer: RSA, 2048 to 8192 bits, exponent 65537, for RS256 signatures | `keys` |
//! | frequency of requests to the issuer, and lifetime of its keys | `cache` |
//! | timeouts, size, redirects, `https`, the `issuer` in the discovery document | `source` |
//! | the RSASSA-PKCS1-v1_5 signature (RFC 8017, section 8.2.2) | `jsonwebtoken`'s RS256 verifier, aws-lc |
//!
//! Only that verifier of `jsonwebtoken` is used, with a fixed algorithm. Its `decode` reads the system's clock, allows
//! 60 s of leeway, treats a wrong-typed `iss`, `aud` or `sub` as absent, does not know `crit`, and parses the token's
//! own `jwk`.
//!
//! Everything that needs no key is checked before the signature, so only a token that is otherwise valid can cause a
//! request to the issuer. Callers learn none of it: one code answers for every [`TokenFault`].

mod bearer;
mod cache;
mod json;
mod keys;
mod member;
mod source;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod token;

use std::pin::Pin;
use std::sync::Arc;

use contract::member::{Membership, UserId};
use contract::time::Timestamp;

use cache::{KeyCache, NoKey};
pub use member::{CustomerUser, Member, NuveraAdmin, PartnerUser};
pub use source::SettingsError;
use source::{Limits, Source};
pub use token::TokenFault;
use token::{Expected, Token};

/// Settings for accepting tokens.
#[derive(Clone, Debug)]
pub struct OidcSettings {
    /// Required `iss` of a token, compared exactly.
    pub issuer: String,
    /// URL of the issuer's keys (a JWK set, RFC 7517).
    ///
    /// Defaults to the URL in the discovery document at `{issuer}/.well-known/openid-configuration`. An issuer that is
    /// not reachable under its own name needs this setting. `https`, or `http` to a loopback host.
    pub jwks_url: Option<String>,
    /// Client id of the console: `aud` must contain it, or `client_id` must be it.
    pub client_id: String,
}

/// Store of membership records.
pub trait Memberships: Sync {
    /// Reads the membership of `user` with strong consistency; `None` if there is none.
    ///
    /// # Errors
    /// [`MembershipsError`] if the records cannot be read.
    fn find(&self, user: &UserId) -> impl Future<Output = Result<Option<Membership>, MembershipsError>> + Send;
}

/// Failure to read membership records. The store has logged the cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MembershipsError {
    /// No answer in time, or an internal error of the store.
    #[error("membership records cannot be read")]
    Unavailable,
    /// Permanent refusal, such as a missing permission or table.
    #[error("membership records must not be read")]
    Refused,
}

/// Reason for refusing a sign-in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Denial {
    /// No `Authorization` header.
    #[error("no access token")]
    TokenMissing,
    /// Token refused. The reason is for logs only.
    #[error("access token not accepted: {0}")]
    TokenInvalid(TokenFault),
    /// Valid token of a user without a usable membership.
    #[error("the person is not a member")]
    NotAMember,
    /// A required service did not answer.
    #[error("cannot be decided: {0}")]
    Unavailable(Outage),
    /// Permanent refusal by the store, such as a missing permission or table.
    #[error("membership records must not be read")]
    Broken,
}

/// Service that did not answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Outage {
    /// Issuer, or its answer was unusable. The cause is logged where it happened.
    #[error("the issuer's keys cannot be read")]
    Issuer,
    /// Store of memberships.
    #[error("membership records cannot be read")]
    Memberships,
}

type Deciding<'a> = Pin<Box<dyn Future<Output = Result<UserId, Denial>> + Send + 'a>>;

/// Authenticator of access tokens. One per process, shared by all its calls, since it caches the issuer's keys.
pub struct Authenticator {
    expected: Expected,
    keys: Arc<KeyCache>,
}

impl Authenticator {
    /// Creates an authenticator with these settings, without a request to the issuer.
    ///
    /// # Errors
    /// [`SettingsError`] if a setting is invalid, or the HTTP client could not be created.
    pub fn new(settings: OidcSettings) -> Result<Self, SettingsError> {
        Self::with_limits(settings, Limits::default())
    }

    fn with_limits(settings: OidcSettings, limits: Limits) -> Result<Self, SettingsError> {
        let source = Source::new(&settings, limits)?;
        Ok(Self {
            expected: Expected { issuer: settings.issuer, client_id: settings.client_id },
            keys: Arc::new(KeyCache::new(source)),
        })
    }

    /// Returns the sender of a request with this `Authorization` header at `now`.
    ///
    /// It runs inside a Tokio runtime with I/O and time.
    ///
    /// # Errors
    /// [`Denial`]
    pub async fn authenticate<M: Memberships>(
        &self,
        authorization: Option<&str>,
        memberships: &M,
        now: Timestamp,
    ) -> Result<Member, Denial> {
        let user = self.user(authorization, now).await?;
        let found = memberships.find(&user).await;
        member::recognise(user, found)
    }

    /// Boxed, so that all of it is compiled only here. Otherwise each crate with its own [`Memberships`] would compile
    /// it again.
    fn user<'a>(&'a self, authorization: Option<&'a str>, now: Timestamp) -> Deciding<'a> {
        Box::pin(async move {
            let text = bearer::token(authorization)?;
            let token = Token::read(text, &self.expected, now).map_err(Denial::TokenInvalid)?;
            let key = self.keys.find(token.key_id(), now).await.map_err(|none| match none {
                NoKey::Unknown => Denial::TokenInvalid(TokenFault::KeyUnknown),
                NoKey::Unavailable => Denial::Unavailable(Outage::Issuer),
            })?;
            token.verify(&key).map_err(Denial::TokenInvalid)
        })
    }
}

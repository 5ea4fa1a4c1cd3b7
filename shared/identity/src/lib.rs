//! Who is signed in: the OIDC access token of a person becomes a [`Member`].
//!
//! The token only says who the person is. What they may do is their membership record, read on every call and
//! never kept, so that removing a member takes effect on the next request.
//!
//! [`Authenticator::authenticate`] is the only way to a [`Member`], in every build: tests run an issuer and sign
//! tokens.
//!
//! # Which rule is enforced where
//!
//! | rule | where |
//! | --- | --- |
//! | `Bearer`, one space, one token of at most 8 KiB (RFC 6750, section 2.1) | `bearer` |
//! | three parts of strict unpadded base64url (RFC 7515, section 7.1), JSON objects without duplicate names | `token` |
//! | `alg` is `RS256`; no `crit`, `b64`, `zip`, `enc`, `cty`; `typ` absent, `JWT` or `at+jwt` (RFC 9068) | `token` |
//! | claims: types, `iss`, audience, `token_use`, `exp`, `nbf`, `iat`, `sub`; no ID token, no key-bound token | `token` |
//! | which keys of the issuer count: RSA, 2048 to 8192 bits, exponent 65537, for RS256 signatures | `keys` |
//! | how often the issuer is asked, and how long its answer holds | `cache` |
//! | time-outs, size, redirects, `https`, the discovery document's own `issuer` | `source` |
//! | the RSASSA-PKCS1-v1_5 signature (RFC 8017, section 8.2.2) | `jsonwebtoken`'s RS256 verifier, aws-lc |
//!
//! Of `jsonwebtoken` nothing but that verifier is used, and it is told the algorithm. Its `decode` reads the system's
//! clock, allows 60 s of leeway, lets a wrong-typed `iss`, `aud` or `sub` count as absent, does not know `crit`, and
//! parses the token's own `jwk`.
//!
//! All that needs no key is checked before the signature, so that only a token that is otherwise in order can
//! make us ask the issuer. Callers are told none of it: one code answers for every [`TokenFault`].

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

/// Which tokens are accepted.
#[derive(Clone, Debug)]
pub struct OidcSettings {
    /// What a token's `iss` must be, character by character.
    pub issuer: String,
    /// Where the issuer's keys are (a JWK set, RFC 7517). Where absent, the discovery document at
    /// `{issuer}/.well-known/openid-configuration` says so; an issuer that is not reachable under its own name needs
    /// this. `https`, or `http` to a loopback host.
    pub jwks_url: Option<String>,
    /// The console's client id: what a token's `aud` must contain, or its `client_id` be.
    pub client_id: String,
}

/// Where membership records are.
pub trait Memberships: Sync {
    /// The membership of `user`, read with strong consistency; `None` where there is none.
    ///
    /// # Errors
    /// If the records cannot be read.
    fn find(&self, user: &UserId) -> impl Future<Output = Result<Option<Membership>, MembershipsError>> + Send;
}

/// Failure to read membership records. Whoever returns it has logged the cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MembershipsError {
    /// No answer in time, or an error of the store's own.
    #[error("membership records cannot be read")]
    Unavailable,
    /// Refused for good, as without a permission or table.
    #[error("membership records must not be read")]
    Refused,
}

/// Why nobody is signed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Denial {
    /// There is no `Authorization` header.
    #[error("no access token")]
    TokenMissing,
    /// The token is not accepted. The reason is for logs only.
    #[error("access token not accepted: {0}")]
    TokenInvalid(TokenFault),
    /// The token is good, but the person has no usable membership.
    #[error("the person is not a member")]
    NotAMember,
    /// Something that was needed for the decision did not answer.
    #[error("cannot be decided: {0}")]
    Unavailable(Outage),
    /// The store of memberships refuses for good, as without a permission or table.
    #[error("membership records must not be read")]
    Broken,
}

/// What did not answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Outage {
    /// The issuer, or what it answered was unusable; logged where it happened.
    #[error("the issuer's keys cannot be read")]
    Issuer,
    /// The store of memberships.
    #[error("membership records cannot be read")]
    Memberships,
}

type Deciding<'a> = Pin<Box<dyn Future<Output = Result<UserId, Denial>> + Send + 'a>>;

/// Judges access tokens. One per process, shared by all its calls: it keeps the issuer's keys.
pub struct Authenticator {
    expected: Expected,
    keys: Arc<KeyCache>,
}

impl Authenticator {
    /// An authenticator by these settings. Asks the issuer nothing yet.
    ///
    /// # Errors
    /// [`SettingsError`] where a setting is unusable, or the HTTP client could not be made.
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

    /// Who sent a request with this `Authorization` header at `now`. Runs inside a Tokio runtime with I/O and time.
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

    /// Boxed so that all of it is compiled here, and not again in each crate that has its own [`Memberships`].
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

//! State of the provider.

use std::fmt;

use super::clock::Clock;
use super::keys::Keys;
use super::once::Once;
use super::secret;
use super::session::{Grant, Session};
use crate::{Options, SignInClient, User};

/// Lifetime of codes in seconds.
const CODE_SECONDS: u64 = 60;
/// Lifetime of refresh tokens in seconds, Cognito's default.
const SESSION_SECONDS: u64 = 30 * 24 * 60 * 60;

pub(super) struct Provider {
    pub(super) issuer: String,
    pub(super) client: SignInClient,
    pub(super) keys: Keys,
    pub(super) clock: Clock,
    pub(super) codes: Once<Grant>,
    /// Sessions by refresh token. Each token yields the next (RFC 9700).
    pub(super) sessions: Once<Session>,
    users: Vec<User>,
}

impl Provider {
    pub(super) fn new(options: Options, issuer: String, keys: Keys) -> Self {
        Self {
            issuer,
            client: options.client,
            keys,
            clock: Clock::default(),
            codes: Once::new(CODE_SECONDS),
            sessions: Once::new(SESSION_SECONDS),
            users: options.users,
        }
    }

    pub(super) fn user(&self, username: &str) -> Option<&User> {
        self.users.iter().find(|user| user.username == username)
    }

    /// Returns the user of this name and password. Unknown names take as long as wrong passwords.
    pub(super) fn authenticate(&self, username: &str, password: &str) -> Option<&User> {
        let user = self.user(username);
        let right = secret::equal(user.map_or("", |user| &user.password), password);
        user.filter(|_| right)
    }

    pub(super) fn session(&self, user: &User, scope: String, nonce: Option<String>) -> Session {
        Session { user: user.clone(), scope, nonce, auth_time: self.clock.now() }
    }

    pub(super) fn sign(&self, claims: &serde_json::Value) -> anyhow::Result<String> {
        self.keys.sign(claims, &serde_json::Value::Null)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

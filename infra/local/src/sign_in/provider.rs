//! State of the provider.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};

use super::keys::Keys;
use super::once::Once;
use super::pkce::Challenge;
use crate::{Options, SignInClient, User, machine_time};

/// Lifetime of codes in seconds.
const CODE_SECONDS: u64 = 60;
/// Lifetime of refresh tokens in seconds, Cognito's default.
const SESSION_SECONDS: u64 = 30 * 24 * 60 * 60;

/// System time plus the offset that a test sets.
#[derive(Debug, Default)]
pub(super) struct Clock {
    ahead: AtomicU64,
}

impl Clock {
    /// Returns seconds since 1970.
    pub(super) fn now(&self) -> u64 {
        let system = machine_time::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        system.saturating_add(self.ahead.load(Ordering::Relaxed))
    }

    pub(super) fn advance(&self, by: Duration) {
        self.ahead.fetch_add(by.as_secs(), Ordering::Relaxed);
    }
}

/// Somebody who has given a password.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) user: User,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
    pub(super) auth_time: u64,
}

/// Authorization behind a code.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) session: Session,
    pub(super) redirect_uri: String,
    pub(super) challenge: Challenge,
}

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
        let right = equal(user.map_or("", |user| &user.password), password);
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

/// Compares in constant time, independent of content and length.
pub(super) fn equal(one: &str, other: &str) -> bool {
    let (one, other) = (digest(&SHA256, one.as_bytes()), digest(&SHA256, other.as_bytes()));
    verify_slices_are_equal(one.as_ref(), other.as_ref()).is_ok()
}

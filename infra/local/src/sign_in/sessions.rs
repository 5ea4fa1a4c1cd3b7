//! Refresh tokens. Each is valid once and yields the next; reuse ends the session (RFC 9700).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::session::Session;
use crate::random;

/// Lifetime of refresh tokens in seconds, Cognito's default.
const LIFETIME_SECONDS: u64 = 30 * 24 * 60 * 60;

#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<String, Token>>);

struct Token {
    session: Session,
    /// Family of all tokens of one sign-in.
    family: String,
    used: bool,
    expires: u64,
}

impl Sessions {
    pub(super) fn issue(&self, session: Session, family: String, now: u64) -> Result<String, getrandom::Error> {
        let token = random::url_safe()?;
        let mut tokens = self.tokens();
        tokens.retain(|_, token| token.expires > now);
        tokens.insert(
            token.clone(),
            Token { session, family, used: false, expires: now.saturating_add(LIFETIME_SECONDS) },
        );
        Ok(token)
    }

    /// Uses a token. Returns its session and the family of the next token.
    pub(super) fn take(&self, token: &str, now: u64) -> Option<(Session, String)> {
        let mut tokens = self.tokens();
        let found = tokens.get_mut(token).filter(|token| token.expires > now)?;
        let family = found.family.clone();
        if found.used {
            tokens.retain(|_, token| token.family != family);
            return None;
        }
        found.used = true;
        Some((found.session.clone(), family))
    }

    /// Ends the session of a token. An unknown token has no effect.
    pub(super) fn revoke(&self, token: &str) {
        let family = self.tokens().get(token).map(|token| token.family.clone());
        if let Some(family) = family {
            self.end_family(&family);
        }
    }

    pub(super) fn end_family(&self, family: &str) {
        self.tokens().retain(|_, token| token.family != family);
    }

    fn tokens(&self) -> MutexGuard<'_, HashMap<String, Token>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

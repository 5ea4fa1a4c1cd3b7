//! Sign-in of one person.

use super::pkce::Challenge;
use crate::User;

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

//! Sign-in of one person.

use crate::User;

/// Somebody who has given a password.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) user: User,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
    pub(super) auth_time: u64,
}

//! Sign-in of one person.

/// Somebody who has given a password.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) username: String,
    pub(super) subject: String,
    pub(super) email: String,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
    pub(super) auth_time: u64,
}

//! Access keys of a stack: one for the operator, one per role.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};

use crate::account::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};

/// Credentials for calls to a stack.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// Value of `AWS_ACCESS_KEY_ID`.
    pub id: String,
    /// Value of `AWS_SECRET_ACCESS_KEY`.
    pub secret: String,
    /// Value of `AWS_SESSION_TOKEN`, present for temporary keys of a role.
    pub session_token: Option<String>,
}

impl AccessKey {
    /// Returns the operator's key, which may do everything.
    #[must_use]
    pub fn of_operator() -> Self {
        Self { id: ACCESS_KEY_ID.to_owned(), secret: SECRET_ACCESS_KEY.to_owned(), session_token: None }
    }

    /// Returns the key of the role with this name. It is derived from the name, so it is as public as this source and
    /// valid on this machine only.
    #[must_use]
    pub fn of_role(name: &str) -> Self {
        Self {
            // Temporary keys start with ASIA and have 20 characters (IAM User Guide, "IAM identifiers").
            id: format!("ASIA{:.16}", derived(name, "id").to_uppercase()),
            secret: format!("{:.40}", derived(name, "secret")),
            session_token: Some(format!("local-session-{name}")),
        }
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Returns 64 hexadecimal digits.
fn derived(name: &str, purpose: &str) -> String {
    let hash = digest(&SHA256, format!("{purpose}|{name}").as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

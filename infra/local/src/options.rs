//! What a stack is started with.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// What a [`Stack`](crate::Stack) is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that keeps everything over a restart; `None` keeps it in memory and a temporary folder.
    pub data: Option<PathBuf>,
    /// Where the services listen.
    pub ports: Ports,
    /// Buckets that S3 is to have from the start.
    pub buckets: Vec<String>,
    /// Who can sign in.
    pub users: Vec<User>,
    /// The application that people sign in to.
    pub client: SignInClient,
    /// How long access and id tokens are valid.
    pub token_lifetime: Duration,
    /// True if DynamoDB deletes items that have expired. AWS may take days for it.
    pub deletes_expired: bool,
    /// Time after which KMS goes by a key's being disabled. AWS takes seconds, sometimes minutes ("AWS KMS eventual
    /// consistency"). Only of keys that do not outlive the stack.
    pub kms_delay: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data: None,
            ports: Ports::Any,
            buckets: Vec::new(),
            users: Vec::new(),
            client: SignInClient::default(),
            token_lifetime: Duration::from_secs(60 * 60),
            deletes_expired: true,
            kms_delay: Duration::ZERO,
        }
    }
}

/// Where the services listen, always on `127.0.0.1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// Free ports, chosen by the operating system.
    Any,
    /// Four in a row: DynamoDB, KMS, S3, sign-in.
    From(u16),
}

/// Somebody who can sign in.
#[derive(Clone)]
pub struct User {
    /// What is typed into the sign-in page.
    pub username: String,
    /// Kept in memory only.
    pub password: String,
    /// The `sub` claim.
    pub subject: String,
    /// The `email` claim of the id token.
    pub email: String,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("username", &self.username)
            .field("subject", &self.subject)
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// The application that people sign in to: a public client, so it has no secret and must use PKCE.
#[derive(Clone, Debug)]
pub struct SignInClient {
    /// The `client_id` of the access tokens and the audience of the id tokens.
    pub client_id: String,
    /// Where a code may be sent; compared exactly.
    pub redirect_uris: Vec<String>,
    /// Where a person may be sent after signing out; compared exactly.
    pub logout_uris: Vec<String>,
}

impl Default for SignInClient {
    fn default() -> Self {
        Self { client_id: "console".to_owned(), redirect_uris: Vec::new(), logout_uris: Vec::new() }
    }
}

//! Options of a stack.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Options of a [`Stack`](crate::Stack).
#[derive(Clone, Debug)]
pub struct Options {
    /// Data folder that survives restarts; `None` for memory and a temporary folder.
    pub data: Option<PathBuf>,
    /// Ports of the services.
    pub ports: Ports,
    /// Users who can sign in.
    pub users: Vec<User>,
    /// Application that people sign in to.
    pub client: SignInClient,
    /// True if DynamoDB deletes expired items. AWS may take days to do so.
    pub deletes_expired: bool,
    /// Delay until disabling a KMS key takes effect. AWS takes seconds, sometimes minutes ("AWS KMS eventual
    /// consistency"). Applies only without a data folder.
    pub kms_delay: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data: None,
            ports: Ports::Any,
            users: Vec::new(),
            client: SignInClient::default(),
            deletes_expired: true,
            kms_delay: Duration::ZERO,
        }
    }
}

/// Ports of the services, always on `127.0.0.1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// Free ports chosen by the operating system.
    Any,
    /// First of four consecutive ports: DynamoDB, KMS, S3, sign-in.
    From(u16),
}

/// User who can sign in.
#[derive(Clone)]
pub struct User {
    /// User name on the sign-in page.
    pub username: String,
    /// Password, in memory only.
    pub password: String,
    /// Value of the `sub` claim.
    pub subject: String,
    /// Value of the ID token's `email` claim.
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

/// Application that people sign in to. As a public client, it has no secret and must use PKCE.
#[derive(Clone, Debug)]
pub struct SignInClient {
    /// `client_id` of access tokens and audience of ID tokens.
    pub client_id: String,
    /// Allowed redirect URIs, compared exactly.
    pub redirect_uris: Vec<String>,
    /// Allowed URIs after sign-out, compared exactly.
    pub logout_uris: Vec<String>,
}

impl Default for SignInClient {
    fn default() -> Self {
        Self { client_id: "console".to_owned(), redirect_uris: Vec::new(), logout_uris: Vec::new() }
    }
}

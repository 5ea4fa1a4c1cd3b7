//! The account that the stack is, and its operator.

/// The region that every resource of the stack says it is in.
pub const REGION: &str = "us-east-1";

/// The account that every resource of the stack says it belongs to.
pub const ACCOUNT_ID: &str = "123456789012";

/// The access key id of the operator, who may do everything.
pub const ACCESS_KEY_ID: &str = "AKIALOCALDEVELOPMENT";

/// The secret access key that goes with [`ACCESS_KEY_ID`]: as public as this source, and good for this machine only.
pub const SECRET_ACCESS_KEY: &str = "local-development-secret-access-key";

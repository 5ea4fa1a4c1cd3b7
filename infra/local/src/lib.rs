//! Local AWS services and a sign-in provider in one process.
//!
//! [`Stack::start`] starts implementations of the real protocols on `127.0.0.1`: DynamoDB, KMS, S3 and an OIDC provider
//! with tokens like a Cognito user pool's. The functions use the same SDK calls as in the cloud; only the endpoint URLs
//! differ. Each service has a [`Control`], which delays, fails, loses or holds calls for tests and logs them.
//!
//! A stack runs on its own threads, so tests with their own Tokio runtimes can share it.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods
    )
)]

mod account;
mod data;
mod dynamodb;
mod front;
pub mod gateway;
mod iam;
mod kms;
pub mod lambda;
mod machine_time;
mod options;
mod password_sign_in;
mod random;
mod s3;
mod sign_in;
mod stack;
mod temporary;
mod threads;

pub use account::{ACCESS_KEY_ID, ACCOUNT_ID, REGION, SECRET_ACCESS_KEY};
pub use dynamodb::Indexes;
pub use front::{Call, Control, Fault, Injection, Service};
pub use iam::{AccessKey, Iam, ResourcePolicy, Role};
pub use options::{Options, Ports, SignInClient, User};
pub use password_sign_in::{Tokens, password_sign_in};
pub use sign_in::SignIn;
pub use stack::{Endpoints, Stack};

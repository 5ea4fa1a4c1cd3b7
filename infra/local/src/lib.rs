//! The AWS of a developer's machine, and a sign-in provider, in one process.
//!
//! [`Stack::start`] brings up real implementations of the real protocols on `127.0.0.1`: DynamoDB, KMS, S3 and an
//! OIDC provider whose tokens look like a Cognito user pool's. The functions talk to them with the SDK calls that they
//! use in the cloud; only the endpoint URLs differ. In front of each service stands a [`Control`], through which a test
//! makes calls slow, failing, lost or hanging, and reads which calls were made.
//!
//! A stack runs on threads of its own, so it can be shared by tests that each have their own Tokio runtime.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::disallowed_methods
    )
)]

mod account;
mod data;
mod dynamodb;
mod endpoints;
mod error;
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
pub use endpoints::Endpoints;
pub use error::StartError;
pub use front::{Call, Control, Fault, Injection, Service};
pub use iam::{AccessKey, Iam, PolicyError, ResourcePolicy, Role};
pub use options::{Options, Ports, SignInClient, User};
pub use password_sign_in::{SignInError, Tokens, password_sign_in};
pub use sign_in::{SignIn, SigningError};
pub use stack::Stack;

//! Front of every service: accepts connections, injects faults and logs calls.

mod answer;
mod call;
mod control;
mod fault;
mod loopback;
mod refusal;
mod server;

pub use call::Call;
pub use control::Control;
pub use fault::{Fault, Injection};

pub(crate) use answer::LONGEST_JSON_BODY;
pub(crate) use call::operation;
pub(crate) use fault::Chance;
pub(crate) use refusal::{Refusal, conflict, escaped, refusal};
pub(crate) use server::{Front, accept};

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Request, Response};

/// Service of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// DynamoDB.
    DynamoDb,
    /// KMS.
    Kms,
    /// S3.
    S3,
    /// OIDC provider.
    SignIn,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DynamoDb => "DynamoDB",
            Self::Kms => "KMS",
            Self::S3 => "S3",
            Self::SignIn => "sign-in",
        })
    }
}

pub(crate) type Answer = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// Handler of a service's requests.
pub(crate) type Backend = Arc<dyn Fn(Request<Body>) -> Answer + Send + Sync>;

/// Call of an operation with a JSON body.
#[derive(Debug)]
pub(crate) struct JsonCall {
    pub(crate) parts: Parts,
    pub(crate) operation: String,
    pub(crate) body: Bytes,
}

/// Handler of a service's calls with JSON bodies.
pub(crate) type JsonBackend = Arc<dyn Fn(JsonCall) -> Answer + Send + Sync>;

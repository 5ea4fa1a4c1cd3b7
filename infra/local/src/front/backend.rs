//! Services behind the front.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Request, Response};

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

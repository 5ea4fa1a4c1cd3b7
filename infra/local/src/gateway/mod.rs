//! API Gateway's HTTP API in front of the functions: routes, events of payload format 2.0, limits, and its own answers.
//!
//! After the API Gateway Developer Guide: "Create routes for HTTP APIs", "Create AWS Lambda proxy integrations for HTTP
//! APIs", "Quotas for configuring and running an HTTP API".

mod answer;
mod event;
mod invoke;
mod own;
mod routes;
mod server;
mod throttle;

pub use axum::http::Method;
pub use event::{Received, event, raw_path};
pub use invoke::{CargoLambda, Functions, InvokeError};
pub use routes::{Found, Route, Routes};
pub use server::{Gateway, Settings};
pub use throttle::Throttling;

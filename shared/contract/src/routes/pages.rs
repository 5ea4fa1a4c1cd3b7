//! What is public.

use schemars::JsonSchema;
use serde::Serialize;

use super::routes;
use crate::query::AnyQuery;
use crate::route::{AnyBody, Never, Output, RouteSpec};

/// The path of [`NotFound`]: whatever no other route takes.
pub const DEFAULT_PATH: &str = "$default";

/// That the service runs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Health {
    /// Always `ok`.
    pub status: &'static str,
    /// The version that runs.
    pub version: &'static str,
}

impl Output for Health {}

routes! {
    area pages;

    /// GET /health
    health GetHealth = RouteSpec::get("health", "/health")
        .public()
        .summary("Tells that the service runs, and its version; nothing else is asked."),
        query: AnyQuery,
        output: Health;

    /// Everything else
    not_found NotFound = RouteSpec::any("not-found", DEFAULT_PATH)
        .public()
        .summary("Answers 404, or 405 where the path exists under other methods."),
        query: AnyQuery,
        body: AnyBody,
        output: Never;
}

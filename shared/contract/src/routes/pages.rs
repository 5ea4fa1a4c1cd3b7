//! What is public.

use schemars::JsonSchema;
use serde::Serialize;

use super::routes;
use crate::query::AnyQuery;
use crate::route::{AnyBody, Never, Output, PageText, PathParameters, RouteSpec};

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

/// Which page of the reference: `index` where none is named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageName(pub String);

impl PathParameters for PageName {
    fn parse(segments: &[&str]) -> Option<Self> {
        Some(Self((*segments.first().unwrap_or(&"index")).to_owned()))
    }
}

/// A page of the reference.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReferencePage(pub PageText);

impl Output for ReferencePage {
    fn page(&self) -> Option<&PageText> {
        Some(&self.0)
    }
}

routes! {
    area pages;

    /// GET /health
    health GetHealth = RouteSpec::get("health", "/health")
        .public()
        .summary("Tells that the service runs, and its version; nothing else is asked."),
        query: AnyQuery,
        output: Health;

    /// GET /reference, GET /reference/{file}
    reference ReadReference = RouteSpec::get("reference-pages", "/reference")
        .public()
        .also_at("/reference/{file}")
        .summary("Answers with the pages of the API reference."),
        path: PageName,
        query: AnyQuery,
        output: ReferencePage;

    /// Everything else
    not_found NotFound = RouteSpec::any("not-found", DEFAULT_PATH)
        .public()
        .summary("Answers 404, or 405 where the path exists under other methods."),
        query: AnyQuery,
        body: AnyBody,
        output: Never;
}

//! Public routes.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::routes;
use crate::code::Code;
use crate::query::AnyQuery;
use crate::route::{AnyBody, Never, Output, PageText, PathParameters, RouteSpec};

/// Path of [`NotFound`], which takes the paths of no other route.
pub const DEFAULT_PATH: &str = "$default";

/// Health of the service.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Health {
    /// Always `ok`.
    #[schemars(example = &"ok")]
    pub status: &'static str,
    /// Version of the service.
    #[schemars(example = &"1.4.0")]
    pub version: &'static str,
}

impl Output for Health {}

/// Name of a reference page; `index` by default.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageName(pub String);

impl PathParameters for PageName {
    fn parse(segments: &[&str]) -> Option<Self> {
        Some(Self((*segments.first().unwrap_or(&"index")).to_owned()))
    }
    fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
        vec![generator.subschema_for::<String>()]
    }
}

/// Page of the API reference.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReferencePage(pub PageText);

impl Output for ReferencePage {
    fn page(&self) -> Option<&PageText> {
        Some(&self.0)
    }
}

routes! {
    area pages;

    health GetHealth = RouteSpec::get("health", "/health")
        .public()
        .summary("Gets the health and version of the service. It checks no dependencies."),
        query: AnyQuery, output: Health;

    reference ReadReference = RouteSpec::get("reference-pages", "/reference")
        .public()
        .also_at("/reference/{file}")
        .summary("Gets a page of the API reference."),
        path: PageName, query: AnyQuery, output: ReferencePage;

    not_found NotFound = RouteSpec::any("not-found", DEFAULT_PATH)
        .public()
        .refuses(&[Code::RequestPathInvalid, Code::NotFound, Code::MethodNotAllowed])
        .summary("Answers 404, or 405 if the path supports other methods."),
        query: AnyQuery, body: AnyBody, output: Never;
}

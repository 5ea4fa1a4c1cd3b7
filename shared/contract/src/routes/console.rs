//! Web console.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::routes;
use crate::query::AnyQuery;
use crate::route::{Output, PageText, PathParameters, RouteSpec};

/// Path of a console file: the part after `/console/`, or empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsolePath(pub String);

impl PathParameters for ConsolePath {
    fn parse(segments: &[&str]) -> Option<Self> {
        Some(Self((*segments.first().unwrap_or(&"")).to_owned()))
    }
    fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
        vec![generator.subschema_for::<String>()]
    }
}

/// File of the console.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConsoleFile(pub PageText);

impl Output for ConsoleFile {
    fn page(&self) -> Option<&PageText> {
        Some(&self.0)
    }
}

routes! {
    area console;

    files ReadConsole = RouteSpec::get("console", "/console")
        .public()
        .also_at("/console/{path+}")
        .summary("Gets the web console, in which people manage API applications."),
        path: ConsolePath, query: AnyQuery, output: ConsoleFile;
}

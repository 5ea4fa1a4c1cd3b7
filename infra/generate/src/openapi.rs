//! `functions/pages/reference/openapi.json`: the OpenAPI 3.1 document.

mod examples;
mod operation;
mod parameters;
mod responses;
mod schemas;

use anyhow::Result;
use contract::route::Method;
use contract::routes::Entry;
use serde_json::{Map, Value, json};

use self::examples::Examples;
use self::responses::Responses;
use self::schemas::Schemas;
use super::names;

/// Description of the whole document.
const DESCRIPTION: &str = "Partners' services call `/api/v1`, with an API key and a JWT that is signed for each \
    request; people who are signed in call `/partner/v1` and `/admin/v1`. Bodies and answers are JSON, times RFC 3339 \
    in UTC, amounts decimal strings. A field that is not documented is refused in a body, and may be added to an answer.";

/// Descriptions of the areas.
const AREAS: &[(&str, &str)] = &[
    ("customers", "The businesses that your organization serves: stated as drafts or submitted for review."),
    ("beneficiaries", "Whom a customer pays, and into which account."),
    ("crypto", "Crypto assets, the networks that they move on, and the pairs that a quote can convert."),
    ("payments", "What a payment would cost, and payments."),
    ("documents", "Files that prove what is stated; customers, persons and tickets name them."),
    ("screening", "What screening against watch lists says of customers and beneficiaries."),
    ("support", "Tickets, and their messages."),
    ("reference", "Countries, currencies and industries, as other routes name them."),
    ("diagnostics", "Tells why a signature is refused."),
    ("partner", "For the people of a partner organization: its API applications and their keys."),
    ("admin", "For Nuvera's admins: organizations, members, reviews, support."),
    ("pages", "What anyone may ask."),
];

/// Document, and the places in it without an example.
struct Made {
    document: Value,
    /// Only tests check it: a missing example must not stop generation.
    #[cfg_attr(not(test), expect(dead_code, reason = "as above"))]
    missing: Vec<String>,
}

/// Returns the document as the text of its file.
///
/// # Errors
/// If a schema cannot be serialized as JSON.
pub(super) fn document(routes: &[&Entry]) -> Result<String> {
    Ok(serde_json::to_string_pretty(&made(routes)?.document)? + "\n")
}

fn made(routes: &[&Entry]) -> Result<Made> {
    let mut schemas = Schemas::new();
    let described: Vec<_> =
        routes.iter().filter(|entry| is_described(entry)).map(|entry| (*entry, schemas.describe(entry))).collect();
    let definitions = schemas.finish();
    let mut responses = Responses::default();
    let mut examples = Examples::new(&definitions);
    let mut paths: Vec<(&str, Map<String, Value>)> = Vec::new();
    for (entry, described) in described {
        let described = described.renamed(&definitions);
        let operations: Vec<_> = methods(entry)
            .into_iter()
            .map(|method| {
                let operation =
                    operation::operation(entry, method, &described, &definitions, &mut responses, &mut examples);
                (method.name().to_ascii_lowercase(), operation)
            })
            .collect();
        match paths.iter_mut().find(|(path, _)| *path == entry.spec.path()) {
            Some((_, item)) => item.extend(operations),
            None => paths.push((entry.spec.path(), operations.into_iter().collect())),
        }
    }
    let missing = examples.missing();
    let paths: Value =
        paths.into_iter().map(|(path, item)| (path.to_owned(), item.into())).collect::<Map<_, _>>().into();
    let responses: Value = responses.finish().into();
    let schemas = definitions.used_in([&paths, &responses]);
    let mut document = json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Nuvera partner API",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "For partners' services, and for the people who manage their access.",
            "description": DESCRIPTION,
            "contact": { "name": "Nuvera partner support", "email": "partners@nuvera.example" },
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "Where this document is served from." }],
        "tags": tags(routes),
        "paths": paths,
        "components": {
            "securitySchemes": serde_json::from_str::<Value>(include_str!("openapi/security_schemes.json"))?,
            "headers": serde_json::from_str::<Value>(include_str!("openapi/headers.json"))?,
            "responses": responses,
            "schemas": schemas,
        },
    });
    examples::clean(&mut document);
    Ok(Made { document, missing })
}

/// Returns an object of the members with a value.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    present.collect::<Map<_, _>>().into()
}

/// Returns true if the document includes the route. Excludes the fallback route and HTML pages.
fn is_described(entry: &Entry) -> bool {
    !names::is_default(entry.spec) && !names::is_page(entry)
}

fn methods(entry: &Entry) -> Vec<Method> {
    entry.spec.method().map_or_else(|| Method::ALL.to_vec(), |method| vec![method])
}

/// Returns one tag per area, described by the paths of its routes.
fn tags(routes: &[&Entry]) -> Vec<Value> {
    let mut areas: Vec<(&str, Vec<&str>)> = Vec::new();
    for entry in routes.iter().filter(|entry| is_described(entry)) {
        match areas.iter_mut().find(|(area, _)| *area == entry.area) {
            Some((_, paths)) => paths.push(entry.spec.path()),
            None => areas.push((entry.area, vec![entry.spec.path()])),
        }
    }
    let tag = |(area, paths): (&str, Vec<&str>)| {
        let about =
            AREAS.iter().find(|(known, _)| *known == area).map_or_else(String::new, |(_, about)| format!("{about} "));
        json!({ "name": area, "description": format!("{about}Below `{}`.", common_path(&paths)) })
    };
    areas.into_iter().map(tag).collect()
}

/// Returns the leading segments that all `paths` share.
fn common_path(paths: &[&str]) -> String {
    let Some((first, rest)) = paths.split_first() else { return "/".to_owned() };
    let shared = |(at, segment): &(usize, &str)| rest.iter().all(|path| path.split('/').nth(*at) == Some(segment));
    let common: Vec<_> = first.split('/').enumerate().take_while(shared).map(|(_, segment)| segment).collect();
    common.join("/")
}

#[cfg(test)]
mod tests;

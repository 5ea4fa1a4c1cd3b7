//! `functions/pages/reference/openapi.json`: the OpenAPI 3.1 document.

mod operation;
mod responses;
mod schemas;

use anyhow::Result;
use contract::route::Method;
use contract::routes::Entry;
use serde_json::{Map, Value, json};

use self::responses::Responses;
use self::schemas::Schemas;
use super::names;

/// What holds for the whole document.
const DESCRIPTION: &str = "Partners' services call `/api/v1`, with an API key and a JWT that is signed for each \
    request; people who are signed in call `/partner/v1` and `/admin/v1`. Bodies and answers are JSON, times RFC 3339 \
    in UTC, amounts decimal strings. A field that is not documented is refused in a body, and may be added to an answer.";

/// The document, as it is written to its file.
///
/// # Errors
/// Where a schema cannot be written as JSON.
pub(super) fn document(routes: &[&Entry]) -> Result<String> {
    let mut schemas = Schemas::new();
    let described: Vec<_> =
        routes.iter().filter(|entry| is_described(entry)).map(|entry| (*entry, schemas.describe(entry))).collect();
    let definitions = schemas.finish();
    let mut responses = Responses::default();
    let mut paths: Vec<(&str, Map<String, Value>)> = Vec::new();
    for (entry, described) in described {
        let described = described.renamed(&definitions);
        let operations: Vec<_> = methods(entry)
            .into_iter()
            .map(|method| {
                let operation = operation::operation(entry, method, &described, &definitions, &mut responses);
                (method.name().to_ascii_lowercase(), operation)
            })
            .collect();
        match paths.iter_mut().find(|(path, _)| *path == entry.spec.path()) {
            Some((_, item)) => item.extend(operations),
            None => paths.push((entry.spec.path(), operations.into_iter().collect())),
        }
    }
    let paths: Value =
        paths.into_iter().map(|(path, item)| (path.to_owned(), item.into())).collect::<Map<_, _>>().into();
    let responses: Value = responses.finish().into();
    let schemas = definitions.used_in([&paths, &responses]);
    let document = json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Nuvera partner API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "Where this document is served from." }],
        "tags": tags(routes),
        "paths": paths,
        "components": {
            "securitySchemes": security_schemes(),
            "responses": responses,
            "schemas": schemas,
        },
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// An object of the members that there are.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    present.collect::<Map<_, _>>().into()
}

/// Whether the document describes it: not what takes everything else, and no pages for people.
fn is_described(entry: &Entry) -> bool {
    !names::is_default(entry.spec) && !names::is_page(entry)
}

fn methods(entry: &Entry) -> Vec<Method> {
    entry.spec.method().map_or_else(|| Method::ALL.to_vec(), |method| vec![method])
}

/// A tag an area, described by where its routes are.
fn tags(routes: &[&Entry]) -> Vec<Value> {
    let mut areas: Vec<(&str, Vec<&str>)> = Vec::new();
    for entry in routes.iter().filter(|entry| is_described(entry)) {
        match areas.iter_mut().find(|(area, _)| *area == entry.area) {
            Some((_, paths)) => paths.push(entry.spec.path()),
            None => areas.push((entry.area, vec![entry.spec.path()])),
        }
    }
    let tag = |(area, paths): (&str, Vec<&str>)| json!({ "name": area, "description": format!("Below `{}`.", common_path(&paths)) });
    areas.into_iter().map(tag).collect()
}

/// The leading segments that all `paths` share.
fn common_path(paths: &[&str]) -> String {
    let Some((first, rest)) = paths.split_first() else { return "/".to_owned() };
    let shared = |(at, segment): &(usize, &str)| rest.iter().all(|path| path.split('/').nth(*at) == Some(segment));
    let common: Vec<_> = first.split('/').enumerate().take_while(shared).map(|(_, segment)| segment).collect();
    common.join("/")
}

fn security_schemes() -> Value {
    json!({
        operation::API_KEY: {
            "type": "apiKey", "in": "header", "name": "x-api-key",
            "description": "The API key of an application, shown once when it was created.",
        },
        operation::SIGNATURE: {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "A JWT (RS256) signed with the application's private key, for this one request: claims `iss` \
                (`nuvera-api`), `aud` (`nuvera-rest-api`), `sub` (the API key), `method`, `uri`, `bodyHash`, `iat`, \
                `exp` (at most 60 seconds after `iat`) and `jti`.",
        },
        operation::SIGN_IN: {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "An access token of the sign-in service (OpenID Connect).",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<&'static Entry> {
        contract::routes::all().collect()
    }

    fn parsed() -> Value {
        serde_json::from_str(&document(&all()).unwrap()).unwrap()
    }

    #[test]
    fn every_operation_is_described_once() {
        let document = parsed();
        let mut ids = Vec::new();
        for item in document["paths"].as_object().unwrap().values() {
            ids.extend(item.as_object().unwrap().values().map(|operation| operation["operationId"].clone()));
        }
        let count = ids.len();
        ids.sort_by_key(ToString::to_string);
        ids.dedup();
        assert_eq!(ids.len(), count);
        let expected: usize = all().iter().filter(|entry| is_described(entry)).map(|e| methods(e).len()).sum();
        assert_eq!(count, expected);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = parsed();
        let mut references = Vec::new();
        collect(&document, &mut references);
        assert!(!references.is_empty());
        for reference in references {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn only_what_is_used_has_a_schema() {
        let document = parsed();
        let mut references = Vec::new();
        collect(&document, &mut references);
        for name in document["components"]["schemas"].as_object().unwrap().keys() {
            assert!(references.contains(&format!("#/components/schemas/{name}")), "{name}");
        }
    }

    fn collect(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                into.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|member| collect(member, into));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
            _ => {}
        }
    }

    #[test]
    fn what_a_caller_needs_is_in_an_operation() {
        let document = parsed();
        let create = &document["paths"]["/api/v1/customers"]["post"];
        assert_eq!(create["x-permission"], "CUSTOMERS_WRITE");
        assert_eq!(create["security"], json!([{ "apiKey": [], "signature": [] }]));
        assert_eq!(
            create["requestBody"]["content"]["application/json"]["schema"]["$ref"],
            "#/components/schemas/NewCustomer"
        );
        assert!(create["responses"]["201"]["headers"]["ETag"].is_object());
        assert!(create["responses"]["201"]["headers"]["Idempotency-Replayed"].is_object());
        let names: Vec<_> = create["parameters"].as_array().unwrap().iter().map(|p| p["name"].clone()).collect();
        assert_eq!(names, ["Idempotency-Key"]);
        let list = &document["paths"]["/api/v1/customers"]["get"];
        let names: Vec<_> = list["parameters"].as_array().unwrap().iter().map(|p| p["name"].clone()).collect();
        assert!(["cursor", "limit", "status"].iter().all(|name| names.iter().any(|found| found == name)));
        assert!(list["responses"]["200"]["headers"].is_null());
        let update = &document["paths"]["/api/v1/customers/{id}"]["patch"]["parameters"];
        assert_eq!((&update[0]["in"], &update[1]["name"]), (&json!("path"), &json!("If-Match")));
    }

    #[test]
    fn an_upload_is_a_form_and_a_download_leads_elsewhere() {
        let document = parsed();
        let upload = &document["paths"]["/api/v1/documents"]["post"];
        let form = &upload["requestBody"]["content"]["multipart/form-data"];
        assert_eq!(form["schema"]["$ref"], "#/components/schemas/NewDocument");
        assert_eq!(form["encoding"]["file"]["contentType"], "application/pdf, image/png, image/jpeg");
        assert_eq!(upload["requestBody"]["content"].as_object().unwrap().len(), 1);
        for status in ["413", "415", "422", "503"] {
            assert!(upload["responses"][status].is_object(), "{status}");
        }
        let new = &document["components"]["schemas"]["NewDocument"];
        assert_eq!((&new["required"], &new["additionalProperties"]), (&json!(["file", "type"]), &json!(false)));
        let found = &document["paths"]["/api/v1/documents/{id}/content"]["get"]["responses"]["302"];
        assert!(found["headers"]["Location"].is_object() && found["content"].is_null());
        assert!(document["components"]["schemas"]["Redirect"].is_null());
    }

    #[test]
    fn the_common_path_of_an_area() {
        assert_eq!(common_path(&["/a/b", "/a/b/{id}", "/a/c"]), "/a");
        assert_eq!(common_path(&["/a/b"]), "/a/b");
    }
}

//! One operation: what a caller sends, and what comes back.

use contract::route::{Access, Idempotency, Method, RouteSpec};
use contract::routes::Entry;
use serde_json::{Map, Value, json};

use super::responses::Responses;
use super::schemas::{Definitions, Described};
use crate::r#gen::inputs::Input;
use crate::r#gen::{names, readme, refusals};

/// Names of the security schemes.
pub(super) const API_KEY: &str = "apiKey";
pub(super) const SIGNATURE: &str = "signature";
pub(super) const SIGN_IN: &str = "signIn";

/// What there is to say of `entry` under `method`.
pub(super) fn operation(
    entry: &Entry,
    method: Method,
    described: &Described,
    definitions: &Definitions,
    responses: &mut Responses,
) -> Value {
    let spec = entry.spec;
    let id = match spec.method() {
        Some(_) => spec.id().to_owned(),
        None => format!("{}-{}", spec.id(), method.name().to_ascii_lowercase()),
    };
    let mut operation = json!({
        "operationId": id,
        "tags": [entry.area],
        "summary": spec.describe(),
        "description": format!("May be called by {}.", readme::access(spec.access())),
        "security": security(spec.access()),
    });
    if let Access::Permission(permission) = spec.access() {
        operation["x-permission"] = permission.name().into();
    }
    let parameters = parameters(spec, &described.query, definitions);
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(body) = body(method, &described.body) {
        operation["requestBody"] = body;
    }
    let mut answers = Map::new();
    answers.insert(spec.success().to_string(), success(spec, described, definitions));
    let codes = refusals::codes(spec, &described.query, &described.body);
    answers.extend(responses.of(&codes).into_iter().map(|(status, response)| (status.to_string(), response)));
    operation["responses"] = answers.into();
    operation
}

fn security(access: Access) -> Value {
    match access {
        Access::Permission(_) | Access::AnyApplication => json!([{ API_KEY: [], SIGNATURE: [] }]),
        Access::PartnerUser | Access::NuveraAdmin => json!([{ SIGN_IN: [] }]),
        Access::Public => json!([]),
    }
}

fn parameters(spec: &RouteSpec, query: &Input, definitions: &Definitions) -> Vec<Value> {
    let mut parameters: Vec<Value> = names::parameters(spec.path())
        .into_iter()
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    if let Input::Described(schema) = query {
        parameters.extend(query_parameters(definitions.resolve(schema)));
    }
    if spec.idempotency() != Idempotency::Ignored {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Names this request for 24 hours: sent again under the same key, it has no second effect, \
                and the first answer is repeated.",
            "schema": { "type": "string", "pattern": "^[!-~]{1,255}$" },
        }));
    }
    if matches!(spec.method(), Some(Method::Patch | Method::Put | Method::Delete)) {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "required": false,
            "description": "The record's `ETag`, where the request is to hold only for the record as it was read.",
            "schema": { "type": "string" },
        }));
    }
    parameters
}

/// The members of an object, as query parameters.
fn query_parameters(schema: &Value) -> Vec<Value> {
    let required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|n| n == name));
    let members = schema["properties"].as_object().into_iter().flatten();
    members
        .map(|(name, schema)| {
            let mut schema = schema.clone();
            let description = schema.as_object_mut().and_then(|members| members.shift_remove("description"));
            let mut parameter = json!({ "name": name, "in": "query", "required": required(name) });
            if let Some(description) = description {
                parameter["description"] = description;
            }
            parameter["schema"] = not_null(schema);
            parameter
        })
        .collect()
}

/// The schema without `null`, which a query cannot say: an optional parameter is left out.
fn not_null(mut schema: Value) -> Value {
    if let Some(kinds) = schema.get_mut("type").and_then(Value::as_array_mut) {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(choices) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice["type"] != "null");
        if let [only] = choices.as_slice() {
            return only.clone();
        }
    }
    schema
}

fn body(method: Method, body: &Input) -> Option<Value> {
    match body {
        Input::None => None,
        Input::Described(schema) => {
            Some(json!({ "required": true, "content": { "application/json": { "schema": schema } } }))
        }
        // OpenAPI gives a body under GET and DELETE no meaning.
        Input::Unread if matches!(method, Method::Get | Method::Delete) => None,
        Input::Unread => Some(json!({
            "required": false, "description": "Anything: it is only hashed.", "content": { "*/*": { "schema": {} } },
        })),
    }
}

fn success(spec: &RouteSpec, described: &Described, definitions: &Definitions) -> Value {
    let description = if spec.success() == 201 { "Created." } else { "Done." };
    let mut response = json!({
        "description": description,
        "content": { "application/json": { "schema": described.output } },
    });
    let mut headers = Map::new();
    if has_revision(definitions.resolve(&described.output)) {
        headers.insert(
            "ETag".to_owned(),
            json!({ "description": "Names this state of the record, for `If-Match`.", "schema": { "type": "string" } }),
        );
    }
    if spec.idempotency() != Idempotency::Ignored {
        headers.insert(
            "Idempotency-Replayed".to_owned(),
            json!({
                "description": "The answer is that of an earlier request under the same `Idempotency-Key`.",
                "schema": { "const": "true" },
            }),
        );
    }
    if !headers.is_empty() {
        response["headers"] = headers.into();
    }
    response
}

/// Whether the answer bears an `ETag`: a record that can change says when it last did.
fn has_revision(schema: &Value) -> bool {
    schema.pointer("/properties/updatedAt").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_parameter_is_never_null() {
        let schema = json!({
            "properties": {
                "limit": { "description": "How many.", "type": ["integer", "null"], "maximum": 100 },
                "status": { "anyOf": [{ "$ref": "#/components/schemas/Status" }, { "type": "null" }] },
            },
            "required": ["status"],
        });
        let expected = [
            json!({
                "name": "limit", "in": "query", "required": false, "description": "How many.",
                "schema": { "type": "integer", "maximum": 100 },
            }),
            json!({
                "name": "status", "in": "query", "required": true, "schema": { "$ref": "#/components/schemas/Status" },
            }),
        ];
        assert_eq!(query_parameters(&schema), expected);
    }

    #[test]
    fn a_body_that_is_not_read_is_documented_where_it_means_something() {
        assert!(body(Method::Get, &Input::Unread).is_none());
        assert!(body(Method::Post, &Input::Unread).is_some());
        assert!(body(Method::Post, &Input::None).is_none());
    }
}

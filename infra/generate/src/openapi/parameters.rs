//! Parameters of an operation: in the path, the query and the headers.

use contract::route::{Idempotency, RouteSpec};
use serde_json::{Value, json};

use super::examples::Examples;
use super::object;
use super::schemas::{Definitions, Described};
use crate::inputs::Input;
use crate::names;

/// Returns all parameters of an operation.
pub(super) fn parameters(
    spec: &RouteSpec,
    described: &Described,
    definitions: &Definitions,
    examples: &mut Examples<'_>,
) -> Vec<Value> {
    let segments = names::parameters(spec.path()).into_iter().zip(&described.path);
    let mut parameters: Vec<Value> =
        segments.map(|(name, schema)| path_parameter(spec, name, schema, definitions, examples)).collect();
    if let Input::Described(schema) = &described.query {
        parameters.extend(query_parameters(definitions.resolve(schema), spec.id(), examples));
    }
    parameters.extend(idempotency_key(spec.idempotency()));
    if spec.is_conditional() {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "required": false,
            "description": "The record's `ETag`, where the request is to hold only for the record as it was read.",
            "schema": { "type": "string" },
            "example": "\"3\"",
        }));
    }
    parameters
}

fn idempotency_key(idempotency: Idempotency) -> Option<Value> {
    let (required, without) = match idempotency {
        Idempotency::Ignored => return None,
        Idempotency::Optional => (false, ""),
        Idempotency::Required => (true, " Without one the request is refused."),
    };
    Some(json!({
        "name": "Idempotency-Key", "in": "header", "required": required,
        "description": format!("Names this request for 24 hours: sent again under the same key, it has no second \
            effect, and the first answer is repeated.{without}"),
        "schema": { "type": "string", "pattern": "^[!-~]{1,255}$" },
        "example": "9d3a1f60-5c0b-4a35-8a53-0b1b1f1f7a11",
    }))
}

fn path_parameter(
    spec: &RouteSpec,
    name: &str,
    schema: &Value,
    definitions: &Definitions,
    examples: &mut Examples<'_>,
) -> Value {
    let description = definitions.resolve(schema).get("description").cloned();
    object([
        ("name", Some(name.into())),
        ("in", Some("path".into())),
        ("required", Some(true.into())),
        ("description", description),
        ("schema", Some(schema.clone())),
        ("example", examples.of(schema, &format!("the parameter {name} of {}", spec.id()))),
    ])
}

/// Returns the members of an object as query parameters.
fn query_parameters(schema: &Value, route: &str, examples: &mut Examples<'_>) -> Vec<Value> {
    let required = schema.get("required").and_then(Value::as_array);
    let members = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    members
        .map(|(name, schema)| {
            let example = examples.of(schema, &format!("the parameter {name} of {route}"));
            let mut schema = schema.clone();
            let description = schema.as_object_mut().and_then(|members| members.shift_remove("description"));
            object([
                ("name", Some(name.as_str().into())),
                ("in", Some("query".into())),
                ("required", Some(required.is_some_and(|names| names.iter().any(|needed| needed == name)).into())),
                ("description", description),
                ("schema", Some(not_null(schema))),
                ("example", example),
            ])
        })
        .collect()
}

/// Removes `null` from a schema: a query omits an optional parameter instead.
fn not_null(mut schema: Value) -> Value {
    if let Some(kind) = schema.get_mut("type")
        && let Some([only]) = kind.as_array_mut().map(|kinds| {
            kinds.retain(|kind| kind != "null");
            kinds.as_slice()
        })
    {
        *kind = only.clone();
    }
    if let Some(choices) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
        if let [only] = choices.as_slice() {
            return only.clone();
        }
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_required_where_the_route_needs_one() {
        let required = |idempotency| idempotency_key(idempotency).map(|parameter| parameter["required"].clone());
        assert_eq!(required(Idempotency::Ignored), None);
        assert_eq!(required(Idempotency::Optional), Some(json!(false)));
        assert_eq!(required(Idempotency::Required), Some(json!(true)));
    }

    #[test]
    fn a_query_parameter_is_never_null() {
        let schema = json!({
            "properties": {
                "limit": { "description": "How many.", "type": ["integer", "null"], "maximum": 100, "examples": [20] },
                "big": { "anyOf": [{ "type": "boolean" }, { "type": "null" }] },
            },
            "required": ["big"],
        });
        let expected = [
            json!({
                "name": "limit", "in": "query", "required": false, "description": "How many.",
                "schema": { "type": "integer", "maximum": 100, "examples": [20] }, "example": 20,
            }),
            json!({
                "name": "big", "in": "query", "required": true, "schema": { "type": "boolean" }, "example": false,
            }),
        ];
        let definitions = Definitions::empty();
        let mut examples = Examples::new(&definitions);
        assert_eq!(query_parameters(&schema, "x", &mut examples), expected);
        assert_eq!(examples.missing(), Vec::<String>::new());
    }
}

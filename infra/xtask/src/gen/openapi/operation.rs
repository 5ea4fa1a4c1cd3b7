//! One operation: what a caller sends, and what comes back.

use contract::code::Code;
use contract::document::FileMedia;
use contract::multipart;
use contract::route::{Access, Idempotency, Media, Method, RouteSpec};
use contract::routes::Entry;
use serde_json::{Map, Value, json};

use super::object;
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
    let permission = match spec.access() {
        Access::Permission(permission) => Some(permission.name().into()),
        _ => None,
    };
    let codes = refusals::codes(spec, &described.query, &described.body);
    let parameters = parameters(spec, &described.query, definitions, codes.contains(&Code::PreconditionFailed));
    let refusals = responses.of(&codes).into_iter().map(|(status, response)| (status.to_string(), response));
    let success = (spec.success().to_string(), success(spec, described, definitions));
    object([
        ("operationId", Some(id.into())),
        ("tags", Some(json!([entry.area]))),
        ("summary", Some(spec.describe().into())),
        ("description", Some(format!("May be called by {}.", readme::access(spec.access())).into())),
        ("x-permission", permission),
        ("security", Some(security(spec.access()))),
        ("parameters", (!parameters.is_empty()).then(|| parameters.into())),
        ("requestBody", body(method, &described.body, entry.schemas.media)),
        ("responses", Some([success].into_iter().chain(refusals).collect::<Map<_, _>>().into())),
    ])
}

fn security(access: Access) -> Value {
    match access {
        Access::Permission(_) | Access::AnyApplication => json!([{ API_KEY: [], SIGNATURE: [] }]),
        Access::PartnerUser | Access::NuveraAdmin => json!([{ SIGN_IN: [] }]),
        Access::Public => json!([]),
    }
}

fn parameters(spec: &RouteSpec, query: &Input, definitions: &Definitions, conditional: bool) -> Vec<Value> {
    let mut parameters: Vec<Value> = names::parameters(spec.path())
        .into_iter()
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    if let Input::Described(schema) = query {
        parameters.extend(query_parameters(definitions.resolve(schema)));
    }
    parameters.extend(idempotency_key(spec.idempotency()));
    if conditional {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "required": false,
            "description": "The record's `ETag`, where the request is to hold only for the record as it was read.",
            "schema": { "type": "string" },
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
    }))
}

/// The members of an object, as query parameters.
fn query_parameters(schema: &Value) -> Vec<Value> {
    let required = schema.get("required").and_then(Value::as_array);
    let members = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    members
        .map(|(name, schema)| {
            let mut schema = schema.clone();
            let description = schema.as_object_mut().and_then(|members| members.shift_remove("description"));
            object([
                ("name", Some(name.as_str().into())),
                ("in", Some("query".into())),
                ("required", Some(required.is_some_and(|names| names.iter().any(|needed| needed == name)).into())),
                ("description", description),
                ("schema", Some(not_null(schema))),
            ])
        })
        .collect()
}

/// The schema without `null`, which a query cannot say: an optional parameter is left out.
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

fn body(method: Method, body: &Input, media: Media) -> Option<Value> {
    match body {
        Input::None => None,
        Input::Described(schema) if media == Media::Form => {
            let kinds = FileMedia::ALL.map(FileMedia::name).join(", ");
            let content = json!({ "schema": schema, "encoding": { "file": { "contentType": kinds } } });
            Some(json!({ "required": true, "content": { multipart::MEDIA_TYPE: content } }))
        }
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
    let etag = has_revision(definitions.resolve(&described.output)).then(
        || json!({ "description": "Names this state of the record, for `If-Match`.", "schema": { "type": "string" } }),
    );
    let replayed = (spec.idempotency() != Idempotency::Ignored).then(|| {
        json!({
            "description": "The answer is that of an earlier request under the same `Idempotency-Key`.",
            "schema": { "const": "true" },
        })
    });
    let location = (spec.success() == 302).then(|| {
        json!({
            "description": "Where to find it, for a minute. It needs no credentials, and takes none: do not send there \
                those of this request.",
            "schema": { "type": "string", "format": "uri" },
        })
    });
    let headers = object([("Location", location), ("ETag", etag), ("Idempotency-Replayed", replayed)]);
    let content =
        (![204, 302].contains(&spec.success())).then(|| json!({ "application/json": { "schema": described.output } }));
    let description = match spec.success() {
        201 => "Created.",
        302 => "Found at another address.",
        _ => "Done.",
    };
    object([
        ("description", Some(description.into())),
        ("headers", headers.as_object().is_some_and(|headers| !headers.is_empty()).then_some(headers)),
        ("content", content),
    ])
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
    fn a_key_is_required_where_the_route_needs_one() {
        let required = |idempotency| idempotency_key(idempotency).map(|parameter| parameter["required"].clone());
        assert_eq!(required(Idempotency::Ignored), None);
        assert_eq!(required(Idempotency::Optional), Some(json!(false)));
        assert_eq!(required(Idempotency::Required), Some(json!(true)));
    }

    #[test]
    fn a_body_that_is_not_read_is_documented_where_it_means_something() {
        assert!(body(Method::Get, &Input::Unread, Media::Any).is_none());
        assert!(body(Method::Post, &Input::Unread, Media::Any).is_some());
        assert!(body(Method::Post, &Input::None, Media::Empty).is_none());
    }
}

//! One operation: its request and its responses.

use contract::document::FileMedia;
use contract::multipart;
use contract::route::{Access, Idempotency, Media, Method, RouteSpec};
use contract::routes::Entry;
use serde_json::{Map, Value, json};

use super::examples::Examples;
use super::responses::{Responses, header};
use super::schemas::{Definitions, Described};
use super::{object, parameters};
use crate::inputs::Input;
use crate::tables;

/// Names of the security schemes.
pub(super) const API_KEY: &str = "apiKey";
pub(super) const SIGNATURE: &str = "signature";
pub(super) const SIGN_IN: &str = "signIn";

/// Returns the description of `entry` under `method`.
pub(super) fn operation(
    entry: &Entry,
    method: Method,
    described: &Described,
    definitions: &Definitions,
    responses: &mut Responses,
    examples: &mut Examples<'_>,
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
    let codes = entry.codes();
    let parameters = parameters::parameters(spec, described, definitions, examples);
    let refusals = responses.of(&codes).into_iter().map(|(status, response)| (status.to_string(), response));
    let success = (spec.success().to_string(), success(spec, described, examples));
    object([
        ("operationId", Some(id.into())),
        ("tags", Some(json!([entry.area]))),
        ("summary", Some(spec.describe().into())),
        ("description", Some(format!("May be called by {}.", tables::access(spec.access())).into())),
        ("x-permission", permission),
        ("security", Some(security(spec.access()))),
        ("parameters", (!parameters.is_empty()).then(|| parameters.into())),
        ("requestBody", body(method, spec, &described.body, entry.schemas.media, examples)),
        ("responses", Some([success].into_iter().chain(refusals).collect::<Map<_, _>>().into())),
    ])
}

fn security(access: Access) -> Value {
    match access {
        Access::Permission(_) | Access::AnyApplication => json!([{ API_KEY: [], SIGNATURE: [] }]),
        Access::PartnerUser | Access::NuveraAdmin | Access::ConsoleUser => json!([{ SIGN_IN: [] }]),
        Access::Public => json!([]),
    }
}

fn body(method: Method, spec: &RouteSpec, body: &Input, media: Media, examples: &mut Examples<'_>) -> Option<Value> {
    let limit = || format!("At most {} bytes.", spec.body_limit());
    match body {
        Input::None => None,
        Input::Described(schema) => {
            let example = examples.of(schema, &format!("the body of {}", spec.id()));
            let encoding = (media == Media::Form).then(|| {
                let kinds = FileMedia::ALL.map(FileMedia::name).join(", ");
                json!({ "file": { "contentType": kinds } })
            });
            let media_type = if media == Media::Form { multipart::MEDIA_TYPE } else { "application/json" };
            let content = object([("schema", Some(schema.clone())), ("example", example), ("encoding", encoding)]);
            Some(json!({ "required": true, "description": limit(), "content": { media_type: content } }))
        }
        // OpenAPI defines no meaning for a body of GET or DELETE.
        Input::Unread if matches!(method, Method::Get | Method::Delete) => None,
        Input::Unread => Some(json!({
            "required": false,
            "description": format!("Anything: it is only hashed. {}", limit()),
            "content": { "application/octet-stream": { "schema": {}, "example": "{\"city\":\"Berlin\"}" } },
        })),
    }
}

fn success(spec: &RouteSpec, described: &Described, examples: &mut Examples<'_>) -> Value {
    let etag = described.has_revision.then(|| header("ETag"));
    let replayed = (spec.idempotency() != Idempotency::Ignored).then(|| header("Idempotency-Replayed"));
    let location = (spec.success() == 302).then(|| header("Location"));
    let headers = object([
        ("Location", location),
        ("ETag", etag),
        ("Idempotency-Replayed", replayed),
        ("X-Request-Id", Some(header("X-Request-Id"))),
    ]);
    let content = (![204, 302].contains(&spec.success())).then(|| {
        let example = examples.of(&described.output, &format!("the answer of {}", spec.id()));
        json!({ "application/json": object([("schema", Some(described.output.clone())), ("example", example)]) })
    });
    let description = match spec.success() {
        201 => "Created.",
        302 => "Found at another address.",
        _ => "Done.",
    };
    object([("description", Some(description.into())), ("headers", Some(headers)), ("content", content)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_not_read_is_documented_where_it_means_something() {
        const SPEC: RouteSpec = RouteSpec::any("x", "/x").any_application();
        let definitions = Definitions::empty();
        let mut examples = Examples::new(&definitions);
        assert!(body(Method::Get, &SPEC, &Input::Unread, Media::Any, &mut examples).is_none());
        assert!(body(Method::Post, &SPEC, &Input::Unread, Media::Any, &mut examples).is_some());
        assert!(body(Method::Post, &SPEC, &Input::None, Media::Empty, &mut examples).is_none());
    }
}

//! Shared error responses: one per status and set of codes.

use std::collections::BTreeMap;

use contract::code::Code;
use contract::problem;
use serde_json::{Map, Value, json};

use super::{examples, object};

/// Shared responses, named by status, and numbered if several share it.
#[derive(Default)]
pub(super) struct Responses {
    known: Vec<(u16, Vec<Code>, String)>,
}

impl Responses {
    /// Returns references to the responses for `codes`, by status.
    pub(super) fn of(&mut self, codes: &[Code]) -> Vec<(u16, Value)> {
        let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        for code in codes {
            by_status.entry(code.status()).or_default().push(*code);
        }
        by_status
            .into_iter()
            .map(|(status, codes)| {
                (status, json!({ "$ref": format!("#/components/responses/{}", self.name(status, codes)) }))
            })
            .collect()
    }

    fn name(&mut self, status: u16, codes: Vec<Code>) -> String {
        if let Some((.., name)) = self.known.iter().find(|known| (known.0, &known.1) == (status, &codes)) {
            return name.clone();
        }
        let earlier = self.known.iter().filter(|known| known.0 == status).count();
        let number = if earlier == 0 { String::new() } else { format!("-{}", earlier + 1) };
        let name = format!("Refused-{status}{number}");
        self.known.push((status, codes, name.clone()));
        name
    }

    /// Returns the members of `components/responses`.
    pub(super) fn finish(mut self) -> Map<String, Value> {
        self.known.sort_by(|one, other| (one.0, one.2.len(), &one.2).cmp(&(other.0, other.2.len(), &other.2)));
        self.known.into_iter().map(|(status, codes, name)| (name, response(status, &codes))).collect()
    }
}

fn response(status: u16, codes: &[Code]) -> Value {
    let names: Vec<_> = codes.iter().map(|code| code.name()).collect();
    let lines: Vec<_> = codes.iter().map(|code| format!("- `{}`: {}", code.name(), code.documentation())).collect();
    let schema = json!({
        "allOf": [
            { "$ref": "#/components/schemas/Problem" },
            {
                "type": "object",
                "properties": { "status": { "const": status }, "code": { "enum": names } },
                "required": ["status", "code"],
            },
        ],
    });
    let retry_after = codes.iter().any(|code| retry_after(*code)).then(|| header("Retry-After"));
    let www_authenticate = (status == 401).then(|| header("WWW-Authenticate"));
    let headers = object([
        ("Retry-After", retry_after),
        ("WWW-Authenticate", www_authenticate),
        ("X-Request-Id", Some(header("X-Request-Id"))),
    ]);
    let examples: Map<_, _> = codes
        .iter()
        .map(|code| (code.name().to_owned(), json!({ "summary": code.title(), "value": examples::problem(*code) })))
        .collect();
    let gateway = codes.contains(&Code::RateLimited).then(|| {
        json!({
            "schema": {
                "type": "object",
                "description": "API Gateway's own answer, where its limit was reached before the platform was asked.",
                "properties": { "message": { "type": "string" } },
                "required": ["message"],
            },
            "example": { "message": "Too Many Requests" },
        })
    });
    let problem_document = json!({ "schema": schema, "examples": examples });
    let content = object([(problem::MEDIA_TYPE, Some(problem_document)), ("application/json", gateway)]);
    object([("description", Some(lines.join("\n").into())), ("headers", Some(headers)), ("content", Some(content))])
}

/// Returns a reference to a shared response header.
pub(super) fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// Returns true if a response with this code has a `Retry-After` header.
fn retry_after(code: Code) -> bool {
    matches!(code, Code::RateLimited | Code::DependencyUnavailable | Code::IdempotencyKeyInUse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sets_share_a_response() {
        let mut responses = Responses::default();
        let first = responses.of(&[Code::NotFound, Code::Conflict]);
        assert_eq!(first, responses.of(&[Code::NotFound, Code::Conflict]));
        let other = responses.of(&[Code::Conflict, Code::StateConflict]);
        assert_eq!(other, [(409, json!({ "$ref": "#/components/responses/Refused-409-2" }))]);
        let names: Vec<_> = responses.finish().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Refused-404", "Refused-409", "Refused-409-2"]);
    }

    #[test]
    fn a_response_names_its_codes() {
        let response = response(503, &[Code::DependencyUnavailable]);
        let schema = &response["content"]["application/problem+json"]["schema"];
        assert_eq!(schema["allOf"][1]["properties"]["code"]["enum"], json!(["dependency_unavailable"]));
        assert!(response["headers"]["Retry-After"].is_object());
    }
}

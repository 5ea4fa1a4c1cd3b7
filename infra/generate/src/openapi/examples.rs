//! Examples of the document. An object's example consists of its members' examples. So each is written once, at its
//! field or type.

use std::collections::BTreeSet;

use contract::code::Code;
use contract::problem::FieldError;
use serde_json::{Map, Value, json};

use super::object;
use super::schemas::Definitions;
use crate::inputs::reference;

/// Marker in schemas. `false` omits a field from its object's example, or makes it `null` there; it marks one of two
/// exclusive fields. `"part"` limits an object's example to its first members, as in a patch.
const MARK: &str = "x-example";
/// Number of members in the example of a patch.
const PART: usize = 2;

/// Builds examples and notes schemas without one.
pub(super) struct Examples<'a> {
    definitions: &'a Definitions,
    missing: BTreeSet<String>,
}

impl<'a> Examples<'a> {
    pub(super) const fn new(definitions: &'a Definitions) -> Self {
        Self { definitions, missing: BTreeSet::new() }
    }

    /// Returns the places without an example, each with a remedy.
    pub(super) fn missing(self) -> Vec<String> {
        let remedy = "has no example: write `#[schemars(example = …)]` at the field, or `\"examples\": […]` in the schema \
             of its type; `#[schemars(extend(\"x-example\" = false))]` leaves it out of the example of the whole";
        self.missing.into_iter().map(|place| format!("{place} {remedy}")).collect()
    }

    /// Returns an example of `schema`, found at `place`.
    pub(super) fn of(&mut self, schema: &Value, place: &str) -> Option<Value> {
        let found = self.find(schema, place);
        if found.is_none() {
            self.missing.insert(place.to_owned());
        }
        found
    }

    /// Returns the example. `None` if there is none, or if the place without one is already noted.
    fn find(&mut self, schema: &Value, place: &str) -> Option<Value> {
        let first = |name: &str| schema.get(name).and_then(Value::as_array).and_then(|all| all.first()).cloned();
        let own = first("examples").or_else(|| schema.get("const").cloned()).or_else(|| first("enum"));
        if own.is_some() {
            return own;
        }
        if let Some(name) = reference(schema) {
            let definitions = self.definitions;
            return self.find(definitions.resolve(schema), name);
        }
        if let Some(choices) = ["anyOf", "oneOf"].into_iter().find_map(|name| schema.get(name)?.as_array()) {
            // Named values of a documented enumeration are choices too.
            return choices.iter().find(|choice| !is_null(choice)).and_then(|choice| self.find(choice, place));
        }
        if let Some(members) = schema.get("properties").and_then(Value::as_object) {
            return Some(self.whole(schema, members, place));
        }
        match schema.get("items") {
            Some(items) => Some(json!([self.of(items, &format!("{place}[]"))?])),
            None => is_boolean(schema).then_some(Value::Bool(false)),
        }
    }

    fn whole(&mut self, schema: &Value, members: &Map<String, Value>, place: &str) -> Value {
        let required = |name: &str| {
            let names = schema.get("required").and_then(Value::as_array);
            names.is_some_and(|names| names.iter().any(|required| required == name))
        };
        let most = if schema.get(MARK).is_some_and(|mark| mark == "part") { PART } else { usize::MAX };
        let mut whole = Map::new();
        for (name, member) in members {
            if member.get(MARK).is_some() {
                if required(name) {
                    whole.insert(name.clone(), Value::Null);
                }
            } else if let Some(example) = self.of(member, &format!("{place}.{name}")) {
                // Request each example, even unused ones, to note the missing ones.
                if whole.len() < most {
                    whole.insert(name.clone(), example);
                }
            }
        }
        whole.into()
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "null")
}

fn is_boolean(schema: &Value) -> bool {
    let kind = schema.get("type");
    kind.is_some_and(|kind| kind == "boolean" || kind.as_array().is_some_and(|kinds| kinds.contains(&"boolean".into())))
}

/// Removes the markers that only [`Examples`] reads.
pub(super) fn clean(document: &mut Value) {
    match document {
        Value::Object(members) => {
            members.shift_remove(MARK);
            members.values_mut().for_each(clean);
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        _ => {}
    }
}

/// Returns a problem document with this code.
pub(super) fn problem(code: Code) -> Value {
    let (expected, received) = compared(code).unzip();
    let wrong =
        |pointer: &str, reason: &str| json!([FieldError { pointer: pointer.to_owned(), reason: reason.to_owned() }]);
    let errors = match code {
        Code::ValidationFailed => Some(wrong("/companyName", "is required")),
        Code::ParameterInvalid => Some(wrong("/limit", "must be a number from 1 to 100")),
        _ => None,
    };
    object([
        ("type", Some(format!("https://api.nuvera.example/reference/errors#{}", code.name()).into())),
        ("title", Some(code.title().into())),
        ("status", Some(code.status().into())),
        ("detail", Some(code.documentation().into())),
        ("code", Some(code.name().into())),
        ("requestId", Some("JKJaXmPLvHcESHA=".into())),
        ("expected", expected.map(Value::from)),
        ("received", received.map(Value::from)),
        ("errors", errors),
    ])
}

/// Returns expected and received values, for a code that reports a mismatch.
const fn compared(code: Code) -> Option<(&'static str, &'static str)> {
    Some(match code {
        Code::StateConflict => ("DRAFT, CORRECTION_REQUESTED", "APPROVED"),
        Code::TokenMethodMismatch => ("POST", "GET"),
        Code::TokenUriMismatch => ("/api/v1/customers?limit=5", "/api/v1/customers"),
        Code::BodyTooLarge => ("at most 49152 bytes", "60211 bytes"),
        Code::MediaTypeUnsupported => ("application/json", "text/plain"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(schema: &Value) -> (Option<Value>, Vec<String>) {
        let definitions = Definitions::empty();
        let mut examples = Examples::new(&definitions);
        let made = examples.of(schema, "Thing");
        (made, examples.missing())
    }

    #[test]
    fn a_whole_is_made_of_its_members() {
        let schema = json!({
            "properties": {
                "name": { "type": "string", "examples": ["Ada"] },
                "big": { "type": ["boolean", "null"] },
                "kind": { "enum": ["A", "B"] },
                "parts": { "items": { "anyOf": [{ "type": "null" }, { "const": 3 }] } },
                "other": { "type": "string", "examples": ["x"], MARK: false },
                "end": { "type": ["string", "null"], MARK: false },
            },
            "required": ["name", "end"],
        });
        let expected = json!({ "name": "Ada", "big": false, "kind": "A", "parts": [3], "end": null });
        assert_eq!(made(&schema), (Some(expected), Vec::new()));
    }

    #[test]
    fn what_has_no_example_is_named_with_what_to_do() {
        let schema = json!({ "properties": { "a": { "items": { "type": "string" } } } });
        let (made, missing) = made(&schema);
        assert_eq!(made, Some(json!({})));
        assert!(missing[0].starts_with("Thing.a has no example") || missing[0].starts_with("Thing.a[] has no example"));
    }
}

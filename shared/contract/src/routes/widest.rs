//! Texts of every body at their limits, in JSON's widest encoding.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::{Entry, all};
use crate::customer::MAX_PROFILE;
use crate::json::BodyError;
use crate::route::{Media, RawBody};
use crate::value::List;

/// Builder of the longest value of a schema, with texts of `filler`.
struct Widest<'a> {
    definitions: &'a Map<String, Value>,
    filler: &'a str,
}

impl Widest<'_> {
    fn of(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            return self.of(&self.definitions[name.trim_start_matches("#/$defs/")]);
        }
        if let Some(one) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
            return one.iter().map(|one| self.of(one)).max_by_key(|value| value.to_string().len()).unwrap();
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(names) = schema["enum"].as_array() {
            return names.iter().max_by_key(|name| name.as_str().map_or(0, str::len)).unwrap().clone();
        }
        let is = |kind: &str| schema["type"] == kind || schema["type"].as_array().is_some_and(|all| all[0] == kind);
        match schema {
            _ if is("object") => {
                let members = schema["properties"].as_object().unwrap();
                members.iter().map(|(name, member)| (name.clone(), self.of(member))).collect()
            }
            _ if is("array") => {
                let count = schema["maxItems"].as_u64().unwrap_or(12);
                vec![self.of(&schema["items"]); usize::try_from(count).unwrap()].into()
            }
            _ if is("string") => match schema["maxLength"].as_u64() {
                Some(most) if schema.get("format").is_none() => {
                    self.filler.repeat(usize::try_from(most).unwrap() / self.filler.chars().count()).into()
                }
                _ => schema["examples"][0].clone(),
            },
            _ if is("boolean") => true.into(),
            _ => schema.get("maximum").or(schema.get("examples").map(|all| &all[0])).cloned().unwrap_or(json!(1)),
        }
    }
}

/// Writes `value` as JSON with each character of each text as `\uXXXX`.
fn escaped(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let units: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            format!("\"{units}\"")
        }
        Value::Array(items) => format!("[{}]", items.iter().map(escaped).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("\"{name}\": {}", escaped(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}

fn widest(entry: &Entry, filler: &str) -> Option<String> {
    let mut generator = SchemaGenerator::default();
    let schema = entry.schemas.body.filter(|_| entry.schemas.media == Media::Json)?(&mut generator).to_value();
    let definitions = generator.take_definitions(true);
    Some(escaped(&Widest { definitions: &definitions, filler }.of(&schema)))
}

fn read(entry: &Entry, body: &str) -> Result<(), BodyError> {
    let content_type = Some("application/json");
    (entry.schemas.parsers.body)(RawBody { content_type, bytes: &body.as_bytes().to_vec().into() })
}

/// Pointers to rules that the schema lacks: pairs that must differ or occur together, and lengths in bytes.
const OTHER_RULES: [&str; 6] =
    ["/rates/", "/graceSeconds", "/permissions", "/documentIds", "/fileName", "/accountNumber"];

#[test]
fn the_widest_body_is_within_the_limit_of_its_route() {
    let mut tried = 0;
    for entry in all() {
        for filler in ["😀", "ä", "x"] {
            let Some(body) = widest(entry, filler) else { continue };
            let (id, limit) = (entry.spec.id(), entry.spec.body_limit());
            assert!(body.len() <= limit, "{id}: {} bytes of {limit}", body.len());
            tried += 1;
            match read(entry, &body) {
                Ok(()) => {}
                Err(BodyError::Invalid(errors)) => {
                    for error in errors {
                        // A whole customer at its limits does not fit an item, unless its texts are ASCII.
                        let too_long = error.pointer.is_empty() && error.reason.contains(&MAX_PROFILE.to_string());
                        let known = OTHER_RULES.iter().any(|rule| error.pointer.starts_with(rule))
                            || error.reason.starts_with("repeats ");
                        assert!(known || too_long && filler != "x", "{id} {filler}: {error:?}");
                    }
                }
                Err(error) => panic!("{id} {filler}: {error:?}"),
            }
        }
    }
    assert!(tried > 50, "{tried}");
}

/// Checks that a list with the wrong length is not parsed. That bounds the errors of its items.
#[test]
fn items_of_a_list_that_is_too_long_are_not_parsed() {
    let body = format!("[{}]", vec!["{}"; 5_000].join(","));
    match crate::json::parse::<List<crate::customer::Person, 0, 100>>(body.as_bytes()) {
        Err(BodyError::Invalid(errors)) => assert_eq!(errors.len(), 1),
        other => panic!("{other:?}"),
    }
}

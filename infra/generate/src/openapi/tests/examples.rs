//! Validity of every example, against its schema and the input parsers.

use bytes::Bytes;
use contract::json::BodyError;
use contract::route::{Media, RawBody};
use jsonschema::Validator;

use super::*;

/// Returns a validator for a schema of `document`, including its references.
fn validator(document: &Value, schema: &Value) -> Validator {
    let mut whole = schema.clone();
    whole["components"] = json!({ "schemas": document["components"]["schemas"] });
    jsonschema::draft202012::options().should_validate_formats(true).build(&whole).unwrap()
}

/// Returns all examples of the document with location and schema.
fn all_examples(document: &Value) -> Vec<(String, Value, Value)> {
    let mut found = Vec::new();
    collect_examples(document, String::new(), &mut found);
    found
}

fn collect_examples(value: &Value, at: String, found: &mut Vec<(String, Value, Value)>) {
    if let Some(items) = value.as_array() {
        for (index, item) in items.iter().enumerate() {
            collect_examples(item, format!("{at}/{index}"), found);
        }
    }
    let Some(members) = value.as_object() else { return };
    if let Some(schema) = members.get("schema") {
        found.extend(members.get("example").map(|example| (at.clone(), schema.clone(), example.clone())));
        for (name, example) in members.get("examples").and_then(Value::as_object).into_iter().flatten() {
            found.push((format!("{at}/{name}"), schema.clone(), example["value"].clone()));
        }
    } else if let Some(examples) = members.get("examples").and_then(Value::as_array) {
        // Examples of a schema.
        found.extend(examples.iter().map(|example| (at.clone(), value.clone(), example.clone())));
    }
    for (name, member) in members.iter().filter(|(name, _)| *name != "example" && *name != "examples") {
        collect_examples(member, format!("{at}/{name}"), found);
    }
}

#[test]
fn everything_has_an_example() {
    let missing = made(&all()).unwrap().missing;
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let document = parsed();
    let mut bare = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let mut media: Vec<&Value> = Vec::new();
            media.extend(operation["requestBody"]["content"].as_object().into_iter().flat_map(|all| all.values()));
            for response in operation["responses"].as_object().unwrap().values() {
                let shared = response["$ref"].as_str().map(|reference| &reference[1..]);
                let response = shared.map_or(response, |pointer| document.pointer(pointer).unwrap());
                media.extend(response["content"].as_object().into_iter().flat_map(|all| all.values()));
            }
            media.extend(operation["parameters"].as_array().into_iter().flatten());
            if media.iter().any(|media| media.get("example").or_else(|| media.get("examples")).is_none()) {
                bare.push(format!("{method} {path}"));
            }
        }
    }
    assert_eq!(bare, Vec::<String>::new(), "something of these has no example");
}

#[test]
fn every_example_is_of_its_schema() {
    let document = parsed();
    let examples = all_examples(&document);
    assert!(examples.len() > 500, "only {} were found", examples.len());
    // Validates all as members of one object: compiling each schema separately takes a minute.
    let places: Vec<_> = examples.iter().map(|(at, ..)| at).collect();
    let numbered = |member: fn(&(String, Value, Value)) -> &Value| -> Value {
        examples.iter().enumerate().map(|(index, example)| (index.to_string(), member(example).clone())).collect()
    };
    let schema = json!({ "properties": numbered(|(_, schema, _)| schema) });
    let whole = numbered(|(.., example)| example);
    let validator = validator(&document, &schema);
    let wrong = validator.iter_errors(&whole).map(|error| {
        let index: usize = error.instance_path().as_str().split('/').nth(1).unwrap().parse().unwrap();
        format!("{}: {error}", places[index])
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "mend the example at the field or type that it is of:\n{}", wrong.join("\n"));
}

#[test]
fn the_schemas_judge() {
    let document = parsed();
    let schema = json!({ "$ref": "#/components/schemas/NewCustomer" });
    let validator = validator(&document, &schema);
    let right =
        &document["paths"]["/api/v1/customers"]["post"]["requestBody"]["content"]["application/json"]["example"];
    assert!(validator.is_valid(right));
    for (name, value) in [("businessEmail", json!("x")), ("formationDate", json!("1998-02-30")), ("nothing", json!(1))]
    {
        let mut other = right.clone();
        other[name] = value;
        assert!(!validator.is_valid(&other), "{name}");
    }
}

#[test]
fn the_parsers_take_the_examples_of_what_goes_in() {
    let document = parsed();
    for entry in all().into_iter().filter(|entry| is_described(entry)) {
        let parsers = entry.schemas.parsers;
        let id = entry.spec.id();
        for method in methods(entry) {
            let operation = &document["paths"][entry.spec.path()][method.name().to_ascii_lowercase()];
            let parameters = || operation["parameters"].as_array().into_iter().flatten();
            let of = |place: &'static str| parameters().filter(move |parameter| parameter["in"] == place);
            let segments: Vec<_> = of("path").map(|parameter| parameter["example"].as_str().unwrap()).collect();
            assert_eq!(segments.len(), names::parameters(entry.spec.path()).len(), "{id}");
            assert!((parsers.path)(&segments), "{id}: {segments:?}");
            let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let query =
                of("query").map(|parameter| format!("{}={}", plain(&parameter["name"]), plain(&parameter["example"])));
            let query = query.collect::<Vec<_>>().join("&");
            assert_eq!((parsers.query)(&query), Ok(()), "{id}: {query}");
            let content = operation["requestBody"]["content"].as_object().into_iter().flatten();
            for (media_type, media) in content {
                let (content_type, bytes) = match entry.schemas.media {
                    Media::Form => form(&media["example"]),
                    Media::Json | Media::Empty | Media::Any => {
                        (media_type.clone(), media["example"].to_string().into())
                    }
                };
                let read = (parsers.body)(RawBody { content_type: Some(&content_type), bytes: &bytes });
                assert_eq!(read, Ok(()), "{id}: {}", media["example"]);
            }
        }
    }
    let refused = (contract::routes::all().next().unwrap().schemas.parsers.body)(RawBody {
        content_type: None,
        bytes: &Bytes::from("x"),
    });
    assert!(matches!(refused, Err(BodyError::Malformed(_))));
}

/// Encodes the members of `example` as a form.
fn form(example: &Value) -> (String, Bytes) {
    let mut text = String::new();
    for (name, value) in example.as_object().unwrap() {
        let file = if name == "file" { "; filename=\"file.pdf\"" } else { "" };
        let value = value.as_str().unwrap();
        text.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"));
    }
    ("multipart/form-data; boundary=x".to_owned(), (text + "--x--\r\n").into())
}

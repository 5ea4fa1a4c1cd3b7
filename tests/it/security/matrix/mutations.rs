//! Random and mutated bodies, forms and queries, on every route with input.
//!
//! Most go through the parsers that the routes declare, some through the running handlers. A new route is included
//! automatically: its parsers are in the list, and its documentation has an example.

mod generator;

use contract::code::Code;
use contract::problem::Problem;
use contract::route::{Media, RawBody};
use contract::routes::Entry;
use generator::{body, form, query};
use serde_json::{Value, json};
use verify::Refusal;

use super::{Partner, request};
use crate::routes::openapi::document;
use crate::support::{Seeded, World, run};

/// Number of generated bodies, forms and queries.
const TRIED: usize = 100_000;
/// Number of them sent through the running handlers.
const CALLED: usize = 1_000;
/// Most bytes of an answer to a bad request.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Route with input, and the examples of its documentation.
struct Subject {
    entry: &'static Entry,
    body: Option<Value>,
    query: Vec<(String, String)>,
}

fn subjects() -> Vec<Subject> {
    let document = document();
    let operations: Vec<&Value> =
        document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values()).collect();
    let subject = |entry: &'static Entry| {
        let operation = operations.iter().find(|operation| operation["operationId"] == entry.spec.id())?;
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let query = parameters.filter(|parameter| parameter["in"] == "query").map(|parameter| {
            let example = [&parameter["example"], &parameter["schema"]["examples"][0]];
            let example = example.into_iter().find(|example| !example.is_null()).cloned().unwrap_or(json!("x"));
            (text(&parameter["name"]), text(&example))
        });
        let example = &operation["requestBody"]["content"]["application/json"]["example"];
        let body = (entry.schemas.media == Media::Json).then(|| example.clone());
        Some(Subject { entry, body, query: query.collect() })
    };
    contract::routes::all().filter_map(subject).collect()
}

/// Generated input of a route.
enum Tried {
    Body { content_type: String, bytes: Vec<u8> },
    Query(String),
}

impl Subject {
    /// Returns random input for the route; `None` if it accepts none.
    fn mutated(&self, random: &mut Seeded) -> Option<Tried> {
        let with_query = !self.query.is_empty();
        // Checking a valid key takes thousands of times as long as everything else.
        let keyless = self.body.as_ref().filter(|body| body.get("publicKey").is_some() && random.below(100) > 0);
        let keyless = keyless.map(|body| {
            let mut body = body.clone();
            body["publicKey"] = "x".into();
            body
        });
        match keyless.as_ref().or(self.body.as_ref()) {
            Some(example) if !with_query || random.below(2) == 0 => {
                Some(Tried::Body { content_type: "application/json".to_owned(), bytes: body(example, random) })
            }
            None if self.entry.schemas.media == Media::Form => {
                let (content_type, bytes) = form(random);
                Some(Tried::Body { content_type, bytes })
            }
            None if self.entry.schemas.media == Media::Empty && random.below(8) == 0 => {
                Some(Tried::Body { content_type: "application/json".to_owned(), bytes: body(&json!({}), random) })
            }
            _ => with_query.then(|| Tried::Query(query(&self.query, random))),
        }
    }

    fn read(&self, tried: &Tried) -> Result<(), Refusal> {
        let parsers = self.entry.schemas.parsers;
        match tried {
            Tried::Body { content_type, bytes } => {
                let content_type = Some(content_type.as_str()).filter(|kind| !kind.is_empty());
                (parsers.body)(RawBody { content_type, bytes: &bytes.clone().into() }).map_err(Refusal::from)
            }
            Tried::Query(query) => {
                (parsers.query)(query).map_err(|errors| Refusal::new(Code::ParameterInvalid).errors(errors))
            }
        }
    }
}

/// Returns the problem document of a refusal, as the runtime writes it.
fn problem(refusal: &Refusal) -> Value {
    let code = refusal.code();
    let problem = Problem {
        kind: format!("https://api.example/reference/errors#{}", code.name()),
        title: code.title(),
        status: code.status(),
        detail: refusal.text().to_owned(),
        code: code.name(),
        request_id: "JKJaXmPLvHcESHA=".to_owned(),
        expected: refusal.expectation().map(str::to_owned),
        received: refusal.reception().map(str::to_owned),
        errors: refusal.field_errors().to_vec(),
    };
    serde_json::to_value(problem).unwrap()
}

/// Asserts the invariants of every answer to a bad request.
fn assert_helpful(problem: &Value, what: &str) {
    let status = problem["status"].as_u64().unwrap();
    assert!((400..500).contains(&status), "{what}: {problem}");
    let length = problem.to_string().len();
    assert!(length <= LONGEST_ANSWER, "{what}: {length} bytes");
    let detail = problem["detail"].as_str().unwrap();
    match problem["errors"].as_array() {
        Some(errors) => {
            assert!((1..=100).contains(&errors.len()), "{what}: {problem}");
            let (pointer, reason) = (errors[0]["pointer"].as_str().unwrap(), errors[0]["reason"].as_str().unwrap());
            let place = if pointer.is_empty() { "The body" } else { pointer };
            assert!(!reason.is_empty() && detail.starts_with(&format!("{place} {reason}")), "{what}: {problem}");
            assert!(errors.iter().all(|error| error["reason"] != ""), "{what}: {problem}");
        }
        // The rule is in the detail, or in the two compared values.
        None => {
            let compared = !problem["expected"].is_null() && !problem["received"].is_null();
            assert!(!detail.is_empty() && (compared || status != 422), "{what}: {problem}");
            if problem["code"] == Code::BodyInvalid.name() {
                assert_ne!(detail, Code::BodyInvalid.documentation(), "{what}");
            }
        }
    }
}

#[test]
fn every_parser_answers_invalid_input_with_a_rule() {
    let subjects = subjects();
    let mut random = Seeded::new(2026);
    let (mut tried, mut taken, mut left) = (0_usize, 0_usize, subjects.iter().cycle());
    while tried < TRIED - CALLED {
        let subject = left.next().unwrap();
        let Some(input) = subject.mutated(&mut random) else { continue };
        tried += 1;
        match subject.read(&input) {
            Ok(()) => taken += 1,
            Err(refusal) => assert_helpful(&problem(&refusal), subject.entry.spec.id()),
        }
    }
    // Some inputs must be valid, or the mutations do not reach later checks.
    assert!(taken > tried / 40 && taken < tried / 2, "{taken} of {tried}");
    let with_body = contract::routes::all().filter(|entry| entry.schemas.media == Media::Json);
    for entry in with_body {
        let subject = subjects.iter().find(|subject| subject.entry.spec.id() == entry.spec.id());
        let example = subject.and_then(|subject| subject.body.as_ref());
        assert!(example.is_some_and(Value::is_object), "{}: no example to mutate", entry.spec.id());
    }
}

#[test]
fn every_handler_answers_invalid_input_without_failing() {
    run(async {
        // A separate world, because accepted input changes rates and organizations.
        let world = World::start().await;
        let mut partner = Partner::new(&world).await;
        let subjects = subjects();
        let mut random = Seeded::new(1126);
        let (mut called, mut left) = (0, subjects.iter().cycle());
        while called < CALLED {
            let subject = left.next().unwrap();
            let Some(input) = subject.mutated(&mut random) else { continue };
            called += 1;
            // A new partner, because accepted input disables applications and replaces keys.
            if called % 250 == 0 {
                partner = Partner::new(&world).await;
            }
            let spec = subject.entry.spec;
            let mut call = request(spec, &partner.ids);
            match &input {
                Tried::Body { content_type, bytes } => {
                    call.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
                    call = call.header("content-type", content_type).body(bytes.clone());
                }
                Tried::Query(query) => call.uri = format!("{}?{query}", call.uri),
            }
            let reply = world.send(&partner.authorize(&world, spec, call)).await;
            let id = spec.id();
            assert!(reply.status < 500, "{id}: {} {}", reply.status, reply.text);
            if reply.status >= 400 {
                assert_helpful(&reply.json(), id);
            }
        }
    });
}

//! Invalid events: each gets an answer, and never a server error.

use std::panic::{AssertUnwindSafe, catch_unwind};

use runtime::Event;
use serde_json::{Value, json};

use super::target::{DIAGNOSE, URI, attack};
use crate::support::{Call, Seeded, customer_body};

#[test]
fn an_unreadable_event_is_answered_with_400() {
    attack(async |target| {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let http = json!({ "method": "GET", "path": "/", "sourceIp": "198.51.100.7" });
        let mut events: Vec<String> = vec![
            String::new(),
            "null".to_owned(),
            "[]".to_owned(),
            "{}".to_owned(),
            "\"x\"".to_owned(),
            "{".to_owned(),
            "\u{feff}{}".to_owned(),
            "{}{}".to_owned(),
            deep,
            json!({ "rawPath": "/", "requestContext": {} }).to_string(),
            json!({ "rawPath": "/", "requestContext": { "http": {} } }).to_string(),
            json!({ "rawPath": "/", "requestContext": { "http": { "method": null } } }).to_string(),
            // An event of a REST API (payload format 1.0).
            json!({ "httpMethod": "GET", "path": URI, "headers": {}, "requestContext": { "identity": {} } })
                .to_string(),
        ];
        let wrong = [json!(1), json!([]), json!({ "a": {} }), json!(true), json!("x"), json!(1.5)];
        let strings = |value: &Value| !value.is_string();
        for value in wrong.iter().filter(|value| strings(value)) {
            for member in ["rawPath", "rawQueryString", "body"] {
                let mut event = json!({ "requestContext": { "http": http } });
                event[member] = value.clone();
                events.push(event.to_string());
            }
            for member in ["method", "sourceIp"] {
                let mut event = json!({ "requestContext": { "http": http } });
                event["requestContext"]["http"][member] = value.clone();
                events.push(event.to_string());
            }
            events.push(json!({ "headers": { "x": value }, "requestContext": { "http": http } }).to_string());
            events.push(json!({ "requestContext": { "http": http, "requestId": value } }).to_string());
        }
        for event in &events {
            for function in ["reference-industries", "signature-diagnose", "partner-me", "health", "not-found"] {
                let reply = target.world.send_event(function, event).await;
                let shown = event.get(..200.min(event.len()));
                assert_eq!(reply.problem(), (400, "body_invalid".to_owned()), "{function}: {shown:?}");
                assert_eq!(reply.json()["requestId"], "test-invocation");
            }
        }
    });
}

#[test]
fn an_event_without_optional_members_is_read() {
    attack(async |target| {
        let bare = json!({ "requestContext": { "http": { "method": "GET" } } });
        for absent in [None, Some(Value::Null)] {
            let mut event = bare.clone();
            for name in ["rawPath", "rawQueryString", "headers", "body", "isBase64Encoded"] {
                if let Some(null) = &absent {
                    event[name] = null.clone();
                }
            }
            let reply = target.world.send_event("reference-industries", &event.to_string()).await;
            reply.expect_problem(400, "request_path_invalid");
            event["rawPath"] = json!(URI);
            let reply = target.world.send_event("reference-industries", &event.to_string()).await;
            reply.expect_problem(401, "api_key_missing");
        }
    });
}

/// Bytes with a meaning somewhere on an event's path.
const TOKENS: [&str; 34] = [
    "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e400", "\\u0000", "\\ud800", "\u{feff}", "%2F",
    "%00", "..", "//", ";", "?", "&", "=", "+", "Bearer ", "\"x-api-key\":", "\"headers\":", "\r\n", "\0", "\u{202e}",
    "99999999999999999999", "eyJhbGciOiJub25lIn0.", "\"isBase64Encoded\":", "=",
];

fn mutate(event: &[u8], numbers: &mut Seeded) -> Vec<u8> {
    let mut event = event.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(event.len());
        match numbers.below(6) {
            0 => event[at] ^= 1 << numbers.below(8),
            1 => event[at] = u8::try_from(numbers.below(256)).unwrap(),
            2 => drop(event.drain(at..(at + numbers.below(40)).min(event.len()))),
            3 => drop(event.splice(at..at, numbers.one_of(&TOKENS).bytes())),
            4 => {
                let copied = event[at..(at + numbers.below(200)).min(event.len())].to_vec();
                let to = numbers.below(event.len());
                drop(event.splice(to..to, copied));
            }
            _ => event.truncate(at.max(1)),
        }
        if event.is_empty() {
            event.push(b'{');
        }
    }
    event
}

#[test]
fn mutated_events_never_cause_a_server_error() {
    const ROUNDS: usize = 2_000;
    attack(async |target| {
        let body = customer_body(json!({ "draft": true }));
        let user = target.world.token(provision::DemoUser::Partner);
        let originals = [
            ("reference-industries", target.app.sign(target.world, Call::get(&format!("{URI}?limit=5")))),
            ("customers-create", target.app.sign(target.world, Call::post("/api/v1/customers").json(&body))),
            ("signature-diagnose", target.app.sign(target.world, Call::post(DIAGNOSE).json(&body))),
            ("partner-me", Call::get("/partner/v1/me").bearer(&user)),
            ("not-found", target.app.sign(target.world, Call::put("/api/v1/customers"))),
        ];
        let originals = originals.map(|(function, call)| (function, call.event().to_string().into_bytes()));
        let mut numbers = Seeded::new(7);
        let mut seen = std::collections::BTreeMap::<u16, usize>::new();
        for round in 0..ROUNDS {
            let (function, original) = &originals[round % originals.len()];
            let mutated = mutate(original, &mut numbers);
            let text = String::from_utf8_lossy(&mutated);
            let read = catch_unwind(AssertUnwindSafe(|| drop(Event::read(&text, "test-invocation"))));
            assert!(read.is_ok(), "round {round} panicked: {text}");
            let reply = target.world.send_event(function, &text).await;
            assert!((200..500).contains(&reply.status), "round {round}, {function}: {} for {text}", reply.text);
            if reply.status >= 400 {
                assert_eq!(u64::from(reply.status), reply.json()["status"].as_u64().unwrap());
            }
            *seen.entry(reply.status).or_default() += 1;
        }
        // The loop reaches code after the event's parser.
        for status in [200, 400, 401] {
            assert!(seen.get(&status).is_some_and(|count| *count >= 20), "{seen:?}");
        }
    });
}

//! Refused requests, as the application's owner sees them.

mod bounds;
mod kept;
mod shown;

use super::APPLICATIONS;
use super::hub::all;
use crate::support::{Application, Call, Person, Reply, Token, World, texts};
use contract::permission::Permission;
use serde_json::{Value, json};

/// Checks in order, grouped by the data that they need: none, the application's record, the used `jti`s.
const SHAPE: [&str; 5] = ["path", "content-encoding", "body-size", "api-key-header", "authorization-header"];
const TOKEN: [&str; 14] = [
    "token-form", "token-header", "token-claims", "iss", "aud", "sub", "method", "uri", "lifetime", "iat", "nbf",
    "exp", "bodyHash", "headers",
];
const FORM: [&str; 1] = ["api-key-form"];
const PROOF: [&str; 3] = ["kid", "signature", "api-key"];
const STATE: [&str; 5] = ["api-key-state", "application", "source-ip", "signed-headers", "permission"];
const REPLAY: [&str; 1] = ["jti"];

fn every_check() -> Vec<&'static str> {
    [&SHAPE[..], &TOKEN, &FORM, &PROOF, &STATE, &REPLAY].concat()
}

fn countries() -> Call {
    Call::get("/api/v1/reference/countries")
}

fn refusals_of(app: &Application) -> String {
    format!("{APPLICATIONS}/{}/refusals", app.id)
}

/// Returns the application's records, newest first. Requests sent with [`World::send`] and [`answer`] have theirs,
/// because both wait for the work behind the answer.
///
/// [`answer`]: crate::support::answer
async fn recorded(world: &World, owner: &Person, app: &Application) -> Vec<Value> {
    all(world, owner, &format!("{}?limit=100", refusals_of(app))).await
}

/// Returns the application's newest record.
async fn newest(world: &World, owner: &Person, app: &Application) -> Value {
    recorded(world, owner, app).await.into_iter().next().expect("no record")
}

/// Asserts that a record counts and has no details.
#[track_caller]
fn expect_counted(record: &Value, code: &str, proved: bool) -> u64 {
    let names: Vec<_> = record.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["at", "code", "count", "proved", "clockDifferenceSeconds", "checks"], "{record}");
    assert_eq!((&record["code"], &record["proved"]), (&json!(code), &json!(proved)), "{record}");
    assert_eq!((&record["clockDifferenceSeconds"], &record["checks"]), (&Value::Null, &json!([])), "{record}");
    assert!(record["at"].as_str().unwrap().ends_with("T00:00:00.000Z"), "a daily count: {record}");
    record["count"].as_u64().unwrap()
}

fn find<'v>(records: &'v [Value], code: &str) -> Option<&'v Value> {
    records.iter().find(|record| record["code"] == code)
}

/// Sets the clock to the start of a minute, so the next requests fall into it.
fn begin_minute(world: &World) {
    let seconds = world.now().seconds();
    world.advance(60 - seconds.rem_euclid(60));
}

/// Stops the clock at the start of a minute.
fn hold_minute(world: &World) {
    begin_minute(world);
    world.hold(world.now());
}

/// Advances a stopped clock.
fn later(world: &World, seconds: i64) {
    world.hold(world.now().plus_seconds(seconds));
}

/// Creates an application with its owner.
async fn owned(world: &World, permissions: &[Permission]) -> (Person, Application) {
    let owner = Person::partner(world).await;
    let app = Application::create_by(world, &owner.token, permissions, json!({})).await;
    (owner, app)
}

/// Returns a request of `app` whose token is changed before signing.
fn with(world: &World, app: &Application, call: Call, change: &dyn Fn(Token) -> Token) -> Call {
    let token = change(app.token(world, &call)).sign(&app.key);
    app.with_token(call, &token)
}

/// Request with the expected record.
struct Case {
    code: &'static str,
    call: Call,
    failed: Vec<&'static str>,
    skipped: Vec<&'static str>,
    /// Clock difference, if known.
    clock: Option<i64>,
}

/// Returns a case that fails in a check without data, and is parsed in full.
fn local(code: &'static str, call: Call, failed: &[&'static str], clock: i64) -> Case {
    let skipped = [&PROOF[..], &STATE, &REPLAY].concat();
    Case { code, call, failed: failed.to_vec(), skipped, clock: Some(clock) }
}

/// Asserts that the record describes the request in full.
fn expect_told(app: &Application, case: &Case, record: &Value, reply: &Reply) {
    let code = case.code;
    assert_eq!(reply.problem().1, code, "{}", reply.text);
    assert_eq!((&record["method"], &record["uri"]), (&json!(case.call.method), &json!(case.call.uri)), "{code}");
    assert_eq!(record["sourceIp"], case.call.source_ip, "{code}");
    assert_eq!((&record["proved"], &record["requestId"]), (&json!(true), &json!(case.call.request_id)), "{code}");
    assert_eq!(record["keyPrefix"], app.created["apiKeys"][0]["prefix"], "{code}");
    match case.clock {
        None => assert_eq!(record["clockDifferenceSeconds"], Value::Null, "{code}"),
        Some(expected) => {
            let told = record["clockDifferenceSeconds"].as_i64().unwrap();
            assert!((expected..expected + 5).contains(&told), "{code}: {told}, not {expected}");
        }
    }
    let checks = record["checks"].as_array().unwrap();
    assert_eq!(texts(checks, "check"), every_check(), "{code}: every check is listed");
    for check in checks {
        let name = check["check"].as_str().unwrap();
        let expected = match name {
            name if case.failed.contains(&name) => "FAILED",
            name if case.skipped.contains(&name) => "SKIPPED",
            _ => "PASSED",
        };
        assert_eq!(check["outcome"], expected, "{code}: {name}: {record}");
        assert_eq!(check["code"].is_string(), expected == "FAILED", "{code}: {name}");
    }
    // The first failed check matches the caller's problem.
    let first = checks.iter().find(|check| check["code"] == code).unwrap_or_else(|| panic!("{record}"));
    let problem = reply.json();
    for name in ["expected", "received"] {
        assert_eq!(first[name], problem[name], "{code}: {name}");
    }
}

//! Refused requests, as the owner of the application that they named sees them.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use contract::api_key::{ApiKey, ApiKeyId, KeyMode};
use contract::id::{ApplicationId, IdSeed};
use contract::permission::Permission;
use contract::refused_request::RefusedRequest;
use contract::table::Table;
use contract::time::Timestamp;
use local::Fault;
use serde_json::{Value, json};

use super::APPLICATIONS;
use super::hub::{admin, all, applications_of, get, organization, pages, send, texts};
use crate::support::aws::{name, table};
use crate::support::{Application, Call, Person, Reply, SigningKey, Token, World, answer, run};

/// The checks in their order, by what they need: nobody, the application's record, what the record says, the used `jti`s.
const SHAPE: [&str; 5] = ["path", "content-encoding", "body-size", "api-key-header", "authorization-header"];
const TOKEN: [&str; 12] = [
    "token-form",
    "token-header",
    "token-claims",
    "iss",
    "aud",
    "sub",
    "method",
    "uri",
    "lifetime",
    "iat",
    "exp",
    "bodyHash",
];
const FORM: [&str; 1] = ["api-key-form"];
const PROOF: [&str; 2] = ["signature", "api-key"];
const STATE: [&str; 4] = ["api-key-state", "application", "source-ip", "permission"];
const REPLAY: [&str; 1] = ["jti"];

fn every_check() -> Vec<&'static str> {
    [&SHAPE[..], &TOKEN, &FORM, &PROOF, &STATE, &REPLAY].concat()
}

fn countries() -> Call {
    Call::new("GET", "/api/v1/reference/countries")
}

fn refusals_of(app: &Application) -> String {
    format!("{APPLICATIONS}/{}/refusals", app.id)
}

/// The records of the application, as soon as they are as `wanted`: they are written beside the answers.
async fn until(world: &World, owner: &Person, app: &Application, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let records = all(world, owner, &format!("{}?limit=100", refusals_of(app))).await;
        if wanted(&records) {
            return records;
        }
        assert!(Instant::now() < deadline, "{records:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn find<'v>(records: &'v [Value], code: &str) -> Option<&'v Value> {
    records.iter().find(|record| record["code"] == code)
}

/// Puts the clock to the start of a minute, so that what follows at once is in one.
fn begin_minute(world: &World) {
    let seconds = world.now().seconds();
    world.advance(60 - seconds.rem_euclid(60));
}

/// An application with its owner.
async fn owned(world: &World, permissions: &[Permission]) -> (Person, Application) {
    let owner = Person::partner(world).await;
    let app = Application::create_by(world, &owner.token, permissions, json!({})).await;
    (owner, app)
}

/// A request of `app` with a token that was changed before it was signed.
fn with(world: &World, app: &Application, call: Call, change: &dyn Fn(Token) -> Token) -> Call {
    let token = change(app.token(world, &call)).sign(&app.key);
    app.with_token(call, &token)
}

/// A key of the right form that was never issued.
fn invented(application: &ApplicationId, digits: &str) -> String {
    ApiKey::assemble(KeyMode::Test, application, &ApiKeyId::from_digits(digits).unwrap(), [1, 2]).expose().to_owned()
}

/// A request, and what its owner is to be told of it.
struct Case {
    code: &'static str,
    call: Call,
    failed: Vec<&'static str>,
    skipped: Vec<&'static str>,
    /// The clock difference, where it could be told.
    clock: Option<i64>,
}

/// One that fails here, with all that can be read of it.
fn local(code: &'static str, call: Call, failed: &[&'static str], clock: i64) -> Case {
    let skipped = [&PROOF[..], &STATE, &REPLAY].concat();
    Case { code, call, failed: failed.to_vec(), skipped, clock: Some(clock) }
}

/// That the record tells of that request all there is to tell.
fn expect_told(app: &Application, case: &Case, record: &Value, reply: &Reply) {
    let code = case.code;
    assert_eq!(reply.problem().1, code, "{}", reply.text);
    assert_eq!((&record["method"], &record["uri"]), (&json!(case.call.method), &json!(case.call.uri)), "{code}");
    assert_eq!(record["sourceIp"], case.call.source_ip, "{code}");
    assert_eq!(record["keyPrefix"], app.created["apiKeys"][0]["prefix"], "{code}");
    match case.clock {
        None => assert_eq!(record["clockDifferenceSeconds"], Value::Null, "{code}"),
        Some(expected) => {
            let told = record["clockDifferenceSeconds"].as_i64().unwrap();
            assert!((expected..expected + 5).contains(&told), "{code}: {told}, not {expected}");
        }
    }
    let checks = record["checks"].as_array().unwrap();
    assert_eq!(texts(checks, "check"), every_check(), "{code}: every check has its line");
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
    // The first that failed is what the caller was told, with the same words.
    let first = checks.iter().find(|check| check["code"] == code).unwrap_or_else(|| panic!("{record}"));
    let problem = reply.json();
    for name in ["expected", "received"] {
        assert_eq!(first[name], problem[name], "{code}: {name}");
    }
}

/// What a request can be refused with before anybody is asked.
fn local_cases(world: &World, app: &Application) -> Vec<Case> {
    let now = world.now().seconds();
    let token = |call: Call, change: &dyn Fn(Token) -> Token| with(world, app, call, change);
    let of = |change: &dyn Fn(Token) -> Token| token(countries(), change);
    let right = of(&|token| token);
    let unread = |code, call, failed: &str, skipped: &[&[&'static str]]| {
        let failed = every_check().into_iter().filter(|check| *check == failed).collect();
        Case { code, call, failed, skipped: [&skipped.concat()[..], &PROOF, &STATE, &REPLAY].concat(), clock: None }
    };
    let without = |name: &str| {
        let mut call = right.clone();
        call.headers.retain(|(found, _)| found != name);
        call
    };
    let post = Call { source_ip: "2001:db8::7".to_owned(), ..Call::new("POST", "/api/v1/customers").body("{}") };
    let headless = [&TOKEN[..], &FORM];
    vec![
        local(
            "content_encoding_unsupported",
            right.clone().header("content-encoding", "gzip"),
            &["content-encoding"],
            0,
        ),
        local("body_too_large", app.sign(world, countries().body(vec![b'x'; 129 * 1024])), &["body-size"], 0),
        unread("signature_missing", without("authorization"), "authorization-header", &headless),
        unread("header_duplicated", right.clone().bearer("again"), "authorization-header", &headless),
        unread("token_malformed", app.with_token(countries(), "a.b"), "token-form", &[&TOKEN[1..]]),
        unread("token_algorithm", of(&|token| token.header(&json!({ "alg": "none" }))), "token-header", &[&TOKEN[2..]]),
        unread(
            "token_critical_header",
            of(&|token| token.header(&json!({ "alg": "RS256", "crit": ["b64"] }))),
            "token-header",
            &[&TOKEN[2..]],
        ),
        unread(
            "token_duplicate_name",
            of(&|mut token| {
                token.claims.insert_str(1, "\"iss\":\"nuvera-api\",");
                token
            }),
            "token-claims",
            &[&TOKEN[3..]],
        ),
        unread("token_claim_missing", of(&|token| token.without("jti")), "token-claims", &[&TOKEN[3..]]),
        unread("token_claim_invalid", of(&|token| token.with("jti", "short")), "token-claims", &[&TOKEN[3..]]),
        local("token_issuer", of(&|token| token.with("iss", "another")), &["iss"], 0),
        local("token_audience", of(&|token| token.with("aud", "another")), &["aud"], 0),
        local("token_subject_mismatch", of(&|token| token.with("sub", "another")), &["sub"], 0),
        local("token_method_mismatch", token(post, &|token| token.with("method", "GET")), &["method"], 0),
        local(
            "token_uri_mismatch",
            token(Call::new("GET", "/api/v1/customers?limit=1&cursor="), &|token| {
                token.with("uri", "/api/v1/customers")
            }),
            &["uri"],
            0,
        ),
        local("token_lifetime_too_long", of(&|token| token.with("exp", now + 61)), &["lifetime"], 0),
        local("token_not_yet_valid", of(&|token| token.with("iat", now + 30).with("exp", now + 60)), &["iat"], -30),
        local("token_expired", of(&|token| token.with("iat", now - 67).with("exp", now - 7)), &["exp"], 67),
        local("token_body_hash_mismatch", of(&|token| token.with("bodyHash", "0".repeat(64))), &["bodyHash"], 0),
    ]
}

#[test]
fn each_code_that_needs_nobody_is_told_with_every_check_that_could_be_made() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &Permission::ALL).await;
        let mut cases = local_cases(&world, &app);
        let mut replies = Vec::new();
        for case in &cases {
            replies.push(world.send(&case.call).await);
        }
        let records = until(&world, &owner, &app, |records| records.len() >= cases.len()).await;
        let codes: BTreeSet<_> = texts(&records, "code").into_iter().collect();
        assert_eq!(codes, cases.iter().map(|case| case.code).collect());
        for (case, reply) in cases.iter().zip(&replies) {
            expect_told(&app, case, find(&records, case.code).unwrap(), reply);
        }

        // Several at once: the first is the code, and all are told.
        begin_minute(&world);
        let now = world.now().seconds();
        let call = countries().header("content-encoding", "br").body("x");
        let call = with(&world, &app, call, &|token| {
            token
                .with("aud", "other")
                .with("method", "PUT")
                .with("iat", now - 90)
                .with("exp", now - 20)
                .with("bodyHash", "")
        });
        let failed = ["content-encoding", "aud", "method", "lifetime", "exp", "bodyHash"];
        cases = vec![local("content_encoding_unsupported", call, &failed, 90)];
        let reply = world.send(&cases[0].call).await;
        let minute = world.now().seconds() / 60;
        let records = until(&world, &owner, &app, |records| records.len() > 19).await;
        expect_told(&app, &cases[0], &records[0], &reply);
        let at: Timestamp = records[0]["at"].as_str().unwrap().parse().unwrap();
        assert_eq!(at.seconds() / 60, minute, "the newest first");

        // An admin sees the same, and it is told in the same way to the route of either.
        let admin = admin(&world).await;
        let theirs = format!("{}/{}/refusals?limit=100", applications_of(owner.organization()), app.id);
        assert_eq!(all(&world, &admin, &theirs).await, records);
    });
}

#[test]
fn where_the_caller_is_not_who_it_says_the_owner_is_told_which_layer_failed() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &Permission::ALL).await;
        let genuine = ApiKey::parse(&app.api_key, KeyMode::Test).unwrap();
        let stranger = SigningKey::generate();
        let other = if genuine.id().digits() == "0001" { "0002" } else { "0001" };
        let signed = |api_key: &str, key: &SigningKey| {
            let call = countries();
            let token = Token::new(api_key, &call.method, &call.uri, &call.body, world.now().seconds()).sign(key);
            call.header("x-api-key", api_key).bearer(&token)
        };
        let unproved = [&STATE[..], &REPLAY].concat();
        for warm in [false, true] {
            let digits = genuine.id().digits();
            for (code, api_key, key, failed, skipped) in [
                ("signature_invalid", app.api_key.clone(), &stranger, "signature", vec![]),
                ("api_key_invalid", invented(genuine.application(), digits), &app.key, "api-key", vec!["signature"]),
                ("api_key_invalid", invented(genuine.application(), other), &app.key, "api-key", vec!["signature"]),
            ] {
                begin_minute(&world);
                let call = signed(&api_key, key);
                let reply = world.send(&call).await;
                let skipped = [skipped, unproved.clone()].concat();
                let case = Case { code, call, failed: vec![failed], skipped, clock: Some(0) };
                let prefix = ApiKey::parse(&api_key, KeyMode::Test).unwrap().displayed_prefix().to_owned();
                let records = until(&world, &owner, &app, |records| {
                    records.first().is_some_and(|newest| newest["code"] == code && newest["keyPrefix"] == prefix)
                })
                .await;
                let mut newest = records[0].clone();
                newest["keyPrefix"] = app.created["apiKeys"][0]["prefix"].clone();
                expect_told(&app, &case, &newest, &reply);
            }
            if !warm {
                app.call(&world, countries()).await.expect(200);
            }
        }
    });
}

#[test]
fn once_it_is_known_who_calls_every_state_is_told() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &[]).await;
        let uri = format!("{APPLICATIONS}/{}", app.id);
        let admin = admin(&world).await;
        let org = organization(owner.organization());
        let mut failed: Vec<&str> = Vec::new();
        // One after the other goes wrong, and what went wrong before stays so: the first in the checks' order is told.
        let steps: [(&str, &str, &Person, &str, String, Value); 4] = [
            ("permission_denied", "permission", &owner, "PATCH", uri.clone(), json!({ "name": "Renamed" })),
            (
                "source_ip_not_allowed",
                "source-ip",
                &owner,
                "PATCH",
                uri.clone(),
                json!({ "allowedSourceIps": ["10.0.0.0/8"] }),
            ),
            ("application_disabled", "application", &admin, "PATCH", org.clone(), json!({ "enabled": false })),
            (
                "api_key_revoked",
                "api-key-state",
                &owner,
                "POST",
                format!("{uri}/api-keys/{}/revoke", app.key_id()),
                Value::Null,
            ),
        ];
        for (code, check, person, method, uri, body) in steps {
            let call = Call::new(method, &uri).bearer(&person.token);
            world.send(&if body.is_null() { call } else { call.json(&body) }).await.expect(200);
            failed.push(check);
            for cold in [false, true] {
                begin_minute(&world);
                let call = app.sign(&world, countries());
                let reply = match cold {
                    true => answer(&world.fresh("reference-countries"), &call.event().to_string()).await,
                    false => world.send(&call).await,
                };
                let case = Case { code, call, failed: failed.clone(), skipped: REPLAY.to_vec(), clock: Some(0) };
                let minute = Timestamp::from_seconds(world.now().seconds() / 60 * 60).to_string();
                let records = until(&world, &owner, &app, |records| {
                    records.first().is_some_and(|newest| newest["at"].as_str().unwrap() >= minute.as_str())
                })
                .await;
                expect_told(&app, &case, &records[0], &reply);
            }
        }
        let records = all(&world, &owner, &format!("{}?limit=100", refusals_of(&app))).await;
        assert_eq!(records.len(), 8);
        let told = find(&records, "permission_denied").unwrap()["checks"].as_array().unwrap().clone();
        let permission = told.iter().find(|check| check["check"] == "permission").unwrap();
        assert_eq!(permission["expected"], "CUSTOMERS_READ", "which permission is missing");

        // An expired key, a disabled application, and a token that was used before.
        let ends = world.now().plus_seconds(30);
        let more = json!({ "keyExpiresAt": ends });
        send(&world, &admin, "PATCH", &org, &json!({ "enabled": true })).await.expect(200);
        let app = Application::create_by(&world, &owner.token, &Permission::ALL, more).await;
        let call = app.sign(&world, countries());
        world.send(&call).await.expect(200);
        let replayed = Case { code: "replay_detected", call, failed: REPLAY.to_vec(), skipped: vec![], clock: Some(0) };
        let reply = world.send(&replayed.call).await;
        let records = until(&world, &owner, &app, |records| !records.is_empty()).await;
        expect_told(&app, &replayed, &records[0], &reply);
        world.advance(31);
        let uri = format!("{APPLICATIONS}/{}", app.id);
        send(&world, &owner, "PATCH", &uri, &json!({ "enabled": false })).await.expect(200);
        let call = app.sign(&world, countries());
        let failed = vec!["api-key-state", "application"];
        let expired = Case { code: "api_key_expired", call, failed, skipped: REPLAY.to_vec(), clock: Some(0) };
        let reply = world.send(&expired.call).await;
        let records = until(&world, &owner, &app, |records| records.len() == 2).await;
        expect_told(&app, &expired, find(&records, "api_key_expired").unwrap(), &reply);
    });
}

#[test]
fn the_first_of_a_minute_is_told_and_the_others_are_counted() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &Permission::ALL).await;
        begin_minute(&world);
        let refuse = async |issuer: &str| {
            let call = with(&world, &app, countries(), &|token| token.with("iss", issuer));
            world.send(&call).await.expect_problem(401, "token_issuer");
        };
        let received = |record: &Value| {
            let checks = record["checks"].as_array().unwrap().clone();
            checks.into_iter().find(|check| check["check"] == "iss").unwrap()["received"].clone()
        };
        for number in 0..50 {
            refuse(&format!("issuer-{number}")).await;
        }
        let count = |records: &[Value], code| find(records, code).map_or(0, |record| record["count"].as_u64().unwrap());
        let records = until(&world, &owner, &app, |records| count(records, "token_issuer") >= 25).await;
        assert_eq!(records.len(), 1, "one record");
        assert_eq!(received(&records[0]), "issuer-0", "of the first");
        assert!(count(&records, "token_issuer") <= 50);

        // Another code is another record, another application's are its own.
        let call = with(&world, &app, countries(), &|token| token.with("aud", "another"));
        world.send(&call).await.expect_problem(401, "token_audience");
        let records = until(&world, &owner, &app, |records| records.len() == 2).await;
        assert_eq!(count(&records, "token_audience"), 1);

        // With the next minute comes a new record, and the rest of the last one's count.
        world.advance(60);
        refuse("later").await;
        let records =
            until(&world, &owner, &app, |records| records.len() == 3 && records.iter().any(|r| r["count"] == 50)).await;
        let newest = &records[0];
        assert_eq!((received(newest), &newest["count"]), (json!("later"), &json!(1)));
        let first = records.iter().find(|record| record["count"] == 50).unwrap();
        assert_eq!(received(first), "issuer-0");

        // Two processes count into one record, which stays that of who was first.
        world.advance(60);
        for issuer in ["one", "two", "three"] {
            let call = with(&world, &app, countries(), &|token| token.with("iss", issuer));
            answer(&world.fresh("reference-countries"), &call.event().to_string()).await;
            until(&world, &owner, &app, |records| records.len() == 4).await;
        }
        let records = until(&world, &owner, &app, |records| records[0]["count"] == 3).await;
        assert_eq!((records.len(), received(&records[0])), (4, json!("one")));
    });
}

/// The items that refused requests are kept in.
async fn items(world: &World, application: &str) -> Vec<crate::support::aws::Item> {
    let mut items = world.aws.partition(Table::Usage, application).await;
    items.retain(|item| item["sk"].as_s().unwrap().starts_with("REFUSAL#"));
    items
}

fn refused(at: Timestamp, code: &str) -> RefusedRequest {
    RefusedRequest {
        at,
        code: code.to_owned(),
        count: 1,
        method: "GET".to_owned(),
        uri: format!("/api/v1/customers?cursor={}", at.millis()),
        source_ip: "198.51.100.7".to_owned(),
        key_prefix: "nuv_test_x".to_owned(),
        clock_difference_seconds: None,
        checks: Vec::new(),
    }
}

#[test]
fn a_record_is_kept_for_seven_days_and_not_shown_for_longer() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &Permission::ALL).await;
        const WEEK: i64 = 7 * 24 * 60 * 60;
        world.send(&app.with_token(countries(), "x")).await.expect_problem(401, "token_malformed");
        let records = until(&world, &owner, &app, |records| records.len() == 1).await;
        let at: Timestamp = records[0]["at"].as_str().unwrap().parse().unwrap();
        let ttl: i64 = items(&world, &app.id).await[0]["ttl"].as_n().unwrap().parse().unwrap();
        assert_eq!(ttl, at.seconds() + WEEK);

        let id = app.id.parse().unwrap();
        let now = world.now();
        for (seconds, code) in [(-WEEK + 120, "kept"), (-WEEK - 61, "old"), (-2 * WEEK, "older")] {
            world.store().record_refusal(&id, &refused(now.plus_seconds(seconds), code)).await.unwrap();
        }
        let records = all(&world, &owner, &refusals_of(&app)).await;
        assert_eq!(texts(&records, "code"), ["token_malformed", "kept"]);
        // Nor to who asks for what comes behind.
        let uri = format!("{}?cursor=000000000000.x", refusals_of(&app));
        assert_eq!(all(&world, &owner, &uri).await, [] as [Value; 0]);
        // DynamoDB removes late, if at all: they would have to be there for this to say something.
        let kept: BTreeSet<_> = items(&world, &app.id).await.iter().map(|i| i["ttl"].as_n().unwrap().clone()).collect();
        assert!(kept.contains(&(now.plus_seconds(-WEEK + 120).seconds() + WEEK).to_string()));
    });
}

#[test]
fn pages_give_each_record_once_newest_first() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &[]).await;
        let (admin, id) = (admin(&world).await, app.id.parse().unwrap());
        let start = Timestamp::from_seconds(world.now().seconds() / 60 * 60 - 6_000);
        let mut expected = Vec::new();
        for minute in 0..15 {
            for code in ["a_code", "b_code", "c_code"].into_iter().take(1 + minute % 3) {
                let at = start.plus_seconds(i64::try_from(minute).unwrap() * 60 + 7);
                world.store().record_refusal(&id, &refused(at, code)).await.unwrap();
                expected.insert(0, format!("{at} {code}"));
            }
        }
        let theirs = format!("{}/{}/refusals", applications_of(owner.organization()), app.id);
        for (person, uri) in [(&owner, refusals_of(&app)), (&admin, theirs)] {
            for limit in [1, 2, 29, 30, 100] {
                let pages = pages(&world, person, &format!("{uri}?limit={limit}")).await;
                assert!(pages[..pages.len() - 1].iter().all(|page| page.len() == limit), "full pages");
                let told =
                    |record: &Value| format!("{} {}", record["at"].as_str().unwrap(), record["code"].as_str().unwrap());
                assert_eq!(pages.concat().iter().map(told).collect::<Vec<_>>(), expected, "{limit}");
            }
            assert_eq!(get(&world, person, &uri).await.expect(200)["items"].as_array().unwrap().len(), 20);
            for (pointer, query) in [
                ("/limit", "limit=0"),
                ("/limit", "limit=101"),
                ("/limit", "limit=x"),
                ("/cursor", "cursor="),
                ("/cursor", "cursor=%23"),
                ("/code", "code=token_expired"),
                ("/limit", "limit=1&limit=1"),
            ] {
                let wrong = get(&world, person, &format!("{uri}?{query}")).await;
                assert_eq!(wrong.expect_problem(400, "parameter_invalid")["errors"][0]["pointer"], pointer, "{query}");
            }
        }
    });
}

#[test]
fn nobody_is_told_of_another_organizations_application_and_of_none_nothing_is_kept() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &Permission::ALL).await;
        let (other, admin) = (Person::partner(&world).await, admin(&world).await);
        let nobody = ApplicationId::new(IdSeed { millis: 1_767_225_600_000, random: 99 });
        // A whole and right request, but for that there is no such application: warm and cold.
        let api_key = invented(&nobody, "0001");
        for process in [world.function("reference-countries"), &world.fresh("reference-countries")] {
            let call = countries();
            let token = Token::new(&api_key, &call.method, &call.uri, &call.body, world.now().seconds()).sign(&app.key);
            let call = call.header("x-api-key", &api_key).bearer(&token);
            answer(process, &call.event().to_string()).await.expect_problem(401, "api_key_invalid");
        }
        // Nor where it is no key of ours, or none at all.
        let mut keyless = app.sign(&world, countries());
        keyless.headers.retain(|(name, _)| name != "x-api-key");
        for call in [keyless.clone(), keyless.clone().header("x-api-key", "nuv_test_x")] {
            assert_eq!(world.send(&call).await.status, 401);
        }
        world.send(&app.with_token(countries(), "x")).await.expect_problem(401, "token_malformed");
        until(&world, &owner, &app, |records| records.len() == 1).await;
        let kept = world.aws.scan(Table::Usage).await;
        assert_eq!(kept.len(), 1, "the one that has an owner: {kept:?}");

        let unknown = format!("{APPLICATIONS}/{nobody}/refusals");
        let not_found = get(&world, &other, &unknown).await;
        not_found.expect_problem(404, "not_found");
        assert_eq!(get(&world, &other, &refusals_of(&app)).await.text, not_found.text);
        for org in [other.organization(), "org_0000000000000000000000"] {
            let uri = format!("{}/{}/refusals", applications_of(org), app.id);
            get(&world, &admin, &uri).await.expect_problem(404, "not_found");
        }
        // A deleted application's are nobody's either.
        world.send(&Call::new("DELETE", &format!("{APPLICATIONS}/{}", app.id)).bearer(&owner.token)).await;
        get(&world, &owner, &refusals_of(&app)).await.expect_problem(404, "not_found");
    });
}

#[test]
fn no_secret_is_in_what_is_told_wherever_the_caller_put_it() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &Permission::ALL).await;
        let (_, another) = owned(&world, &[]).await;
        let now = world.now().seconds();
        let key = app.api_key.as_str();
        // Its own keys are in no table; one of another application could be sent by mistake.
        let genuine = app.token(&world, &countries()).sign(&app.key);
        let list = |query: &str| Call::new("GET", &format!("/api/v1/customers?{query}"));
        let expired = |token: Token| token.with("iat", now - 90).with("exp", now - 60);
        let long = |before: usize| format!("x={}&cursor={key}", "y".repeat(before));
        let mut calls = vec![
            with(&world, &app, list(&format!("cursor={key}")), &expired),
            with(&world, &app, list(&format!("cursor={}", another.api_key)), &expired),
            with(&world, &app, list(&format!("token={genuine}")), &expired),
            with(&world, &app, list(&format!("cursor={key}")), &|token| token.with("uri", "/api/v1/customers")),
            with(&world, &app, list(&format!("t={genuine}")), &|token| token.with("uri", format!("/{genuine}"))),
            with(&world, &app, Call::new("GET", &format!("/api/v1/customers/{key}")), &expired),
            app.with_token(countries(), &format!("{genuine}=")),
            app.with_token(countries(), &another.api_key),
        ];
        // Over where a long URI is cut off, in the middle of a key.
        calls.extend([930, 940, 950, 960].map(|before| with(&world, &app, list(&long(before)), &expired)));
        for secret in [key, &another.api_key, &genuine] {
            for claim in ["iss", "aud", "sub", "method", "uri", "bodyHash", "jti"] {
                calls.push(with(&world, &app, countries(), &|token| token.with(claim, secret)));
            }
            calls.push(with(&world, &app, countries(), &|token| token.header(&json!({ "alg": secret }))));
            calls.push(with(&world, &app, countries(), &|token| {
                token.header(&json!({ "alg": "RS256", "typ": secret }))
            }));
            let padded = format!("{}{secret}", "z".repeat(2_000));
            calls.push(with(&world, &app, countries(), &|token| token.with("iss", padded.as_str())));
        }
        for (before, call) in calls.into_iter().enumerate() {
            // A minute for each, so that each is the one that is told.
            begin_minute(&world);
            let reply = world.send(&call).await;
            assert_eq!(reply.status, 401, "{} {}", call.uri, reply.text);
            until(&world, &owner, &app, |found| found.len() == before + 1).await;
        }
        let stored = format!("{:?}", world.aws.scan(Table::Usage).await);
        let shown = json!(all(&world, &owner, &format!("{}?limit=100", refusals_of(&app))).await).to_string();
        // Its claims bear the API key, and so are as secret as its signature.
        let (_, token) = genuine.split_once('.').unwrap();
        for text in [&stored, &shown] {
            for (what, secret) in [("API key", key), ("another's API key", &another.api_key)] {
                for start in (35..67).step_by(4) {
                    assert!(!text.contains(&secret[start..start + 8]), "{what} is told from {start}");
                }
            }
            for start in (0..token.len() - 24).step_by(24) {
                assert!(!text.contains(&token[start..start + 24]), "a token is told from {start}");
            }
        }
        // What is no secret stays: which key it was, and what the URI was but for it.
        assert!(shown.contains(&key[..35]) && shown.contains("/api/v1/customers?cursor="));
    });
}

#[test]
fn writing_down_a_refusal_neither_delays_nor_changes_the_answer() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &Permission::ALL).await;
        let uri = format!("{APPLICATIONS}/{}", app.id);
        app.call(&world, countries()).await.expect(200);
        send(&world, &owner, "PATCH", &uri, &json!({ "permissions": ["PAYMENTS_READ"] })).await.expect(200);
        let calls = || {
            let now = world.now().seconds();
            [
                ("token_malformed", app.with_token(countries(), "x")),
                (
                    "token_expired",
                    with(&world, &app, countries(), &|token| token.with("iat", now - 80).with("exp", now - 20)),
                ),
                ("permission_denied", app.sign(&world, countries())),
            ]
        };
        let mut healthy = Vec::new();
        for (_, call) in calls() {
            healthy.push(world.send(&call).await);
        }
        until(&world, &owner, &app, |records| records.len() == 3).await;
        let control = world.stack.dynamodb();
        for fault in [
            Fault::Hang,
            Fault::Refuse,
            Fault::Delay(Duration::from_secs(5)),
            Fault::status(400, "ThrottlingException"),
        ] {
            world.advance(60);
            control.set(fault.clone().on("UpdateItem").table(table(Table::Usage)));
            for (place, (code, call)) in calls().into_iter().enumerate() {
                let event = call.event().to_string();
                let start = Instant::now();
                let reply = world.send_event("reference-countries", &event).await;
                assert!(start.elapsed() < Duration::from_millis(1_000), "{fault:?} of {code}: {:?}", start.elapsed());
                assert_eq!(reply.problem().1, code);
                let (mut now, mut before) = (reply.json(), healthy[place].json());
                // Two tokens, and so two moments.
                for problem in [&mut now, &mut before] {
                    ["expected", "received"].iter().for_each(|name| _ = problem.as_object_mut().unwrap().remove(*name));
                }
                assert_eq!((now, &reply.headers), (before, &healthy[place].headers));
            }
            control.clear();
        }
        // Afterwards they are written again.
        let before = all(&world, &owner, &format!("{}?limit=100", refusals_of(&app))).await.len();
        world.advance(60);
        for (_, call) in calls() {
            world.send(&call).await;
        }
        until(&world, &owner, &app, |records| records.len() >= before + 3).await;
    });
}

#[test]
fn what_strangers_can_make_us_write_is_bounded() {
    run(async {
        let world = World::start().await;
        let (owner, app) = owned(&world, &Permission::ALL).await;
        begin_minute(&world);
        world.record();
        for number in 0..300 {
            let nobody = ApplicationId::new(IdSeed { millis: 1_767_225_600_000, random: number });
            let call = countries().header("x-api-key", invented(&nobody, "0001")).bearer("x");
            world.send(&call).await.expect_problem(401, "token_malformed");
        }
        // A minute later there is room for the owner's own.
        begin_minute(&world);
        world.send(&app.with_token(countries(), "x")).await.expect_problem(401, "token_malformed");
        until(&world, &owner, &app, |records| records.len() == 1).await;
        let calls = world.take_calls();
        let writes = calls.iter().filter(|call| name(call) == "UpdateItem usage").count();
        assert!((1..=61).contains(&writes), "{writes}");
        assert!(world.aws.scan(Table::Usage).await.len() <= 61);
    });
}

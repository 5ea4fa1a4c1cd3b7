//! Limits of refusal records: secrets, other tenants, and writes caused by strangers.

use super::super::APPLICATIONS;
use super::super::hub::{admin, applications_of, get, send};
use super::{begin_minute, countries, owned, recorded, refusals_of, with};
use crate::support::aws::{name, table};
use crate::support::{Call, Person, Token, answer, answer_alone, in_own_world, invented_key};
use contract::id::{ApplicationId, IdSeed};
use contract::permission::Permission;
use contract::table::Table;
use local::Fault;
use serde_json::json;
use std::time::{Duration, Instant};

#[test]
fn other_organizations_see_no_refusals_and_unknown_applications_have_none() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &Permission::ALL).await;
        let (other, admin) = (Person::partner(world).await, admin(world).await);
        let nobody = ApplicationId::new(IdSeed { millis: 1_767_225_600_000, random: 99 });
        // A valid request except for its unknown application, on a warm and a cold function.
        let api_key = invented_key(&nobody, "0001");
        for process in [world.function("reference-countries"), &world.fresh("reference-countries")] {
            let call = countries().sign(world, &api_key, &app.key);
            answer(process, &call.event().to_string()).await.expect_problem(401, "api_key_invalid");
        }
        // Foreign or missing keys leave no record either.
        let mut keyless = app.sign(world, countries());
        keyless.headers.retain(|(name, _)| name != "x-api-key");
        for call in [keyless.clone(), keyless.clone().header("x-api-key", "nuv_test_x")] {
            assert_eq!(world.send(&call).await.status, 401);
        }
        world.send(&app.with_token(countries(), "x")).await.expect_problem(401, "token_malformed");
        assert_eq!(recorded(world, &owner, &app).await.len(), 1);
        let kept = world.aws.scan(Table::Usage).await;
        assert_eq!(kept.len(), 1, "only the application with an owner has a record: {kept:?}");

        let unknown = format!("{APPLICATIONS}/{nobody}/refusals");
        let not_found = get(world, &other, &unknown).await;
        not_found.expect_problem(404, "not_found");
        assert_eq!(get(world, &other, &refusals_of(&app)).await.text, not_found.text);
        for org in [other.organization(), "org_0000000000000000000000"] {
            let uri = format!("{}/{}/refusals", applications_of(org), app.id);
            get(world, &admin, &uri).await.expect_problem(404, "not_found");
        }
        // Nobody sees those of a deleted application.
        world.send(&Call::delete(&format!("{APPLICATIONS}/{}", app.id)).bearer(&owner.token)).await;
        get(world, &owner, &refusals_of(&app)).await.expect_problem(404, "not_found");
    });
}

#[test]
fn no_record_contains_a_secret_wherever_the_caller_put_it() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &Permission::ALL).await;
        let (_, another) = owned(world, &[]).await;
        let key = app.api_key.as_str();
        // Raw keys are in no table. A caller may send another application's key by mistake.
        let genuine = app.token(world, &countries()).sign(&app.key);
        let list = |query: &str| Call::get(&format!("/api/v1/customers?{query}"));
        let expired = |token: Token| token.times(-90, -60);
        let long = |before: usize| format!("x={}&cursor={key}", "y".repeat(before));
        let mut calls = vec![
            with(world, &app, list(&format!("cursor={key}")), &expired),
            with(world, &app, list(&format!("cursor={}", another.api_key)), &expired),
            with(world, &app, list(&format!("token={genuine}")), &expired),
            with(world, &app, list(&format!("cursor={key}")), &|token| token.with("uri", "/api/v1/customers")),
            with(world, &app, list(&format!("t={genuine}")), &|token| token.with("uri", format!("/{genuine}"))),
            with(world, &app, Call::get(&format!("/api/v1/customers/{key}")), &expired),
        ];
        // The key lies across the point where a long URI is truncated.
        calls.extend([930, 940, 950, 960].map(|before| with(world, &app, list(&long(before)), &expired)));
        for secret in [key, &another.api_key, &genuine] {
            for claim in ["iss", "aud", "sub", "method", "uri", "bodyHash", "jti"] {
                calls.push(with(world, &app, countries(), &|token| token.with(claim, secret)));
            }
            calls.push(with(world, &app, countries(), &|token| token.header(&json!({ "alg": secret }))));
            calls
                .push(with(world, &app, countries(), &|token| token.header(&json!({ "alg": "RS256", "typ": secret }))));
            let padded = format!("{}{secret}", "z".repeat(2_000));
            calls.push(with(world, &app, countries(), &|token| token.with("iss", padded.as_str())));
        }
        for (before, call) in calls.into_iter().enumerate() {
            // One request per minute, so each has details.
            begin_minute(world);
            let reply = world.send(&call).await;
            assert_eq!(reply.status, 401, "{} {}", call.uri, reply.text);
            assert_eq!(recorded(world, &owner, &app).await.len(), before + 1);
        }
        // A malformed token leaves no text.
        let told = recorded(world, &owner, &app).await.len();
        for text in [format!("{genuine}="), another.api_key.clone()] {
            world.send(&app.with_token(countries(), &text)).await.expect_problem(401, "token_malformed");
        }
        assert_eq!(recorded(world, &owner, &app).await.len(), told + 1);
        let stored = format!("{:?}", world.aws.scan(Table::Usage).await);
        let shown = json!(recorded(world, &owner, &app).await).to_string();
        // The claims contain the API key, so they are as secret as the signature.
        let (_, token) = genuine.split_once('.').unwrap();
        for text in [&stored, &shown] {
            for (what, secret) in [("API key", key), ("another's API key", &another.api_key)] {
                for start in (35..67).step_by(4) {
                    assert!(!text.contains(&secret[start..start + 8]), "{what} is recorded from {start}");
                }
            }
            for start in (0..token.len() - 24).step_by(24) {
                assert!(!text.contains(&token[start..start + 24]), "a token is recorded from {start}");
            }
        }
        // Non-secret parts stay: the key's prefix, and the rest of the URI.
        assert!(shown.contains(&key[..35]) && shown.contains("/api/v1/customers?cursor="));
    });
}

#[test]
fn recording_a_refusal_neither_delays_nor_changes_the_answer() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &Permission::ALL).await;
        let uri = format!("{APPLICATIONS}/{}", app.id);
        app.call(world, countries()).await.expect(200);
        send(world, &owner, "PATCH", &uri, &json!({ "permissions": ["PAYMENTS_READ"] })).await.expect(200);
        let calls = || {
            [
                ("token_malformed", app.with_token(countries(), "x")),
                ("token_expired", with(world, &app, countries(), &|token| token.times(-80, -20))),
                ("permission_denied", app.sign(world, countries())),
            ]
        };
        let mut healthy = Vec::new();
        for (_, call) in calls() {
            healthy.push(world.send(&call).await);
        }
        assert_eq!(recorded(world, &owner, &app).await.len(), 3);
        let control = world.stack.dynamodb();
        for fault in [
            Fault::Hang,
            Fault::Refuse,
            Fault::Delay(Duration::from_secs(5)),
            Fault::status(400, "ThrottlingException"),
        ] {
            world.advance(60);
            for (place, (code, call)) in calls().into_iter().enumerate() {
                let event = call.event().to_string();
                control.set(fault.clone().on("UpdateItem").table(table(Table::Usage)));
                let start = Instant::now();
                let function = world.function("reference-countries");
                let reply = answer_alone(function, &event).await;
                assert!(start.elapsed() < Duration::from_millis(1_000), "{fault:?} of {code}: {:?}", start.elapsed());
                assert_eq!(reply.problem().1, code);
                let (mut now, mut before) = (reply.json(), healthy[place].json());
                // Two tokens have different times.
                for problem in [&mut now, &mut before] {
                    ["expected", "received"].iter().for_each(|name| _ = problem.as_object_mut().unwrap().remove(*name));
                }
                assert_eq!((now, &reply.headers), (before, &healthy[place].headers));
                control.clear();
                function.background().ended().await;
            }
        }
        // After the fault, refusals are recorded again.
        let before = recorded(world, &owner, &app).await.len();
        world.advance(60);
        for (_, call) in calls() {
            world.send(&call).await;
        }
        // Malformed tokens are counted in the daily record.
        assert_eq!(recorded(world, &owner, &app).await.len(), before + 2);
    });
}

#[test]
fn what_strangers_can_make_us_write_is_bounded() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &Permission::ALL).await;
        begin_minute(world);
        world.record();
        for number in 0..300 {
            let nobody = ApplicationId::new(IdSeed { millis: 1_767_225_600_000, random: number });
            let call = countries().header("x-api-key", invented_key(&nobody, "0001")).bearer("x");
            world.send(&call).await.expect_problem(401, "token_malformed");
        }
        // Refusals of an unknown application are read once and not written.
        world.send(&app.with_token(countries(), "x")).await.expect_problem(401, "token_malformed");
        assert_eq!(recorded(world, &owner, &app).await.len(), 1);
        let calls = world.take_calls();
        let of = |operation: &str| calls.iter().filter(|call| name(call) == operation).count();
        assert_eq!(of("UpdateItem usage"), 1);
        assert!(of("GetItem access") <= 301 + 10, "{}", of("GetItem access"));
        assert_eq!(world.aws.scan(Table::Usage).await.len(), 1);

        // For a known application, many requests cause one read and few writes.
        begin_minute(world);
        world.record();
        for _ in 0..300 {
            world.send(&app.with_token(countries(), "x")).await.expect_problem(401, "token_malformed");
        }
        let count = recorded(world, &owner, &app).await[0]["count"].as_u64().unwrap();
        assert!(count >= 256, "{count}");
        let calls = world.take_calls();
        let of = |operation: &str| calls.iter().filter(|call| name(call) == operation).count();
        assert!(of("UpdateItem usage") <= 40, "{}", of("UpdateItem usage"));
    });
}

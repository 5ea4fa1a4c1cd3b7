//! Records of each code, as the owner sees them.

use super::super::APPLICATIONS;
use super::super::hub::{admin, all, applications_of, organization, send};
use super::{
    Case, PROOF, REPLAY, STATE, TOKEN, begin_minute, countries, every_check, expect_told, find, local, newest, owned,
    recorded, with,
};
use crate::support::{Application, Call, SigningKey, Token, World, answer, in_own_world, texts};
use contract::api_key::{ApiKey, KeyMode};
use contract::permission::Permission;
use contract::route::JSON_BODY_LIMIT;
use contract::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Returns a case for each code of checks that need no data.
fn local_cases(world: &World, app: &Application) -> Vec<Case> {
    let token = |call: Call, change: &dyn Fn(Token) -> Token| with(world, app, call, change);
    let of = |change: &dyn Fn(Token) -> Token| token(countries(), change);
    let right = of(&|token| token);
    let unread = |code, call, failed: &str, skipped: &[&[&'static str]]| {
        let failed = every_check().into_iter().filter(|check| *check == failed).collect();
        Case { code, call, failed, skipped: [&skipped.concat()[..], &PROOF, &STATE, &REPLAY].concat(), clock: None }
    };
    let one = |code, call, failed: &'static str| local(code, call, &[failed], 0);
    let post = Call { source_ip: "2001:db8::7".to_owned(), ..Call::post("/api/v1/customers").body("{}") };
    let list = Call::get("/api/v1/customers?limit=1&cursor=");
    vec![
        one("content_encoding_unsupported", right.header("content-encoding", "gzip"), "content-encoding"),
        one("body_too_large", app.sign(world, countries().body(vec![b'x'; JSON_BODY_LIMIT + 1])), "body-size"),
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
        one("token_issuer", of(&|token| token.with("iss", "another")), "iss"),
        one("token_audience", of(&|token| token.with("aud", "another")), "aud"),
        one("token_subject_mismatch", of(&|token| token.with("sub", "another")), "sub"),
        one("token_method_mismatch", token(post, &|token| token.with("method", "GET")), "method"),
        one("token_uri_mismatch", token(list, &|token| token.with("uri", "/api/v1/customers")), "uri"),
        one("token_header_mismatch", of(&|token| token.with("headers", json!({ "if-match": "1" }))), "headers"),
        one("token_lifetime_too_long", of(&|token| token.times(0, 61)), "lifetime"),
        local("token_not_yet_valid", of(&|token| token.times(30, 60)), &["iat"], -30),
        local("token_expired", of(&|token| token.times(-67, -7)), &["exp"], 67),
        one("token_body_hash_mismatch", of(&|token| token.with("bodyHash", "0".repeat(64))), "bodyHash"),
    ]
}

#[test]
fn each_local_code_has_a_record_with_all_possible_checks() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &Permission::ALL).await;
        let mut cases = local_cases(world, &app);
        let mut replies = Vec::new();
        for case in &cases {
            replies.push(world.send(&case.call).await);
        }
        let records = recorded(world, &owner, &app).await;
        assert_eq!(records.len(), cases.len());
        let codes: BTreeSet<_> = texts(&records, "code").into_iter().collect();
        assert_eq!(codes, cases.iter().map(|case| case.code).collect());
        for (case, reply) in cases.iter().zip(&replies) {
            expect_told(&app, case, find(&records, case.code).unwrap(), reply);
        }

        // With several failures, the first one is the code and all are listed.
        begin_minute(world);
        let call = countries().header("content-encoding", "br").body("x");
        let call = with(world, &app, call, &|token| {
            token.with("aud", "other").with("method", "PUT").times(-90, -20).with("bodyHash", "")
        });
        let failed = ["content-encoding", "aud", "method", "lifetime", "exp", "bodyHash"];
        cases = vec![local("content_encoding_unsupported", call, &failed, 90)];
        let reply = world.send(&cases[0].call).await;
        let minute = world.now().seconds() / 60;
        let records = recorded(world, &owner, &app).await;
        expect_told(&app, &cases[0], &records[0], &reply);
        let at: Timestamp = records[0]["at"].as_str().unwrap().parse().unwrap();
        assert_eq!(at.seconds() / 60, minute, "newest first");

        // An admin sees the same over both routes.
        let admin = admin(world).await;
        let theirs = format!("{}/{}/refusals?limit=100", applications_of(owner.organization()), app.id);
        assert_eq!(all(world, &admin, &theirs).await, records);
    });
}

#[test]
fn an_unproved_callers_record_names_the_failed_layer() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &Permission::ALL).await;
        let stranger = SigningKey::generate();
        let unproved = [&STATE[..], &REPLAY].concat();
        let unread = || vec!["kid", "signature"];
        for warm in [false, true] {
            for (code, api_key, key, failed, skipped) in [
                ("signature_invalid", app.api_key.clone(), &stranger, "signature", vec![]),
                ("api_key_invalid", app.other_secret(), &app.key, "api-key", unread()),
                ("api_key_invalid", app.unissued_key(), &app.key, "api-key", unread()),
            ] {
                begin_minute(world);
                let call = countries().sign(world, &api_key, key);
                let reply = world.send(&call).await;
                let skipped = [skipped, unproved.clone()].concat();
                let case = Case { code, call, failed: vec![failed], skipped, clock: Some(0) };
                let prefix = ApiKey::parse(&api_key, KeyMode::Test).unwrap().displayed_prefix().to_owned();
                let mut newest = newest(world, &owner, &app).await;
                assert_eq!((&newest["code"], &newest["keyPrefix"]), (&json!(code), &json!(prefix)));
                newest["keyPrefix"] = app.created["apiKeys"][0]["prefix"].clone();
                expect_told(&app, &case, &newest, &reply);
            }
            if !warm {
                app.call(world, countries()).await.expect(200);
            }
        }
    });
}

#[test]
fn a_proved_callers_record_has_every_check() {
    in_own_world(async |world| {
        let (owner, app) = owned(world, &[]).await;
        let uri = format!("{APPLICATIONS}/{}", app.id);
        let admin = admin(world).await;
        let org = organization(owner.organization());
        let mut failed: Vec<&str> = Vec::new();
        // Failures accumulate; the first in the order of checks is the code.
        let patch = |uri: &str, body: Value| Call::patch(uri).json(&body);
        let addresses = json!({ "allowedSourceIps": ["10.0.0.0/8"] });
        let revoke = Call::post(&format!("{uri}/api-keys/{}/revoke", app.key_id()));
        let steps = [
            ("permission_denied", "permission", &owner, patch(&uri, json!({ "name": "Renamed" }))),
            ("source_ip_not_allowed", "source-ip", &owner, patch(&uri, addresses)),
            ("application_disabled", "application", &admin, patch(&org, json!({ "enabled": false }))),
            ("api_key_revoked", "api-key-state", &owner, revoke),
        ];
        for (code, check, person, change) in steps {
            world.send(&change.bearer(&person.token)).await.expect(200);
            failed.push(check);
            for cold in [false, true] {
                begin_minute(world);
                let call = app.sign(world, countries());
                let reply = match cold {
                    true => answer(&world.fresh("reference-countries"), &call.event().to_string()).await,
                    false => world.send(&call).await,
                };
                let case = Case { code, call, failed: failed.clone(), skipped: REPLAY.to_vec(), clock: Some(0) };
                let minute = Timestamp::from_seconds(world.now().seconds() / 60 * 60).to_string();
                let newest = newest(world, &owner, &app).await;
                assert!(newest["at"].as_str().unwrap() >= minute.as_str(), "{newest}");
                expect_told(&app, &case, &newest, &reply);
            }
        }
        let records = recorded(world, &owner, &app).await;
        assert_eq!(records.len(), 8);
        let told = find(&records, "permission_denied").unwrap()["checks"].as_array().unwrap().clone();
        let permission = told.iter().find(|check| check["check"] == "permission").unwrap();
        assert_eq!(permission["expected"], "CUSTOMERS_READ", "the missing permission");

        // Tests an expired key, a disabled application and a replayed token.
        let ends = world.now().plus_seconds(30);
        let more = json!({ "keyExpiresAt": ends });
        send(world, &admin, "PATCH", &org, &json!({ "enabled": true })).await.expect(200);
        let app = Application::create_by(world, &owner.token, &Permission::ALL, more).await;
        let call = app.sign(world, countries());
        world.send(&call).await.expect(200);
        let replayed = Case { code: "replay_detected", call, failed: REPLAY.to_vec(), skipped: vec![], clock: Some(0) };
        let reply = world.send(&replayed.call).await;
        let records = recorded(world, &owner, &app).await;
        expect_told(&app, &replayed, &records[0], &reply);
        world.advance(31);
        let uri = format!("{APPLICATIONS}/{}", app.id);
        send(world, &owner, "PATCH", &uri, &json!({ "enabled": false })).await.expect(200);
        let call = app.sign(world, countries());
        let failed = vec!["api-key-state", "application"];
        let expired = Case { code: "api_key_expired", call, failed, skipped: REPLAY.to_vec(), clock: Some(0) };
        let reply = world.send(&expired.call).await;
        let records = recorded(world, &owner, &app).await;
        assert_eq!(records.len(), 2);
        expect_told(&app, &expired, find(&records, "api_key_expired").unwrap(), &reply);
    });
}

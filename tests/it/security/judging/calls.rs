//! AWS calls per verdict.

use std::time::Duration;

use local::Fault;
use serde_json::json;

use super::countries;
use crate::support::aws::{deciding, name, names};
use crate::support::{
    Application, Call, Reply, SigningKey, Token, World, answer, in_own_world, in_own_world_with, nobodys_key,
};

const FUNCTION: &str = "reference-countries";

/// Sends a request to a cold function.
async fn send_cold(world: &World, call: &Call) -> Reply {
    answer(&world.fresh(FUNCTION), &call.event().to_string()).await
}

#[test]
fn local_refusals_make_no_aws_call() {
    in_own_world_with(Application::with_everything, async |world, app| {
        app.call(world, countries()).await.expect(200);
        let with = |change: &dyn Fn(Token) -> Token| {
            let call = countries();
            let token = change(app.token(world, &call)).sign(&app.key);
            app.with_token(call, &token)
        };
        let keyed = |api_key: &str| countries().sign(world, api_key, &app.key);
        let right = with(&|token| token);
        let without = |name: &str| {
            let mut call = right.clone();
            call.headers.retain(|(found, _)| found != name);
            call
        };
        let mut typo = app.api_key.clone();
        typo.replace_range(typo.len() - 1.., if typo.ends_with('0') { "1" } else { "0" });
        let live = app.api_key.replace("nuv_test_", "nuv_live_");

        let cases: &[(&str, Call)] = &[
            ("api_key_missing", without("x-api-key")),
            ("signature_missing", without("authorization")),
            ("header_duplicated", right.clone().header("x-api-key", &app.api_key)),
            ("content_encoding_unsupported", right.clone().header("content-encoding", "gzip")),
            ("body_too_large", app.sign(world, countries().body(vec![b'x'; contract::route::JSON_BODY_LIMIT + 1]))),
            ("api_key_invalid", keyed("nuv_test_short")),
            ("api_key_invalid", keyed(&typo)),
            ("api_key_invalid", keyed(&live)),
            ("token_malformed", app.with_token(countries(), "a.b")),
            ("token_algorithm", with(&|token| token.header(&json!({ "alg": "none" })))),
            ("token_critical_header", with(&|token| token.header(&json!({ "alg": "RS256", "crit": ["b64"] })))),
            ("token_claim_missing", with(&|token| token.without("jti"))),
            ("token_claim_invalid", with(&|token| token.with("jti", "short"))),
            ("token_issuer", with(&|token| token.with("iss", "another"))),
            ("token_audience", with(&|token| token.with("aud", "another"))),
            ("token_subject_mismatch", with(&|token| token.with("sub", app.other_secret()))),
            ("token_method_mismatch", with(&|token| token.with("method", "POST"))),
            ("token_uri_mismatch", with(&|token| token.with("uri", "/api/v1/customers"))),
            ("token_body_hash_mismatch", with(&|token| token.with("bodyHash", "0".repeat(64)))),
            ("token_header_mismatch", with(&|token| token.with("headers", json!({ "if-match": "1" })))),
            ("token_lifetime_too_long", with(&|token| token.times(0, 61))),
            ("token_not_yet_valid", with(&|token| token.times(20, 60))),
            ("token_expired", with(&|token| token.times(-67, -7))),
        ];
        // Background calls that record the refusal are not part of the verdict, which is the same while no service
        // answers.
        let controls = [world.stack.dynamodb(), world.stack.kms()];
        controls.iter().for_each(|control| control.set(Fault::Refuse));
        for (code, call) in cases {
            for reply in [world.send(call).await, send_cold(world, call).await] {
                assert_eq!(reply.problem().1, *code, "{}", reply.text);
            }
        }
        world.send(&right).await.expect_problem(503, "dependency_unavailable");
        controls.iter().for_each(|control| control.clear());
        // The unaltered request is valid.
        world.send(&right).await.expect(200);
    });
}

#[test]
fn an_unknown_or_wrong_key_costs_only_its_look_up() {
    in_own_world_with(Application::with_everything, async |world, app| {
        app.call(world, countries()).await.expect(200);
        let stranger = SigningKey::generate();
        let (unknown, unissued) = (nobodys_key(), app.unissued_key());
        let wrong = app.other_secret();

        let found = &["GetItem access"][..];
        let hashed = &["GetItem access", "GenerateMac"][..];
        let cases = [
            ("unknown application", &unknown, &app.key, "api_key_invalid", found, found),
            ("unknown key", &unissued, &app.key, "api_key_invalid", found, found),
            ("wrong secret", &wrong, &app.key, "api_key_invalid", hashed, hashed),
            ("wrong secret and signature", &wrong, &stranger, "api_key_invalid", hashed, hashed),
            ("wrong signature", &app.api_key, &stranger, "signature_invalid", hashed, found),
        ];
        world.record();
        for (what, api_key, key, code, cold, warm) in cases {
            let refused = send_cold(world, &countries().sign(world, api_key, key)).await;
            refused.expect_problem(401, code);
            assert_eq!(names(&deciding(world.take_calls())), cold, "{what}, cold");
            let again = world.send(&countries().sign(world, api_key, key)).await;
            assert_eq!(again.expect_problem(401, code), refused.json(), "both answers agree");
            assert_eq!(names(&deciding(world.take_calls())), warm, "{what}, warm");
        }
    });
}

#[test]
fn a_warm_request_costs_one_round_trip() {
    in_own_world_with(Application::with_everything, async |world, app| {
        world.record();
        app.call(world, countries()).await.expect(200);
        let first = world.take_calls();
        assert_eq!(names(&first), ["GetItem access", "GenerateMac", "PutItem replay", "UpdateItem usage"]);
        for pair in first.windows(2) {
            assert!(!pair[0].overlaps(&pair[1]), "{} before {}", name(&pair[0]), name(&pair[1]));
        }

        world.stack.dynamodb().set(Fault::Delay(Duration::from_millis(20)));
        for _ in 0..5 {
            app.call(world, countries()).await.expect(200);
            let warm = world.take_calls();
            let mut both = names(&warm);
            both.sort_unstable();
            assert_eq!(both, ["GetItem access", "PutItem replay"]);
            assert!(warm[0].overlaps(&warm[1]), "both calls run concurrently");
        }
        world.stack.dynamodb().clear();

        // A minute later, the use is recorded again, once.
        world.advance(60);
        for expected in [1, 0] {
            app.call(world, countries()).await.expect(200);
            let noted = world.take_calls().iter().filter(|call| name(call) == "UpdateItem usage").count();
            assert_eq!(noted, expected);
        }
    });
}

#[test]
fn kms_hashes_each_key_once_until_the_cache_expires() {
    in_own_world(async |world| {
        let mut apps = Vec::new();
        for _ in 0..5 {
            apps.push(Application::with_everything(world).await);
        }
        world.record();
        for app in apps.iter().cycle().take(200) {
            app.call(world, countries()).await.expect(200);
        }
        let hashes = || world.take_calls().iter().filter(|call| name(call) == "GenerateMac").count();
        assert_eq!(hashes(), apps.len());

        // Disabling the HMAC key takes effect when cached hashes are 15 minutes old.
        let app = &apps[0];
        world.aws.disable_hmac_key(world).await;
        world.take_calls();
        // Earlier steps used part of the 15 minutes.
        world.advance(15 * 60 - 60);
        app.call(world, countries()).await.expect(200);
        assert_eq!(hashes(), 0);
        world.advance(60);
        let refused = app.call(world, countries()).await;
        refused.expect_problem(503, "dependency_unavailable");
        assert!(refused.header("retry-after").is_some());
        assert!(hashes() >= 1);
        world.aws.enable_hmac_key(world).await;
        app.call(world, countries()).await.expect(200);
        world.take_calls();
        app.call(world, countries()).await.expect(200);
        assert_eq!(hashes(), 0, "the hash is cached again");
    });
}

//! `signature-diagnose`: reports every check, and reveals no more than a refusal.
//!
//! `Target::refuses` asserts the reported code of every attack.

use contract::permission::Permission;
use provision::DemoUser;
use serde_json::{Value, json};

use super::state::{disable, revoke};
use super::target::{DIAGNOSE, URI, attack, failed};
use crate::support::aws::{number, set_api_key};
use crate::support::{Application, Call, Reply, SigningKey, in_world, nobodys_key};

fn outcomes(diagnosis: &Value) -> Vec<(&str, &str)> {
    let checks = diagnosis["checks"].as_array().unwrap().iter();
    checks.map(|check| (check["check"].as_str().unwrap(), check["outcome"].as_str().unwrap())).collect()
}

#[test]
fn a_valid_request_is_accepted_by_every_method_without_using_its_jti() {
    attack(async |target| {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND"] {
            let signed = target.app.sign(target.world, Call::new(method, &format!("{DIAGNOSE}?a=b")).body(*b"\0\xff"));
            for _ in 0..3 {
                let diagnosis = target.world.send(&signed).await.expect(200);
                assert_eq!(diagnosis["accepted"], true, "{method}: {diagnosis}");
                assert!((0..60).contains(&diagnosis["clockDifferenceSeconds"].as_i64().unwrap()));
                for (check, outcome) in outcomes(&diagnosis) {
                    let expected = if check == "permission" { "SKIPPED" } else { "PASSED" };
                    assert_eq!(outcome, expected, "{method}: {check}");
                }
                assert_eq!(outcomes(&diagnosis).len(), verify::Check::ALL.len());
            }
        }
    });
}

#[test]
fn the_jti_of_a_diagnosis_stays_usable() {
    attack(async |target| {
        let diagnosed = Call::get(DIAGNOSE);
        let token = target.app.token(target.world, &diagnosed);
        let signed = target.app.bear(diagnosed, &token.clone());
        assert_eq!(target.world.send(&signed).await.expect(200)["accepted"], true);
        let real = target.app.bear(Call::get(URI), &token.with("uri", URI));
        target.world.send(&real).await.expect(200);
        let after = target.world.send(&signed).await.expect(200);
        assert_eq!((&after["accepted"], &failed(&after)["check"]), (&json!(false), &json!("jti")));
    });
}

#[test]
fn several_mistakes_are_reported_together() {
    attack(async |target| {
        let call = Call::post(DIAGNOSE).body("x");
        let token = target
            .app
            .token(target.world, &call)
            .with("iss", "me")
            .with("aud", "you")
            .with("method", "post")
            .with("uri", "/")
            .with("bodyHash", "")
            .with("exp", 0);
        let signed = target.app.bear(call.clone(), &token.clone());
        let diagnosis = target.world.send(&signed).await.expect(200);
        let failed: Vec<_> = outcomes(&diagnosis).into_iter().filter(|(_, o)| *o == "FAILED").map(|(c, _)| c).collect();
        assert_eq!(failed, ["iss", "aud", "method", "uri", "lifetime", "exp", "bodyHash"]);
        // Only the owner could sign this, so all checks are reported.
        for (check, outcome) in outcomes(&diagnosis).into_iter().skip_while(|(check, _)| *check != "signature") {
            assert_eq!(outcome, if check == "permission" { "SKIPPED" } else { "PASSED" }, "{check}");
        }
        let unsigned = target.app.with_token(call, &token.with_signature(&[1; 256]));
        let diagnosis = target.world.send(&unsigned).await.expect(200);
        for (check, outcome) in outcomes(&diagnosis).into_iter().skip_while(|(check, _)| *check != "api-key-state") {
            assert_eq!(outcome, "SKIPPED", "{check}: the application's state is revealed to a stranger");
        }
        assert_eq!(diagnosis["checks"][8]["expected"], "nuvera-api");
        assert_eq!(diagnosis["checks"][8]["received"], "me");
        // An unreadable header leaves nothing to check but the request itself.
        let call = Call::get(DIAGNOSE);
        let unsigned = target.app.token(target.world, &call).header(&json!({ "alg": "none" })).with_signature(&[]);
        let diagnosis = target.world.send(&target.app.with_token(call, &unsigned)).await.expect(200);
        for (check, outcome) in outcomes(&diagnosis).into_iter().skip_while(|(check, _)| *check != "signature") {
            assert_eq!(outcome, "SKIPPED", "{check}");
        }
    });
}

#[test]
fn a_caller_without_a_secret_learns_nothing_about_a_key() {
    in_world(async |world| {
        let [live, revoked, disabled, limited, expired] =
            [json!({}), json!({}), json!({}), json!({ "allowedSourceIps": ["203.0.113.1"] }), json!({})]
                .map(|more| Application::create_as(world, DemoUser::Partner, &Permission::ALL, more));
        let (live, revoked, disabled, limited, expired) =
            (live.await, revoked.await, disabled.await, limited.await, expired.await);
        revoke(world, &revoked).await;
        disable(world, &disabled).await;
        world.aws.edit_application(&expired.id, |item| set_api_key(item, "expiresAt", number(1))).await;
        let stranger = SigningKey::generate();
        let mut answers: Vec<[Reply; 2]> = Vec::new();
        let tried = [
            (nobodys_key(), &live.key),
            (live.unissued_key(), &live.key),
            (live.other_secret(), &live.key),
            (revoked.other_secret(), &revoked.key),
            (disabled.other_secret(), &disabled.key),
            (limited.other_secret(), &limited.key),
            (expired.other_secret(), &expired.key),
        ];
        // In the second round, the functions have cached the applications.
        for (key, own) in tried.iter().chain(&tried) {
            for signer in [own, &stranger] {
                let send = async |uri: &str| world.send(&Call::get(uri).sign(world, key, signer)).await;
                answers.push([send(URI).await, send(DIAGNOSE).await]);
            }
            live.get(world, URI).await.expect(200);
        }
        for [refusal, diagnosis] in &answers {
            assert_eq!((refusal.status, &refusal.text), (401, &answers[0][0].text));
            assert_eq!(refusal.headers, answers[0][0].headers);
            assert_eq!(diagnosis.json()["checks"], answers[0][1].json()["checks"]);
            assert_eq!(failed(&diagnosis.json())["code"], "api_key_invalid");
            assert_eq!(diagnosis.json()["accepted"], false);
        }
        assert_eq!(answers[0][0].problem().1, "api_key_invalid");
    });
}

/// A caller with only the API key learns that the signature fails, and no state of key or application.
#[test]
fn a_caller_without_the_signing_key_learns_no_state() {
    in_world(async |world| {
        let (live, revoked, disabled) = (
            Application::with_everything(world).await,
            Application::with_everything(world).await,
            Application::with_everything(world).await,
        );
        revoke(world, &revoked).await;
        disable(world, &disabled).await;
        let stranger = SigningKey::generate();
        let mut told = Vec::new();
        for app in [&live, &revoked, &disabled] {
            for uri in [URI, DIAGNOSE] {
                let call = Call::get(uri);
                let token = app.token(world, &call).sign(&stranger);
                told.push(world.send(&app.with_token(call, &token)).await);
            }
        }
        let without = |fingerprint: &str, text: &str| text.replace(fingerprint, "");
        for (pair, app) in told.chunks(2).zip([&live, &revoked, &disabled]) {
            assert_eq!(pair[0].problem(), (401, "signature_invalid".to_owned()));
            // Exception: the fingerprints of signing keys are not secret to the API key's holder.
            let (own, first) = (app.key.fingerprint(), live.key.fingerprint());
            assert_eq!(without(&own, &pair[0].text), without(&first, &told[0].text));
            let checks = |reply: &crate::support::Reply| reply.json()["checks"].to_string();
            assert_eq!(without(&own, &checks(&pair[1])), without(&first, &checks(&told[1])));
            assert_eq!(
                failed(&pair[1].json()),
                &json!({ "check": "signature", "outcome": "FAILED", "code": "signature_invalid", "expected": own })
            );
        }
        let told: Vec<_> = [("api_key_revoked", &revoked), ("application_disabled", &disabled)].into_iter().collect();
        for (code, app) in told {
            assert_eq!(failed(&app.get(world, DIAGNOSE).await.expect(200))["code"], code);
        }
    });
}

#[test]
fn the_diagnosis_route_is_itself_diagnosed() {
    attack(async |target| {
        for (uri, status, code) in [
            ("/api/v1/signature/diagnose/", 404, "not_found"),
            ("/api/v1/signature/Diagnose", 404, "not_found"),
            ("/api/v1/signature//diagnose", 400, "request_path_invalid"),
        ] {
            let signed = target.app.sign(target.world, Call::get(uri));
            target.world.send(&signed).await.expect_problem(status, code);
        }
    });
}

//! Signed headers: named in the token, or required to be named.

use contract::code::Code;
use serde_json::{Value, json};

use super::target::{attack, names};
use crate::support::{Application, CUSTOMERS, Call, Person, World, customer_body, in_own_world_with};
use contract::permission::Permission;

fn post(headers: &[(&str, &str)]) -> Call {
    let call = Call::post(CUSTOMERS).body(customer_body(json!({})).to_string());
    headers.iter().fold(call, |call, (name, value)| call.header(name, *value))
}

fn signed(world: &World, app: &Application, call: Call, claim: &Value) -> Call {
    let token = app.token(world, &call).with("headers", claim.clone());
    app.bear(call, &token)
}

/// An intermediary cannot change headers that the token names.
#[test]
fn a_named_header_cannot_be_changed_removed_or_repeated() {
    attack(async |target| {
        let claim =
            json!({ "content-type": "application/json", "idempotency-key": "key-of-the-owner", "if-match": "\"1\"" });
        let right =
            [("content-type", "application/json"), ("idempotency-key", "key-of-the-owner"), ("if-match", "\"1\"")];
        let absent = |name: &str| format!("{name}: absent");
        for (place, (name, value)) in right.into_iter().enumerate() {
            for (header, told) in [
                (None, absent(name)),
                (Some("another".to_owned()), format!("{name}: another")),
                (Some(value.to_uppercase() + " "), format!("{name}: {}", value.to_uppercase())),
                (Some(format!("{value},{value}")), format!("{name}: {value},{value}")),
            ] {
                // The hash of the header ignores case.
                if header.as_deref().is_some_and(|header| header.trim() == value) {
                    continue;
                }
                let mut headers = right.to_vec();
                match &header {
                    None => drop(headers.remove(place)),
                    Some(other) => headers[place].1 = other,
                }
                let sent = |call: Call| headers.iter().fold(call, |call, (name, value)| call.header(name, *value));
                let problem = target
                    .refuses_call(&format!("{name}: {header:?}"), Code::TokenHeaderMismatch, |call, token| {
                        target.app.bear(sent(call), &token.with("headers", claim.clone()))
                    })
                    .await;
                names(&problem, told, format!("{name}: {value}"));
            }
        }
        // API Gateway joins repeated headers.
        let twice = |call: Call| call.header("if-match", "\"1\"").header("If-Match", "\"1\"");
        target
            .refuses_call("twice", Code::TokenHeaderMismatch, |call, token| {
                target.app.bear(twice(call), &token.with("headers", json!({ "if-match": "\"1\"" })))
            })
            .await;
        // Headers that are not named may have any value.
        target
            .accepts_call("unnamed", |call, token| {
                let call = call.header("if-match", "x").header("accept", "*/*");
                target.app.bear(call, &token.with("headers", json!({})))
            })
            .await;
        target
            .accepts_call("all three", |call, token| {
                let call = right.iter().fold(call, |call, (name, value)| call.header(name, *value));
                target.app.bear(call, &token.with("headers", claim.clone()))
            })
            .await;
    });
}

#[test]
fn the_claim_must_be_an_object_of_signable_names() {
    attack(async |target| {
        for wrong in [
            json!(null),
            json!([]),
            json!(["if-match"]),
            json!("if-match"),
            json!({ "If-Match": "x" }),
            json!({ "authorization": "x" }),
            json!({ "x-api-key": target.app.api_key }),
            json!({ "if-match": null }),
            json!({ "if-match": 1 }),
            json!({ "if-match": ["x"] }),
        ] {
            let what = wrong.to_string();
            target.refuses_claims(&what, Code::TokenClaimInvalid, |token| token.with("headers", wrong.clone())).await;
        }
        target
            .refuses_claims("a name twice", Code::TokenDuplicateName, |token| {
                super::target::with_raw(token, "headers", r#"{"if-match":"1","if-\u006datch":"1"}"#)
            })
            .await;
    });
}

/// The application's rule is set by partner and admins, recorded, and effective for the next request.
#[test]
fn a_requiring_application_is_served_only_with_all_headers_named() {
    in_own_world_with(Person::partner, async |world, owner| {
        let app = Application::create_by(world, &owner.token, &Permission::ALL, json!({})).await;
        assert_eq!(app.created["requireSignedHeaders"], false);
        let json = ("content-type", "application/json");
        let key = ("idempotency-key", "0123456789abcdef");
        let of =
            |headers: &[(&str, &str)]| json!(headers.iter().copied().collect::<std::collections::BTreeMap<_, _>>());
        let cases = [
            (vec![json], vec![json], None),
            (vec![json, key], vec![json, key], None),
            (vec![json, key], vec![json], Some("idempotency-key")),
            (vec![json], vec![], Some("content-type")),
            (vec![json, ("if-match", "*")], vec![json], Some("if-match")),
        ];
        // Without the rule, an old client's requests are served.
        world.send(&app.sign(world, post(&[json]))).await.expect(201);
        let uri = format!("/partner/v1/api-applications/{}", app.id);
        let set = async |on: bool| {
            let call = Call::patch(&uri).bearer(&owner.token).json(&json!({ "requireSignedHeaders": on }));
            assert_eq!(world.send(&call).await.expect(200)["requireSignedHeaders"], on);
        };
        set(true).await;
        for (sent, named, missing) in cases {
            let reply = world.send(&signed(world, &app, post(&sent), &of(&named))).await;
            match missing {
                None => assert_eq!(reply.status, 201, "{sent:?}: {}", reply.text),
                Some(name) => {
                    let problem = reply.expect_problem(401, Code::TokenHeaderUnsigned.name());
                    assert_eq!(problem["expected"], format!("headers: {name}"), "{sent:?}");
                }
            }
        }
        // Without signable headers, the claim is not needed.
        app.get(world, CUSTOMERS).await.expect(200);
        world.send(&app.sign(world, post(&[json]))).await.expect_problem(401, "token_header_unsigned");
        set(false).await;
        world.send(&app.sign(world, post(&[json]))).await.expect(201);
    });
}

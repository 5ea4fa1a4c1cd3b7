//! Bodies that differ from the signed ones, and signed but invalid bodies.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::customer::CUSTOMER_BODY_LIMIT;
use contract::route::JSON_BODY_LIMIT;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::target::{DIAGNOSE, Target, URI, attack, names};
use crate::support::{CUSTOMERS, Call, Reply, customer_body};

fn hash(body: &[u8]) -> String {
    hex::encode(Sha256::digest(body))
}

fn post(body: &[u8]) -> Call {
    Call::post(CUSTOMERS).header("content-type", "application/json").body(body)
}

fn draft() -> Vec<u8> {
    customer_body(json!({ "draft": true })).to_string().into_bytes()
}

#[test]
fn a_body_that_was_changed_after_signing_is_refused_with_both_hashes() {
    attack(async |target| {
        let signed = draft();
        let pretty = serde_json::to_vec_pretty(&serde_json::from_slice::<Value>(&signed).unwrap()).unwrap();
        let text = String::from_utf8(signed.clone()).unwrap();
        let sent: [(&str, Vec<u8>); 14] = [
            ("a line break behind", [&signed[..], b"\n"].concat()),
            ("CRLF behind", [&signed[..], b"\r\n"].concat()),
            ("a space in front", [b" ", &signed[..]].concat()),
            ("a zero behind", [&signed[..], b"\0"].concat()),
            ("a byte order mark", [b"\xef\xbb\xbf", &signed[..]].concat()),
            ("written again", pretty),
            ("members in another order", {
                let Value::Object(members) = serde_json::from_slice(&signed).unwrap() else { panic!() };
                Value::Object(members.into_iter().rev().collect()).to_string().into_bytes()
            }),
            ("an escape", text.replace("Ada", "\\u0041da").into_bytes()),
            ("another value", text.replace("Ada", "Eve").into_bytes()),
            ("a member more", text.replacen('{', "{\"x\":1,", 1).into_bytes()),
            ("truncated", signed[..signed.len() - 1].to_vec()),
            ("empty", Vec::new()),
            ("in base64", STANDARD.encode(&signed).into_bytes()),
            ("twice", [&signed[..], &signed[..]].concat()),
        ];
        for (what, body) in sent {
            let token = target.app.token(target.world, &post(&signed));
            let call = target.app.bear(post(&body), &token.clone());
            let problem = target.world.send(&call).await.expect_problem(401, "token_body_hash_mismatch");
            names(&problem, hash(&body), hash(&signed));
            // The signed body is accepted with the same jti.
            let right = target.app.bear(post(&signed), &token);
            assert_eq!(target.world.send(&right).await.status, 201, "{what}");
        }
    });
}

#[test]
fn a_body_hash_has_one_spelling() {
    attack(async |target| {
        let right = hash(b"");
        assert_eq!(right, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for wrong in [
            String::new(),
            right.to_uppercase(),
            right[..63].to_owned(),
            format!("{right}0"),
            format!(" {right}"),
            format!("sha256:{right}"),
            format!("0x{right}"),
            STANDARD.encode(Sha256::digest(b"")),
            hash(b"null"),
            hash(b"{}"),
            "0".repeat(64),
        ] {
            let code = contract::code::Code::TokenBodyHashMismatch;
            let problem = target.refuses_claims(&wrong, code, |token| token.with("bodyHash", wrong.as_str())).await;
            names(&problem, right.as_str(), wrong.as_str());
        }
    });
}

#[test]
fn a_get_with_a_body_is_refused_unsigned_and_signed() {
    attack(async |target| {
        let bare = Call::get(URI);
        for body in ["{}", "\n", "\0", "x"] {
            let token = target.app.token(target.world, &bare).sign(target.key());
            let call = target.app.with_token(bare.clone().body(body), &token);
            let problem = target.world.send(&call).await.expect_problem(401, "token_body_hash_mismatch");
            names(&problem, hash(body.as_bytes()), hash(b""));
            target.call(bare.clone().body(body)).await.expect_problem(400, "body_invalid");
        }
    });
}

#[test]
fn every_byte_is_hashed_unchanged() {
    attack(async |target| {
        let all: Vec<u8> = (0..=255).collect();
        for body in [all.clone(), all.repeat(8), vec![0; 1_000], vec![0xff; 1_001], b"\r\n\r\n".to_vec()] {
            let call = Call::post(DIAGNOSE).header("content-type", "application/octet-stream").body(body);
            assert_eq!(target.call(call).await.expect(200)["accepted"], true);
        }
        let mut one_bit = all.clone();
        one_bit[128] ^= 1;
        let token = target.app.token(target.world, &Call::post(DIAGNOSE).body(all)).sign(target.key());
        let call = target.app.with_token(Call::post(DIAGNOSE).body(one_bit), &token);
        let diagnosis = target.world.send(&call).await.expect(200);
        assert_eq!(super::target::failed(&diagnosis)["code"], "token_body_hash_mismatch");
    });
}

/// Sends a valid request for `signed` with the event's body replaced.
async fn with_event_body(target: &Target, signed: &[u8], body: Value, base64: Value) -> Reply {
    let mut event = target.app.sign(target.world, post(signed)).event();
    event["body"] = body;
    event["isBase64Encoded"] = base64;
    target.world.send_event("customers-create", &event.to_string()).await
}

#[test]
fn an_event_body_that_is_no_base64_is_refused() {
    attack(async |target| {
        for wrong in ["%%%", "YQ", "YQ=", "YR==", "YQ===", "YQ==\n", "Y Q==", "YQ==YQ==", "_-_-", "\u{0}", "=", "ü"] {
            let reply = with_event_body(target, b"a", json!(wrong), json!(true)).await;
            assert_eq!(reply.problem(), (400, "body_invalid".to_owned()), "{wrong:?}");
        }
    });
}

#[test]
fn an_event_body_is_decoded_by_the_events_flag() {
    attack(async |target| {
        let body = draft();
        let text = json!(String::from_utf8(body.clone()).unwrap());
        let encoded = json!(STANDARD.encode(&body));
        for (what, event_body, base64, status) in [
            ("base64", &encoded, json!(true), 201),
            ("text", &text, json!(false), 201),
            ("text, as the default", &text, json!(null), 201),
            ("base64 taken for text", &encoded, json!(false), 401),
            ("text taken for base64", &text, json!(true), 400),
            ("none", &json!(null), json!(true), 401),
            ("none, not encoded", &json!(null), json!(false), 401),
        ] {
            let reply = with_event_body(target, &body, event_body.clone(), base64).await;
            assert_eq!(reply.status, status, "{what}: {}", reply.text);
        }
    });
}

#[test]
fn a_body_may_have_at_most_its_routes_limit() {
    attack(async |target| {
        let padded = |length: usize| {
            let mut body = draft();
            body.resize(length, b' ');
            body
        };
        target.call(post(&padded(CUSTOMER_BODY_LIMIT))).await.expect(201);
        for length in [CUSTOMER_BODY_LIMIT + 1, CUSTOMER_BODY_LIMIT * 2, 6 << 20] {
            let problem = target.call(post(&padded(length))).await.expect_problem(413, "body_too_large");
            names(&problem, format!("at most {CUSTOMER_BODY_LIMIT} bytes"), format!("{length} bytes"));
            // The size is checked before the caller.
            target.world.send(&post(&padded(length))).await.expect_problem(413, "body_too_large");
            let diagnosis = target.call(Call::post(DIAGNOSE).body(padded(length))).await.expect(200);
            assert_eq!(super::target::failed(&diagnosis)["code"], "body_too_large");
        }
        let token = target.world.token(provision::DemoUser::Partner);
        let call = Call::post("/partner/v1/api-applications").bearer(&token);
        let call = call.header("content-type", "application/json").body(padded(JSON_BODY_LIMIT + 1));
        target.world.send(&call).await.expect_problem(413, "body_too_large");
    });
}

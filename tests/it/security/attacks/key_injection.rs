//! Tokens that contain or reference a key. Only the application's record provides keys.

use std::io::ErrorKind;
use std::net::TcpListener;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use contract::code::Code;
use serde_json::{Value, json};

use super::target::{attack, names};
use crate::support::SigningKey;

/// Returns header members that contain or reference the attacker's key.
fn injections(attacker: &SigningKey, canary: &str) -> Vec<Value> {
    let der = attacker.public_der();
    let kid = attacker.fingerprint();
    vec![
        json!({ "jwk": { "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(&der[33..289]), "e": "AQAB", "alg": "RS256", "kid": kid } }),
        json!({ "jku": format!("{canary}/jwks.json"), "kid": kid }),
        json!({ "x5u": format!("{canary}/certificate.pem") }),
        json!({ "x5c": [STANDARD.encode(&der)] }),
        json!({ "x5t": "AAAA", "x5t#S256": kid }),
        json!({ "pem": attacker.public_pem(), "key": attacker.public_pem() }),
    ]
}

fn header(more: &Value) -> Value {
    let mut header = json!({ "alg": "RS256", "typ": "JWT" });
    header.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    header
}

#[test]
fn a_key_in_the_token_is_neither_used_nor_fetched() {
    attack(async |target| {
        let attacker = SigningKey::generate();
        let canary = TcpListener::bind("127.0.0.1:0").unwrap();
        canary.set_nonblocking(true).unwrap();
        for injected in injections(&attacker, &format!("http://{}", canary.local_addr().unwrap())) {
            let header = header(&injected);
            let forged = target
                .refuses(&injected.to_string(), Code::SignatureInvalid, |token| token.header(&header).sign(&attacker))
                .await;
            assert_eq!(forged["expected"], target.key().fingerprint(), "{forged}");
            let kid = injected["kid"].as_str().map(|kid| format!("kid: {kid}"));
            assert_eq!(forged["received"].as_str(), kid.as_deref(), "{forged}");
            if injected["kid"].is_null() {
                // RFC 7515, 4: unknown, uncritical members are ignored.
                target.accepts(&injected.to_string(), |token| token.header(&header).sign(target.key())).await;
            }
        }
        assert_eq!(canary.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "the URL in the token was fetched");
    });
}

#[test]
fn a_kid_can_only_name_a_key_of_the_application() {
    attack(async |target| {
        let (own, attacker) = (target.key().fingerprint(), SigningKey::generate());
        for kid in [
            "",
            "../../../../dev/null",
            "/dev/null",
            "' OR '1'='1",
            "1 UNION SELECT 'key'",
            "| id",
            "http://127.0.0.1/jwks.json",
            &attacker.fingerprint(),
            &own.to_uppercase(),
            &own[1..],
            &format!("{own} "),
            &format!("{own}\0"),
        ] {
            let header = header(&json!({ "kid": kid }));
            for key in [target.key(), &attacker] {
                target.refuses(kid, Code::SignatureInvalid, |token| token.header(&header).sign(key)).await;
            }
        }
        let right = header(&json!({ "kid": own }));
        target.accepts("its own kid", |token| token.header(&right).sign(target.key())).await;
        target.refuses("its kid", Code::SignatureInvalid, |token| token.header(&right).sign(&attacker)).await;
    });
}

#[test]
fn a_non_string_kid_is_refused() {
    attack(async |target| {
        for kid in [json!(null), json!(1), json!([target.key().fingerprint()]), json!({}), json!(true)] {
            target.refuses_header(&header(&json!({ "kid": kid })).to_string(), Code::TokenMalformed).await;
        }
    });
}

#[test]
fn header_members_that_change_the_tokens_meaning_are_refused() {
    attack(async |target| {
        for name in ["crit", "b64", "zip", "enc", "cty"] {
            for value in
                [json!([]), json!(["exp"]), json!(["b64"]), json!(true), json!(false), json!("DEF"), json!(null)]
            {
                let header = header(&json!({ name: value })).to_string();
                let problem = target.refuses_header(&header, Code::TokenCriticalHeader).await;
                names(&problem, Value::Null, name);
            }
        }
        // RFC 7797: unencoded and detached payloads.
        let header = header(&json!({ "b64": false, "crit": ["b64"] }));
        let detached = |token: crate::support::Token| {
            let signed = token.header(&header).sign(target.key());
            let (head, signature) = (signed.split('.').next().unwrap(), signed.rsplit('.').next().unwrap());
            format!("{head}..{signature}")
        };
        target.refuses("detached", Code::TokenCriticalHeader, detached).await;
    });
}

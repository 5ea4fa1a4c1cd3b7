//! Algorithms other than RS256: none, HMAC with the public key as the secret, and others.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::code::Code;
use serde_json::json;

use super::target::{attack, names};
use crate::support::Token;

/// Headers that a careless verifier reads as unsigned, or as another algorithm.
const OTHERS: [&str; 18] = [
    "none", "None", "NONE", "nOnE", "none ", "", "rs256", "Rs256", " RS256", "RS256 ", "RS384", "RS512", "PS256",
    "ES256", "EdDSA", "HS256", "HS384", "HS512",
];

#[test]
fn no_algorithm_but_rs256_passes_whatever_signs_it() {
    attack(async |target| {
        for alg in OTHERS {
            let header = json!({ "alg": alg, "typ": "JWT" });
            let problem = target.refuses_header(&header.to_string(), Code::TokenAlgorithm).await;
            names(&problem, "alg: RS256", format!("alg: {alg}"));
            let unsigned = |token: Token| token.header(&header).with_signature(&[]);
            target.refuses(alg, Code::TokenAlgorithm, unsigned).await;
        }
    });
}

#[test]
fn a_missing_or_non_string_algorithm_is_refused() {
    attack(async |target| {
        for (header, received) in [
            (r#"{"alg":null}"#, "alg: null"),
            (r#"{"alg":["RS256"]}"#, "alg: an array"),
            (r#"{"alg":{"RS256":1}}"#, "alg: an object"),
            (r#"{"alg":256}"#, "alg: 256"),
            (r#"{"alg":true}"#, "alg: a boolean"),
            (r#"{"alg":2.56}"#, "alg: 2.56"),
            (r#"{"typ":"JWT"}"#, "alg: absent"),
            (r#"{"ALG":"RS256"}"#, "alg: absent"),
            (r#"{"alg\u0000":"RS256"}"#, "alg: absent"),
            ("{}", "alg: absent"),
        ] {
            names(&target.refuses_header(header, Code::TokenAlgorithm).await, "alg: RS256", received);
        }
    });
}

#[test]
fn only_the_type_jwt_or_a_missing_type_is_accepted() {
    attack(async |target| {
        for (typ, received) in [
            (json!("jwt"), "typ: jwt"),
            (json!("at+jwt"), "typ: at+jwt"),
            (json!("JWE"), "typ: JWE"),
            (json!(""), "typ: "),
            (json!(null), "typ: null"),
            (json!(1), "typ: 1"),
        ] {
            let header = json!({ "alg": "RS256", "typ": typ }).to_string();
            names(&target.refuses_header(&header, Code::TokenAlgorithm).await, "typ: JWT", received);
        }
        target.accepts("no typ", |token| token.header(&json!({ "alg": "RS256" })).sign(target.key())).await;
    });
}

#[test]
fn an_hmac_with_the_public_key_is_refused() {
    attack(async |target| {
        let (pem, der) = (target.key().public_pem(), target.key().public_der());
        let secrets = [
            ("PEM", pem.trim_end().to_owned().into_bytes()),
            ("PEM and a line break", pem.clone().into_bytes()),
            ("PEM after a space", format!(" {pem}").into_bytes()),
            ("PEM with CRLF", pem.replace('\n', "\r\n").into_bytes()),
            ("DER", der.clone()),
            ("base64 of DER", STANDARD.encode(&der).into_bytes()),
            ("fingerprint", target.key().fingerprint().into_bytes()),
            ("nothing", Vec::new()),
        ];
        for (form, secret) in &secrets {
            for (alg, hash) in
                [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)]
            {
                let signed = |token: Token| {
                    let tag = hmac::sign(&hmac::Key::new(hash, secret), token.signing_input().as_bytes());
                    token.with_signature(tag.as_ref())
                };
                let what = format!("{alg} with {form}");
                let honest = |token: Token| signed(token.header(&json!({ "alg": alg, "typ": "JWT" })));
                target.refuses(&what, Code::TokenAlgorithm, honest).await;
                target.refuses(&what, Code::SignatureInvalid, signed).await;
            }
        }
    });
}

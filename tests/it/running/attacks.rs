//! One attack of each kind, as bytes on a socket, including the path from there to the function.
//!
//! The path is cargo-lambda's emulator, not API Gateway. Tests name the differences. The in-process tests build API
//! Gateway's events.

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::RSA_PSS_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use provision::DemoUser;
use serde_json::{Value, json};

use super::dev::Dev;
use super::http;
use super::partner::{Partner, access_token, now};
use super::secrets;
use crate::support::{Call, SigningKey, customer_body, pem};

const LIST: &str = "/api/v1/customers";

fn list() -> Call {
    Call::get(LIST)
}

#[test]
fn algorithms_other_than_rs256_are_refused() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let right = partner.token(&list());
    for alg in ["none", "None", "nOnE", "rs256", "RS512", "PS256"] {
        let token = right.clone().header(&json!({ "alg": alg, "typ": "JWT" }));
        for text in [format!("{}.", token.signing_input()), token.sign(&partner.key)] {
            dev.send(&partner.bear_text(list(), &text)).expect_problem(401, "token_algorithm");
        }
    }
    // The public key as an HMAC secret.
    let token = right.clone().header(&json!({ "alg": "HS256", "typ": "JWT" }));
    for secret in [partner.key.public_pem().into_bytes(), partner.key.public_der()] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let signature = hmac::sign(&key, token.signing_input().as_bytes());
        let text = token.with_signature(signature.as_ref());
        dev.send(&partner.bear_text(list(), &text)).expect_problem(401, "token_algorithm");
    }
    // The other padding under the correct algorithm name.
    let signature = partner.key.sign(right.signing_input().as_bytes(), &RSA_PSS_SHA256);
    let text = right.with_signature(&signature);
    dev.send(&partner.bear_text(list(), &text)).expect_problem(401, "signature_invalid");
    dev.assert_silent();
}

#[test]
fn a_key_in_or_named_by_the_token_is_not_used() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let attacker = SigningKey::generate();
    let der = STANDARD.encode(attacker.public_der());
    for (name, value) in [
        ("jwk", json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" })),
        ("jku", json!("https://attacker.example/jwks.json")),
        ("x5u", json!("https://attacker.example/chain.pem")),
        ("x5c", json!([der])),
        ("kid", json!(attacker.fingerprint())),
        ("kid", json!("../../dev/null")),
    ] {
        let mut header = json!({ "alg": "RS256", "typ": "JWT" });
        header[name] = value;
        let token = partner.token(&list()).header(&header).sign(&attacker);
        dev.send(&partner.bear_text(list(), &token)).expect_problem(401, "signature_invalid");
    }
    for name in ["crit", "b64", "zip", "enc", "cty"] {
        let mut header = json!({ "alg": "RS256", "typ": "JWT" });
        header[name] = json!(["exp"]);
        let token = partner.token(&list()).header(&header);
        dev.send(&partner.bear(list(), &token)).expect_problem(401, "token_critical_header");
    }
    dev.assert_silent();
}

#[test]
fn time_limits_are_exact_to_the_second() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let now = now();
    for (iat, exp, code) in [
        (0, 61, "token_lifetime_too_long"),
        (0, 1_000_000, "token_lifetime_too_long"),
        (0, 0, "token_lifetime_too_long"),
        (120, 150, "token_not_yet_valid"),
        (-66, -6, "token_expired"),
    ] {
        let token = partner.token(&list()).times(iat, exp);
        dev.send(&partner.bear(list(), &token)).expect_problem(401, code);
    }
    for (claim, value) in
        [("iat", json!(now.to_string())), ("exp", json!(1e300)), ("jti", json!(7)), ("sub", json!(null))]
    {
        let token = partner.token(&list()).with(claim, value);
        dev.send(&partner.bear(list(), &token)).expect_problem(401, "token_claim_invalid");
    }
    dev.assert_silent();
}

#[test]
fn a_token_is_three_parts_of_strict_base64url() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let token = || partner.token(&list()).sign(&partner.key);
    let padded = |token: &str| {
        let (input, signature) = token.rsplit_once('.').unwrap();
        format!(
            "{input}.{}",
            URL_SAFE.encode(base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(signature).unwrap())
        )
    };
    // 256 bytes leave the last character four bits that must be zero.
    let trailing = |token: &str| format!("{}B", &token[..token.len() - 1]);
    for text in [
        padded(&token()),
        trailing(&token()),
        format!("{}+/", token()),
        format!("{}.x", token()),
        format!(".{}", token()),
        token().replacen('.', "", 1),
        "x".repeat(9_000),
    ] {
        dev.send(&partner.bear_text(list(), &text)).expect_problem(401, "token_malformed");
    }
    dev.assert_silent();
}

#[test]
fn a_key_and_a_signature_of_different_applications_are_refused() {
    let dev = Dev::shared();
    let partners = [DemoUser::Partner, DemoUser::Partner, DemoUser::OtherPartner]
        .map(|owner| Partner::with(dev, owner, json!({})));
    for (at, holder) in partners.iter().enumerate() {
        for (other, signer) in partners.iter().enumerate() {
            let by_signer = holder.token(&list()).sign(&signer.key);
            let reply = dev.send(&holder.bear_text(list(), &by_signer));
            if at == other {
                reply.expect(200);
                continue;
            }
            reply.expect_problem(401, "signature_invalid");
            let whole = signer.token(&list()).sign(&signer.key);
            dev.send(&holder.bear_text(list(), &whole)).expect_problem(401, "token_subject_mismatch");
        }
    }
    dev.assert_silent();
}

#[test]
fn an_ambiguous_path_is_refused() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    for uri in [
        "/api/v1/customers/%2e%2e",
        "/api/v1/customers/%252e%252e",
        "/api/v1/customers%3Bx=1",
        "//api/v1/customers",
        "/api//v1/customers",
        "/api/v1/./customers",
        "/api/v1/customers/..",
        "/api/v1/reference/../customers",
        "/api/v1/customers;x=1",
        "/api/v1/customers/cus_x;/activity",
    ] {
        partner.get(dev, uri).expect_problem(400, "request_path_invalid");
        // Signed for its other reading.
        let token = partner.token(&list());
        dev.send(&partner.bear(Call::get(uri), &token)).expect_problem(400, "request_path_invalid");
    }
    // Functions receive these decoded, so the signature must cover the decoded path.
    for (uri, read) in [
        ("/api/v1/customers%2Fcus_x", "/api/v1/customers/cus_x"),
        ("/api/v1/%63ustomers", "/api/v1/customers"),
        ("/api/v1/customers%3Flimit=1", "/api/v1/customers"),
    ] {
        let refused = partner.get(dev, uri).expect_problem(401, "token_uri_mismatch");
        assert_eq!((&refused["expected"], &refused["received"]), (&read.into(), &uri.into()));
        let other = partner.token(&Call::get("/api/v1/beneficiaries"));
        dev.send(&partner.bear(Call::get(uri), &other)).expect_problem(401, "token_uri_mismatch");
    }
    let token = partner.token(&list());
    let served = dev.send(&partner.bear(Call::get("/api/v1/%63ustomers"), &token)).expect(200);
    assert!(served["items"].is_array());
    dev.assert_silent();
}

#[test]
fn a_query_is_signed_as_sent() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let signed = "/api/v1/customers?limit=5&status=DRAFT";
    for sent in [
        "/api/v1/customers?status=DRAFT&limit=5",
        "/api/v1/customers?limit=5&status=%44RAFT",
        "/api/v1/customers?limit=5&status=DRAFT&",
        "/api/v1/customers?limit=6&status=DRAFT",
        "/api/v1/customers",
    ] {
        let token = partner.token(&Call::get(signed));
        dev.send(&partner.bear(Call::get(sent), &token)).expect_problem(401, "token_uri_mismatch");
    }
    for (signed, sent) in [("a+b", "a%20b"), ("a%2fb", "a%2Fb"), ("a=", "a")] {
        let token = partner.token(&Call::get(&format!("{LIST}?{signed}")));
        let call = Call::get(&format!("{LIST}?{sent}"));
        dev.send(&partner.bear(call, &token)).expect_problem(401, "token_uri_mismatch");
    }
    // An empty query equals none, because events do not distinguish them.
    let token = partner.token(&list());
    dev.send(&partner.bear(Call::get("/api/v1/customers?"), &token)).expect(200);
    dev.assert_silent();
}

#[test]
fn a_body_is_signed_byte_by_byte() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let post = |body: Vec<u8>| Call::post(LIST).header("content-type", "application/json").body(body);
    let body = customer_body(json!({ "draft": true })).to_string();
    let spaced = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&body).unwrap()).unwrap();
    for changed in [format!("{body}\n"), format!("\u{feff}{body}"), format!(" {body}"), spaced, String::new()] {
        let token = partner.token(&post(body.clone().into_bytes()));
        let call = partner.bear(post(changed.into_bytes()), &token);
        dev.send(&call).expect_problem(401, "token_body_hash_mismatch");
    }
    let token = partner.token(&list());
    let with_body = partner.bear(list().json(&json!({})), &token);
    dev.send(&with_body).expect_problem(401, "token_body_hash_mismatch");

    // Every byte arrives unchanged: the hash matches, and only then is the media type refused.
    let all_bytes = || Call::post(LIST).body((0..=255).collect::<Vec<u8>>());
    let binary = all_bytes().header("content-type", "application/octet-stream");
    partner.call(dev, binary).expect_problem(415, "media_type_unsupported");
    let no_text = partner.call(dev, all_bytes().header("content-type", "application/json"));
    no_text.expect_problem(400, "body_invalid");
    dev.assert_silent();
}

/// Gateways join repeated headers with a comma.
#[test]
fn a_repeated_header_is_refused() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let stranger = Partner::new(dev);
    let bearer = || format!("Bearer {}", partner.token(&list()).sign(&partner.key));
    let call = |first: [(&str, &str); 2], second: [(&str, &str); 2]| {
        first.into_iter().chain(second).fold(list(), |call, (name, value)| call.header(name, value))
    };
    let (right, key) = (bearer(), partner.api_key.as_str());
    secrets::token(&right);
    let junk = [("X-Api-Key", stranger.api_key.as_str()), ("AUTHORIZATION", "Bearer a.b.c")];
    let good = [("x-api-key", key), ("authorization", right.as_str())];
    for (first, second) in [(junk, good), ([junk[0], good[1]], [good[0], junk[1]]), (good, junk), (good, good)] {
        dev.send(&call(first, second)).expect_problem(400, "header_duplicated");
    }

    let right = bearer();
    secrets::token(&right);
    for (name, value) in [
        ("x-api-key", format!("{key},{key}")),
        ("x-api-key", format!("{key} {key}")),
        ("authorization", format!("{right},{right}")),
        ("authorization", format!("{right} x")),
    ] {
        let others =
            [("x-api-key", key), ("authorization", right.as_str())].into_iter().filter(|(other, _)| *other != name);
        let call = others.fold(list(), |call, (name, value)| call.header(name, value)).header(name, value);
        dev.send(&call).expect_problem(400, "header_duplicated");
    }
    dev.assert_silent();
}

/// Smuggled bytes after either of two lengths are not a separate request.
#[test]
fn no_request_can_be_smuggled() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let hidden = http::bytes(&partner.sign(list()));
    let lengths = [
        format!("content-length: 0\r\ncontent-length: {}\r\n", hidden.len()),
        format!("content-length: {}\r\ntransfer-encoding: chunked\r\n", hidden.len() + 5),
        "transfer-encoding: chunked, identity\r\n".to_owned(),
        "content-length: 0x10\r\n".to_owned(),
    ];
    for length in lengths {
        let head = format!("POST {LIST} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n{length}\r\n");
        let request = [head.as_bytes(), b"0\r\n\r\n", &hidden].concat();
        let mut stream = http::connect(dev.port).unwrap();
        // Two answers would not parse as one.
        let reply = http::exchange(&mut stream, &request).unwrap();
        assert!(matches!(reply.status, 400 | 401), "{length}: {} {}", reply.status, reply.text);
    }
    // The smuggled request was not processed: its token is still unused.
    let mut stream = http::connect(dev.port).unwrap();
    http::exchange(&mut stream, &hidden).unwrap().expect(200);
    dev.assert_silent();
}

#[test]
fn oversized_requests_are_refused() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let call = Call::post(LIST).json(&json!({ "companyName": "x".repeat(contract::customer::CUSTOMER_BODY_LIMIT) }));
    partner.call(dev, call).expect_problem(413, "body_too_large");
    let mut stream = http::connect(dev.port).unwrap();
    let call = partner.sign(list()).header("x-large", "x".repeat(1 << 20));
    // The gateway closes the connection or answers 431.
    let reply = http::exchange(&mut stream, &http::bytes(&call));
    assert!(reply.as_ref().map_or(true, |reply| reply.status == 431), "{reply:?}");
    dev.assert_silent();
}

#[test]
fn a_record_of_another_organization_is_not_found() {
    let dev = Dev::shared();
    let owner = Partner::new(dev);
    let stranger = Partner::with(dev, DemoUser::OtherPartner, json!({}));
    let created = dev.send(&owner.new_customer()).expect(201);
    let id = created["id"].as_str().unwrap();
    // A well-formed ID that never existed.
    let (start, _) = id.split_at(id.len() - 4);
    let told = |uri: &str, method: &str, body: Option<Value>| {
        let call = Call::new(method, uri);
        let call = if let Some(body) = &body { call.json(body) } else { call };
        let mut problem = stranger.call(dev, call).expect_problem(404, "not_found");
        problem.as_object_mut().unwrap().remove("requestId").unwrap();
        problem
    };
    for (method, rest, body) in [
        ("GET", "", None),
        ("GET", "/activity", None),
        ("PATCH", "", Some(json!({ "city": "Köln" }))),
        ("POST", "/submit", None),
    ] {
        let theirs = told(&format!("{LIST}/{id}{rest}"), method, body.clone());
        assert_eq!(theirs, told(&format!("{LIST}/{start}0000{rest}"), method, body), "{method} {rest}");
    }
    owner.get(dev, &format!("{LIST}/{id}")).expect(200);
    let uri = format!("/partner/v1/api-applications/{}", owner.id);
    let token = access_token(dev, DemoUser::OtherPartner);
    dev.send(&Call::get(&uri).bearer(&token)).expect_problem(404, "not_found");
    dev.assert_silent();
}

#[test]
fn a_key_that_is_not_an_rsa_public_key_is_not_registered() {
    let dev = Dev::shared();
    let token = access_token(dev, DemoUser::Partner);
    let key = SigningKey::generate();
    secrets::private_key(&key.private_pem());
    let register = |public_key: &str, permissions: Value| {
        let body = json!({ "name": "Weak", "publicKey": public_key, "permissions": permissions });
        let call = Call::post("/partner/v1/api-applications").bearer(&token).json(&body);
        let reply = dev.send(&call);
        let problem = reply.expect_problem(422, "validation_failed");
        (problem["errors"][0]["pointer"].as_str().unwrap().to_owned(), reply.text)
    };
    let mut trailing = key.public_der();
    trailing.push(0);
    let certificate = pem("CERTIFICATE", &key.public_der());
    for public_key in
        [&key.private_pem(), &certificate, &pem("PUBLIC KEY", &trailing), &pem("RSA PUBLIC KEY", &trailing)]
    {
        let (pointer, text) = register(public_key, json!(["CUSTOMERS_READ"]));
        assert_eq!(pointer, "/publicKey");
        let lines = key.private_pem();
        assert!(!lines.lines().any(|line| text.contains(line)), "the answer repeats a private key");
    }
    assert_eq!(register(&key.public_pem(), json!(["CUSTOMERS_WRITE"])).0, "/permissions");
    dev.assert_silent();
}

/// A diagnosis does not use up its token, and reveals no more than a refusal.
#[test]
fn a_diagnosis_reveals_nothing() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    let call = || Call::post("/api/v1/signature/diagnose").json(&json!({ "any": "body" }));
    let outcomes = |token: &str, accepted: bool| -> BTreeMap<String, String> {
        let told = dev.send(&partner.bear_text(call(), token)).expect(200);
        assert_eq!(told["accepted"], accepted);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        told["checks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|check| (text(&check["check"]), text(&check["outcome"])))
            .collect()
    };
    let of_state = ["api-key-state", "application", "source-ip", "jti"];
    let token = partner.token(&call());
    for _ in 0..2 {
        let outcomes = outcomes(&token.sign(&partner.key), true);
        assert!(
            of_state.iter().chain(&["signature", "api-key"]).all(|check| outcomes[*check] == "PASSED"),
            "{outcomes:?}"
        );
    }
    let wrong = outcomes(&token.sign(&SigningKey::generate()), false);
    assert_eq!([&wrong["api-key"], &wrong["signature"]], ["PASSED", "FAILED"]);
    assert!(of_state.iter().all(|check| wrong[*check] == "SKIPPED"), "{wrong:?}");
    let unsigned = token.header(&json!({ "alg": "none" }));
    let none = outcomes(&format!("{}.", unsigned.signing_input()), false);
    assert!(of_state.iter().chain(&["signature", "api-key"]).all(|check| none[*check] == "SKIPPED"), "{none:?}");
    dev.assert_silent();
}

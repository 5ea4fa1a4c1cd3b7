//! Attacks on the way from a socket to the function: paths, queries, bodies, headers.
//!
//! The path is cargo-lambda's emulator, not API Gateway. Tests name the differences. `security::attacks` builds API
//! Gateway's events, and attacks tokens and keys, which arrive alike. `running::codes` sees each of their codes here.

use serde_json::{Value, json};

use super::dev::Dev;
use super::http;
use super::partner::Partner;
use super::secrets;
use crate::support::{Call, customer_body};

const LIST: &str = "/api/v1/customers";

fn list() -> Call {
    Call::get(LIST)
}

#[test]
fn an_ambiguous_path_is_refused() {
    let dev = Dev::shared();
    let partner = Partner::new(dev);
    for uri in [
        "/api/v1/customers/%2e%2e", "/api/v1/customers/%252e%252e", "/api/v1/customers%3Bx=1", "//api/v1/customers",
        "/api//v1/customers", "/api/v1/./customers", "/api/v1/customers/..", "/api/v1/reference/../customers",
        "/api/v1/customers;x=1", "/api/v1/customers/cus_x;/activity",
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

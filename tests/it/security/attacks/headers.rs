//! API key and token headers: absent, repeated, joined, malformed, too long.

use contract::code::Code;
use serde_json::{Value, json};

use super::target::{URI, attack, names};
use crate::support::{Call, Reply, Token, nobodys_key};

#[test]
fn a_missing_header_is_named_with_the_api_key_first() {
    attack(async |target| {
        let (world, key) = (target.world, target.app.api_key.as_str());
        let send = async |call: Call| world.send(&call).await;
        let get = || Call::get(URI);
        send(get()).await.expect_problem(401, "api_key_missing");
        send(get().bearer("x.y.z")).await.expect_problem(401, "api_key_missing");
        for empty in ["", " ", "\t", " \t "] {
            send(get().header("x-api-key", empty)).await.expect_problem(401, "api_key_missing");
        }
        for near in ["x_api_key", "api-key", "x-apikey", "apikey", "x-api-key ", "X-Amz-Security-Token", "cookie"] {
            send(get().header(near, key).bearer("x.y.z")).await.expect_problem(401, "api_key_missing");
        }
        let with_key = || get().header("x-api-key", key);
        let reply = send(with_key()).await;
        reply.expect_problem(401, "signature_missing");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        for wrong in [
            "", " ", "Bearer", "Bearer ", "x.y.z", "Basic dXNlcjpwYXNz", "Bearer\tx.y.z", "Bearer:x.y.z",
            "Bearerx.y.z", "Token x.y.z", "JWT x.y.z", "DPoP x.y.z",
        ] {
            let reply = send(with_key().header("authorization", wrong)).await;
            assert_eq!(reply.problem(), (401, "signature_missing".to_owned()), "{wrong:?}");
        }
    });
}

#[test]
fn a_second_value_of_either_header_is_refused() {
    attack(async |target| {
        let key = target.app.api_key.as_str();
        let keys: [(&str, Vec<String>); 10] = [
            ("the same twice", vec![key.to_owned(); 2]),
            ("another behind", vec![key.to_owned(), "nuv_test_x".to_owned()]),
            ("another in front", vec!["nuv_test_x".to_owned(), key.to_owned()]),
            ("an empty one behind", vec![key.to_owned(), String::new()]),
            ("an empty one in front", vec![String::new(), key.to_owned()]),
            ("a comma list", vec![format!("{key}, {key}")]),
            ("a comma behind", vec![format!("{key},")]),
            ("a space within", vec![key.replacen('_', " ", 1)]),
            ("a tab within", vec![key.replacen('_', "\t", 1)]),
            ("a line break within", vec![format!("{key}\r\nx-api-key: {key}")]),
        ];
        for (what, values) in keys {
            let attack = |call: Call, token: Token| {
                values
                    .iter()
                    .fold(call, |call, value| call.header("x-api-key", value))
                    .bearer(&token.sign(target.key()))
            };
            let problem = target.refuses_call(&format!("x-api-key: {what}"), Code::HeaderDuplicated, attack).await;
            assert!(problem["detail"].as_str().unwrap().starts_with("x-api-key "), "{problem}");
        }
        type Values = fn(&str) -> Vec<String>;
        let tokens: [(&str, Values); 9] = [
            ("the same twice", |token| vec![format!("Bearer {token}"); 2]),
            ("another behind", |token| vec![format!("Bearer {token}"), "Bearer x.y.z".to_owned()]),
            ("another in front", |token| vec!["Bearer x.y.z".to_owned(), format!("Bearer {token}")]),
            ("Basic behind", |token| vec![format!("Bearer {token}"), "Basic eA==".to_owned()]),
            ("Basic in front", |token| vec!["Basic eA==".to_owned(), format!("Bearer {token}")]),
            ("an empty one behind", |token| vec![format!("Bearer {token}"), String::new()]),
            ("an empty one in front", |token| vec![String::new(), format!("Bearer {token}")]),
            ("two spaces", |token| vec![format!("Bearer  {token}")]),
            ("a parameter", |token| vec![format!("Bearer {token} realm=x")]),
        ];
        for (what, values) in tokens {
            let attack = |call: Call, token: Token| {
                let values = values(&token.sign(target.key()));
                values.iter().fold(call, |call, value| call.header("authorization", value)).header("x-api-key", key)
            };
            let problem = target.refuses_call(&format!("Authorization: {what}"), Code::HeaderDuplicated, attack).await;
            assert!(problem["detail"].as_str().unwrap().starts_with("Authorization "), "{problem}");
        }
    });
}

/// API Gateway joins repeated headers under one lower-case name. Other forms have no advantage.
#[test]
fn names_that_differ_in_case_are_the_same_header() {
    attack(async |target| {
        let send = async |more: &[(&str, &str)]| -> Reply {
            let signed = target.app.sign(target.world, Call::get(URI));
            let mut event = signed.event();
            let headers = event["headers"].as_object_mut().unwrap();
            headers.extend(more.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
            target.world.send_event("reference-industries", &event.to_string()).await
        };
        send(&[]).await.expect(200);
        for (name, value) in [
            ("X-Api-Key", target.app.api_key.as_str()),
            ("X-API-KEY", "x"),
            ("x-Api-key", ""),
            ("Authorization", "Bearer x.y.z"),
            ("AUTHORIZATION", ""),
        ] {
            send(&[(name, value)]).await.expect_problem(400, "header_duplicated");
        }
        let encodings = [("Content-Encoding", "identity"), ("content-encoding", "gzip")];
        send(&encodings).await.expect_problem(400, "content_encoding_unsupported");
        // One name twice in the event's JSON.
        let signed = target.app.sign(target.world, Call::get(URI)).event().to_string();
        let twice = signed.replacen("\"headers\":{", "\"headers\":{\"x-api-key\":\"x\",", 1);
        target.world.send_event("reference-industries", &twice).await.expect_problem(400, "header_duplicated");
    });
}

#[test]
fn harmless_spellings_are_accepted() {
    attack(async |target| {
        let key = target.app.api_key.as_str();
        for (what, scheme, around) in [
            ("lower case", "bearer ", ""),
            ("upper case", "BEARER ", ""),
            ("mixed case", "bEaReR ", ""),
            ("white space around", "Bearer ", " "),
            ("a tab around", "Bearer ", "\t"),
        ] {
            target
                .accepts_call(what, |call, token| {
                    let value = format!("{around}{scheme}{}{around}", token.sign(target.key()));
                    call.header("X-API-Key", format!("{around}{key}{around}")).header("AUTHORIZATION", value)
                })
                .await;
        }
        target
            .accepts_call("identity", |call, token| {
                target.app.bear(call.header("content-encoding", "identity"), &token)
            })
            .await;
    });
}

#[test]
fn a_compressed_body_is_refused() {
    attack(async |target| {
        for coding in [
            "gzip", "GZIP", "deflate", "br", "zstd", "x-gzip", "identity, gzip", "gzip, identity", "identity,identity",
            "", "aws-chunked",
        ] {
            target
                .refuses_call(coding, Code::ContentEncodingUnsupported, |call, token| {
                    target.app.bear(call.header("content-encoding", coding), &token)
                })
                .await;
        }
    });
}

/// Uses the same `sub`, so only the key's form is wrong.
#[test]
fn a_malformed_or_unknown_api_key_gets_one_answer() {
    attack(async |target| {
        let key = target.app.api_key.as_str();
        let swap = |at: usize| {
            let other = if &key[at..=at] == "0" { "1" } else { "0" };
            format!("{}{other}{}", &key[..at], &key[at + 1..])
        };
        let mut answers = Vec::new();
        for wrong in [
            "x".to_owned(),
            "null".to_owned(),
            key[..key.len() - 1].to_owned(),
            format!("{key}0"),
            key.replace("_test_", "_live_"),
            key.to_uppercase(),
            key.replace('_', "-"),
            swap(10),
            swap(33),
            swap(50),
            swap(72),
            format!("{}-{}", &key[..40], &key[41..]),
            format!("{}\u{e9}{}", &key[..40], &key[42..]),
            "a".repeat(3_000),
            nobodys_key(),
        ] {
            let attack = |call: Call, token: Token| {
                call.header("x-api-key", &wrong).bearer(&token.with("sub", wrong.as_str()).sign(target.key()))
            };
            answers.push(target.refuses_call(&wrong, Code::ApiKeyInvalid, attack).await);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:#?}");
    });
}

#[test]
fn a_token_has_8_kib_and_no_byte_more() {
    attack(async |target| {
        let of_length = |token: Token, length: usize| {
            let (spaces, header) = (|n: usize| " ".repeat(n), token.header.clone());
            // The header's length varies, because base64 has no text of 4n + 1 characters.
            let more = (0..3).find_map(|more| {
                let longer = Token { header: header.clone() + &spaces(more), ..token.clone() };
                let rest = length.checked_sub(longer.signing_input().len() + 343)?;
                (0..8).find_map(|less| {
                    let claims = longer.claims.clone() + &spaces((rest * 3 / 4 + 4).checked_sub(less)?);
                    let padded = Token { claims, ..longer.clone() };
                    (padded.signing_input().len() + 343 == length).then_some(padded)
                })
            });
            more.unwrap().sign(target.key())
        };
        for length in [4_096, 8_191, 8_192] {
            target.accepts(&length.to_string(), |token| of_length(token, length)).await;
        }
        for length in [8_193, 8_194, 10_240, 65_536] {
            let problem =
                target.refuses(&length.to_string(), Code::TokenMalformed, |token| of_length(token, length)).await;
            assert_eq!(problem["detail"], format!("the token has {length} bytes; at most 8192 are allowed"));
        }
        target.refuses("1 MiB of points", Code::TokenMalformed, |_| ".".repeat(1 << 20)).await;
    });
}

#[test]
fn oversized_headers_are_refused_without_being_repeated() {
    attack(async |target| {
        let huge = "a".repeat(200_000);
        let attack = |call: Call, token: Token| call.header("x-api-key", &huge).bearer(&token.sign(target.key()));
        let problem = target.refuses_call("a huge key", Code::TokenSubjectMismatch, attack).await;
        names(&problem, "the value of x-api-key, 200000 characters", "another value, 73 characters");
        let many = |call: Call, token: Token| {
            let call = (0..2_000).fold(call, |call, at| call.header(&format!("x-{at}"), "v"));
            target.app.bear(call, &token)
        };
        target.accepts_call("2,000 headers", many).await;
        // Reported claims are truncated.
        let problem = target
            .refuses_claims("long iss", Code::TokenIssuer, |token| token.with("iss", "\u{e9}".repeat(2_500)))
            .await;
        assert_eq!(problem["received"].as_str().map(|told| told.chars().count()), Some(2_048));
        assert_eq!(problem["expected"], Value::from("nuvera-api"));
    });
}

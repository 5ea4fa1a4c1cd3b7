//! Duplicate names and non-object claims. Two parsers must never see different tokens.

use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::code::Code;
use serde_json::{Value, json};

use super::target::{attack, names};
use crate::support::Token;

/// Returns the token with JSON appended to its claims.
fn with_more(token: Token, more: &str) -> Token {
    let claims = format!("{},{more}}}", token.claims.strip_suffix('}').unwrap());
    Token { claims, ..token }
}

#[test]
fn a_duplicate_claim_is_refused_in_either_order() {
    attack(async |target| {
        for name in ["iss", "aud", "sub", "method", "uri", "bodyHash", "iat", "exp", "jti"] {
            // An escaped first character makes the same name with other bytes.
            let escaped = format!("\\u{:04x}{}", name.as_bytes()[0], &name[1..]);
            for spelling in [name, &escaped] {
                for other in ["null", "\"x\"", "0"] {
                    let more = format!("\"{spelling}\":{other}");
                    let twice = |token: Token| with_more(token, &more);
                    let problem = target.refuses_claims(&more, Code::TokenDuplicateName, twice).await;
                    names(&problem, Value::Null, "claims");
                }
                let same = |token: Token| {
                    let again = format!("\"{spelling}\":{}", token.claim(name));
                    with_more(token, &again)
                };
                target.refuses_claims(spelling, Code::TokenDuplicateName, same).await;
            }
        }
    });
}

#[test]
fn a_duplicate_name_in_a_nested_object_is_refused() {
    attack(async |target| {
        for more in [
            r#""x":1,"x":1"#, r#""x":{"a":1,"a":1}"#, r#""x":{"a":1,"\u0061":2}"#, r#""x":[{"b":{"a":1,"a":2}}]"#,
            r#""x":[1,[2,{"":1,"":2}]]"#, r#""":1,"":2"#, r#""\ud83d\ude00":1,"😀":2"#,
        ] {
            let problem = target.refuses_claims(more, Code::TokenDuplicateName, |token| with_more(token, more)).await;
            names(&problem, Value::Null, "claims");
        }
        for more in [r#""x":{"a":1},"y":{"a":1}"#, r#""a":1,"A":2"#, r#""\u00e9":1,"e\u0301":2"#] {
            target.accepts(more, |token| with_more(token, more).sign(target.key())).await;
        }
    });
}

#[test]
fn a_duplicate_name_in_the_header_is_refused() {
    attack(async |target| {
        for header in [
            r#"{"alg":"RS256","alg":"RS256"}"#,
            r#"{"alg":"none","alg":"RS256"}"#,
            r#"{"alg":"RS256","alg":"none"}"#,
            r#"{"alg":"RS256","\u0061lg":"none"}"#,
            r#"{"\u0061lg":"none","alg":"RS256"}"#,
            r#"{"alg":"RS256","typ":"JWT","typ":"JWT"}"#,
            r#"{"alg":"RS256","kid":"a","kid":"b"}"#,
            r#"{"alg":"RS256","crit":[],"crit":[]}"#,
            r#"{"alg":"RS256","x":1,"x":1}"#,
            r#"{"alg":"RS256","jwk":{"n":"a","n":"b"}}"#,
        ] {
            names(&target.refuses_header(header, Code::TokenDuplicateName).await, Value::Null, "header");
        }
        target
            .accepts("escaped once", |token| {
                Token { header: r#"{"\u0061lg":"\u0052S256"}"#.to_owned(), ..token }.sign(target.key())
            })
            .await;
    });
}

#[test]
fn a_header_or_claims_must_be_a_json_object() {
    attack(async |target| {
        let deep = format!("{}{}", "[".repeat(2_500), "]".repeat(2_500));
        let deep_claims = |claims: &str| format!("{},\"x\":{deep}}}", claims.strip_suffix('}').unwrap()).into_bytes();
        // Transformations of one part's valid JSON.
        type Spoil<'a> = Box<dyn Fn(&str) -> Vec<u8> + 'a>;
        let with = |from: &'static str, to: &'static str| -> Spoil<'_> {
            Box::new(move |json| json.replacen(from, to, 1).into_bytes())
        };
        let instead = |bytes: &'static [u8]| -> Spoil<'_> { Box::new(move |_| bytes.to_vec()) };
        let spoils: Vec<(&str, Spoil<'_>)> = vec![
            ("nothing", instead(b"")),
            ("null", instead(b"null")),
            ("a string", instead(b"\"RS256\"")),
            ("a number", instead(b"1")),
            ("an array", instead(br#"["alg","RS256"]"#)),
            ("an array of pairs", instead(br#"[["alg","RS256"]]"#)),
            ("not JSON", instead(b"{")),
            ("UTF-16", instead(b"{\0}\0")),
            ("not UTF-8", Box::new(|json| [&json.as_bytes()[..json.len() - 1], b",\"x\":\"\xff\"}"].concat())),
            ("overlong UTF-8", Box::new(|json| [&json.as_bytes()[..json.len() - 1], b",\"\xc1\xa1\":1}"].concat())),
            ("half a surrogate", Box::new(|json| [&json.as_bytes()[..json.len() - 1], br#","x":"\ud800"}"#].concat())),
            ("a byte order mark", Box::new(|json| format!("\u{feff}{json}").into_bytes())),
            ("a second object", Box::new(|json| format!("{json}{json}").into_bytes())),
            ("a byte behind it", Box::new(|json| format!("{json}x").into_bytes())),
            ("a zero behind it", Box::new(|json| format!("{json}\0").into_bytes())),
            ("a comma too many", with("}", ",}")),
            ("single quotes", with("\"", "'")),
            ("a comment", with("{", "{/**/")),
            ("NaN", Box::new(|json| [&json.as_bytes()[..json.len() - 1], b",\"x\":NaN}"].concat())),
            ("nested too deep", Box::new(deep_claims)),
        ];
        for (what, spoil) in &spoils {
            for part in ["header", "claims"] {
                let forge = |token: Token| {
                    let (header, claims) = match part {
                        "header" => (spoil(&token.header), token.claims.into_bytes()),
                        _ => (token.header.into_bytes(), spoil(&token.claims)),
                    };
                    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
                    let signature = target.key().sign(input.as_bytes(), &RSA_PKCS1_SHA256);
                    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
                };
                let problem = target.refuses(&format!("{what} for {part}"), Code::TokenMalformed, forge).await;
                let rule = format!("the token's {part} must be a JSON object");
                assert!(problem["detail"].as_str().unwrap().starts_with(&rule), "{what}: {problem}");
            }
        }
    });
}

#[test]
fn white_space_and_unknown_claims_are_accepted() {
    attack(async |target| {
        target
            .accepts("spaced", |token| {
                let spaced: Value = serde_json::from_str(&token.claims).unwrap();
                Token { claims: format!(" \r\n\t{spaced:#}\n "), header: format!(" {}\n", token.header) }
                    .sign(target.key())
            })
            .await;
        target
            .accepts("unknown", |token| token.with("azp", json!("me")).with("scope", json!([])).sign(target.key()))
            .await;
    });
}

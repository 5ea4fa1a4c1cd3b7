//! Claims that are missing or have a wrong type.

use contract::code::Code;
use serde_json::Value;

use super::target::{attack, names, with_raw};

const TEXTS: [&str; 7] = ["iss", "aud", "sub", "method", "uri", "bodyHash", "jti"];
const TIMES: [&str; 2] = ["iat", "exp"];

/// JSON values other than strings and numbers, with their names in refusals.
const NEITHER: [(&str, &str); 5] =
    [("null", "null"), ("true", "a boolean"), ("false", "a boolean"), ("[]", "an array"), ("{}", "an object")];

#[test]
fn a_missing_claim_is_named() {
    attack(async |target| {
        for name in TEXTS.into_iter().chain(TIMES) {
            let problem = target.refuses_claims(name, Code::TokenClaimMissing, |token| token.without(name)).await;
            names(&problem, name, Value::Null);
        }
        target
            .refuses_claims("{}", Code::TokenClaimMissing, |token| crate::support::Token {
                claims: "{}".into(),
                ..token
            })
            .await;
    });
}

#[test]
fn a_string_claim_accepts_only_strings() {
    attack(async |target| {
        for name in TEXTS {
            for (json, kind) in NEITHER.into_iter().chain([
                ("0", "a number"),
                ("-1", "a number"),
                ("-0.0", "a number"),
                ("1e9", "a number"),
                ("1000000000000000000000000000000", "a number"),
            ]) {
                let what = format!("{name}: {json}");
                let problem =
                    target.refuses_claims(&what, Code::TokenClaimInvalid, |token| with_raw(token, name, json)).await;
                let kind = if (name, json) == ("aud", "[]") { "an array of 0" } else { kind };
                names(&problem, format!("{name}: {}", expected(name)), format!("{name}: {kind}"));
            }
        }
    });
}

fn expected(name: &str) -> &'static str {
    if name == "aud" { "a string, or an array of exactly one string" } else { "a string" }
}

#[test]
fn a_time_claim_accepts_only_numbers() {
    attack(async |target| {
        let now = target.world.now().seconds();
        let (text, forty) = (format!("\"{now}\""), "4".repeat(40));
        let more = [
            (text.as_str(), "a string"),
            ("\"\"", "a string"),
            ("-1", "a negative number"),
            ("-9223372036854775808", "a negative number"),
            ("-9223372036854775809", "a negative number"),
            ("-0", "a negative number"),
            ("-1e400", "a negative number"),
            ("9223372036854775808", "a number out of range"),
            ("1e400", "a number out of range"),
            (forty.as_str(), "a number out of range"),
        ];
        for name in TIMES.into_iter().chain(["nbf"]) {
            for (json, kind) in NEITHER.into_iter().chain(more) {
                let what = format!("{name}: {json}");
                let problem =
                    target.refuses_claims(&what, Code::TokenClaimInvalid, |token| with_raw(token, name, json)).await;
                names(&problem, format!("{name}: a number of Unix seconds, not negative"), format!("{name}: {kind}"));
            }
        }
    });
}

/// A valid value in an array or object has the wrong type, except in `aud`, which may be an array (RFC 7519, 4.1.3).
#[test]
fn an_array_with_the_valid_value_is_refused() {
    attack(async |target| {
        let wrap = |token: crate::support::Token, name: &str| {
            let value = token.claim(name);
            token.with(name, vec![value])
        };
        for name in TEXTS.into_iter().filter(|name| *name != "aud") {
            let problem = target.refuses_claims(name, Code::TokenClaimInvalid, |token| wrap(token, name)).await;
            names(&problem, format!("{name}: a string"), format!("{name}: an array"));
        }
        target.accepts("one audience", |token| wrap(token, "aud").sign(target.key())).await;
        for (audiences, code) in [
            (vec!["nuvera-rest-api", "another"], Code::TokenClaimInvalid),
            (vec!["nuvera-rest-api", "nuvera-rest-api"], Code::TokenClaimInvalid),
            (vec![], Code::TokenClaimInvalid),
            (vec!["another"], Code::TokenAudience),
        ] {
            target.refuses_claims("audiences", code, |token| token.with("aud", audiences.clone())).await;
        }
    });
}

/// RFC 8259, 6: a number may exceed a parser's range. Such a token is refused with the reason.
#[test]
fn out_of_range_numbers_are_refused_in_any_claim() {
    attack(async |target| {
        let long = "9".repeat(400);
        for name in TEXTS.into_iter().chain(["unknown"]) {
            for json in ["1e400", "-1e400", &long] {
                let what = format!("{name}: {json}");
                let problem =
                    target.refuses_claims(&what, Code::TokenMalformed, |token| with_raw(token, name, json)).await;
                assert!(problem["detail"].as_str().unwrap().contains("number out of range"), "{problem}");
            }
        }
    });
}

#[test]
fn issuer_and_audience_are_compared_exactly() {
    attack(async |target| {
        for (name, code, right) in
            [("iss", Code::TokenIssuer, "nuvera-api"), ("aud", Code::TokenAudience, "nuvera-rest-api")]
        {
            for wrong in [
                String::new(),
                right.to_uppercase(),
                format!("{right} "),
                format!("{right}\0"),
                format!("{right},other"),
                right[1..].to_owned(),
                format!("{right}/"),
                "*".to_owned(),
                right.replace('-', "\u{2010}"),
                right.replace('a', "\u{430}"),
            ] {
                let problem = target.refuses_claims(&wrong, code, |token| token.with(name, wrong.as_str())).await;
                names(&problem, right, wrong.as_str());
            }
        }
    });
}

#[test]
fn a_jti_has_16_to_128_characters_of_its_alphabet() {
    attack(async |target| {
        for wrong in [
            String::new(),
            "a".repeat(15),
            "a".repeat(129),
            "a".repeat(4_000),
            "a".repeat(16) + " ",
            "a".repeat(16) + "\n",
            "a".repeat(16) + "\0",
            "a".repeat(16) + "/",
            "a".repeat(16) + "+",
            "a".repeat(16) + "#",
            "a".repeat(16) + ":",
            "ä".repeat(16),
            "\u{661}".repeat(16),
            "{\"S\":\"a\"}aaaaaaaaaa".to_owned(),
        ] {
            let problem =
                target.refuses_claims(&wrong, Code::TokenClaimInvalid, |token| token.with("jti", wrong.as_str())).await;
            let received = format!("jti: {} characters", wrong.chars().count());
            names(&problem, "jti: 16 to 128 characters out of A-Z a-z 0-9 . _ -", received);
        }
        for (length, alphabet) in [(16, "aZ09._-"), (128, "-_.90Za")] {
            let jti = |token: crate::support::Token| {
                let own = token.claim("jti").as_str().unwrap().to_owned();
                let jti: String = alphabet.chars().chain(own.chars()).cycle().take(length).collect();
                token.with("jti", jti).sign(target.key())
            };
            target.accepts(&format!("{length} characters"), jti).await;
        }
        // A long value costs nothing, because the token's length is checked first.
        let huge = "a".repeat(1 << 20);
        target.refuses_claims("1 MiB", Code::TokenMalformed, |token| token.with("jti", huge.as_str())).await;
    });
}

//! Form of the token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::code::Code;

use crate::members::Value;
use crate::report::FirstFailure;
use crate::token::Token;

fn encode(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn read(text: &str) -> Result<Token<'_>, Code> {
    Token::read(text, &mut FirstFailure).map(Option::unwrap).map_err(|refusal| refusal.code())
}

fn with_header(header: &str) -> Result<Option<String>, Code> {
    read(&format!("{}.e30.AA", encode(header))).map(|token| token.kid)
}

/// Parses a claim with this JSON.
fn claim_named(name: &str, json: &str) -> Result<Value<'static>, Code> {
    let text = format!("{}.{}.AA", encode(r#"{"alg":"RS256"}"#), encode(format!("{{{name:?}:{json}}}")));
    // Leaked for the test, since the claim borrows from the token.
    let token = Box::leak(Box::new(read(text.leak()).unwrap()));
    let claims = token.claims().map_err(|refusal| refusal.code())?;
    Ok(if name == "iat" { claims.iat } else { claims.iss }.unwrap())
}

fn claim(json: &str) -> Result<Value<'static>, Code> {
    claim_named("iss", json)
}

#[test]
fn a_header_is_accepted_or_refused() {
    use Code::{TokenAlgorithm, TokenCriticalHeader, TokenDuplicateName, TokenMalformed};
    for (header, expected) in [
        (r#"{"alg":"RS256"}"#, Ok(None)),
        (r#"{"alg":"RS256","typ":"JWT","x":{"a":[1,{}]}}"#, Ok(None)),
        (r#"{"alg":"RS256","kid":""}"#, Ok(Some(""))),
        (r#"{"alg":"RS256","kid":"a\u0062"}"#, Ok(Some("ab"))),
        (r#"{"alg":"RS256","kid":1}"#, Err(TokenMalformed)),
        (r#"{"alg":"none"}"#, Err(TokenAlgorithm)),
        (r#"{"alg":"none","crit":[]}"#, Err(TokenAlgorithm)),
        (r#"{"alg":"RS256","typ":"JWS","zip":1}"#, Err(TokenAlgorithm)),
        (r#"{"alg":"RS256","zip":1,"kid":1}"#, Err(TokenCriticalHeader)),
        (r#"{"alg":"RS256","cri\u0074":null}"#, Err(TokenCriticalHeader)),
        (r#"{"alg":"none","alg":"RS256"}"#, Err(TokenDuplicateName)),
        (r#"{"alg":"RS256"} "#, Ok(None)),
        (r#"{"alg":"RS256"}x"#, Err(TokenMalformed)),
        ("[]", Err(TokenMalformed)),
        ("", Err(TokenMalformed)),
    ] {
        assert_eq!(with_header(header), expected.map(|kid| kid.map(str::to_owned)), "{header}");
    }
}

#[test]
fn a_claims_type_is_read_as_written() {
    for (json, expected) in [
        ("\"\"", Value::Text("".into())),
        ("\"\\u0061\\ud83d\\ude00\"", Value::Text("a\u{1f600}".into())),
        ("0", Value::Other("a number")),
        ("-1", Value::Other("a number")),
        ("18446744073709551616", Value::Other("a number")),
        ("1.0", Value::Other("a number")),
        ("null", Value::Other("null")),
        ("true", Value::Other("a boolean")),
        ("[\"a\",[2]]", Value::Array(vec![Value::Text("a".into()), Value::Array(vec![])])),
        ("{\"a\":{\"a\":1}}", Value::Object(vec![("a".into(), Value::Object(vec![]))])),
    ] {
        assert_eq!(claim(json), Ok(expected.clone()), "{json}");
        // The number of a time is kept as written. Everything else is parsed as in any other claim.
        let is_number = expected == Value::Other("a number");
        let of_time = if is_number { Value::Number(json) } else { expected };
        assert_eq!(claim_named("iat", json), Ok(of_time), "{json}");
    }
    for json in ["1e400", "-1e400", "1795907000.12", "-0"] {
        assert_eq!(claim_named("iat", json), Ok(Value::Number(json)));
    }
    for json in [
        "01", "+1", ".5", "1.", "0x1", "1e400", "-1e400", "NaN", "'x'", "\"\\x\"", "\"\n\"", "\"\\ud800\"", "[1,]",
        "undefined",
    ] {
        assert_eq!(claim(json), Err(Code::TokenMalformed), "{json}");
    }
    for json in [
        "{\"a\":1,\"a\":1}",
        "[{\"\":1,\"\":1}]",
        "1,\"iss\":1",
        "1,\"\\u0069ss\":1",
        "1,\"x\":{\"b\":[{\"c\":1,\"\\u0063\":1}]}",
    ] {
        assert_eq!(claim(json), Err(Code::TokenDuplicateName), "{json}");
    }
    for json in ["{\"a\":1,\"a\":1}", "[{\"\":1,\"\":1}]", "1,\"iat\":1"] {
        assert_eq!(claim_named("iat", json), Err(Code::TokenDuplicateName), "{json}");
    }
}

#[test]
fn nesting_has_a_limit_below_the_stack() {
    for depth in [100, 126] {
        assert!(claim(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).is_ok(), "{depth}");
    }
    for depth in [127, 128, 1_000, 2_900] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(claim(&deep), Err(Code::TokenMalformed), "{depth}");
    }
}

/// Checks that only three parts of canonical base64url are accepted. A part of odd length is judged by its bits.
#[test]
fn each_part_has_one_spelling() {
    let header = encode(r#"{"alg":"RS256"}"#);
    assert!(read(&format!("{header}.e30.")).is_ok(), "an empty signature is one that does not verify");
    for (signature, canonical) in [
        ("AA", true),
        ("AB", false),
        ("AP", false),
        ("AQ", true),
        ("AAA", true),
        ("AAB", false),
        ("AAE", true),
        ("A", false),
        ("AAAAA", false),
        ("AA==", false),
        ("AA=", false),
        ("A+", false),
        ("A/", false),
        ("A_", false),
        ("__8", true),
        ("//8", false),
        (" AA", false),
        ("AA\n", false),
    ] {
        assert_eq!(read(&format!("{header}.e30.{signature}")).is_ok(), canonical, "{signature:?}");
    }
    for form in ["", ".", "..", "...", "a", "a.b", "e30.e30", "e30.e30.AA.AA", ".e30.AA", "e30..", "\u{e9}.e30.AA"] {
        assert!(read(form).is_err(), "{form:?}");
    }
}

#[test]
fn a_token_has_at_most_eight_kib() {
    for (length, fits) in [(8_192, true), (8_193, false)] {
        // No base64 has 4n + 1 characters, so the header's length compensates.
        let token = |spaces: usize| {
            let start = format!("{}.e30.", encode(format!("{{\"alg\":\"RS256\"{}}}", " ".repeat(spaces))));
            let rest = length - start.len();
            (rest % 4 != 1).then(|| start + &"A".repeat(rest))
        };
        let text = (0..3).find_map(token).unwrap();
        assert_eq!((text.len(), read(&text).err()), (length, (!fits).then_some(Code::TokenMalformed)));
    }
}

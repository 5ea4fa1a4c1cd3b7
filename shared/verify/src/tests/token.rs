//! The token's form: what is a token at all, and which one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::code::Code;

use crate::report::FirstFailure;
use crate::token::{Scalar, Token};

fn encode(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn read(text: &str) -> Result<Token<'_>, Code> {
    Token::read(text, &mut FirstFailure).map(Option::unwrap).map_err(|refusal| refusal.code())
}

fn with_header(header: &str) -> Result<Option<String>, Code> {
    read(&format!("{}.e30.AA", encode(header))).map(|token| token.kid)
}

/// What is read of a claim with this JSON.
fn claim(json: &str) -> Result<Scalar<'static>, Code> {
    let text = format!("{}.{}.AA", encode(r#"{"alg":"RS256"}"#), encode(format!("{{\"iss\":{json}}}")));
    let token = read(&text).unwrap();
    let iss = token.claims().map(|claims| claims.iss.unwrap()).map_err(|refusal| refusal.code())?;
    Ok(match iss {
        Scalar::Text(text) => Scalar::Text(text.into_owned().into()),
        Scalar::Integer(number) => Scalar::Integer(number),
        Scalar::Other(kind) => Scalar::Other(kind),
    })
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
        ("\"\"", Scalar::Text("".into())),
        ("\"\\u0061\\ud83d\\ude00\"", Scalar::Text("a\u{1f600}".into())),
        ("0", Scalar::Integer(0)),
        ("-1", Scalar::Integer(-1)),
        ("9223372036854775807", Scalar::Integer(i64::MAX)),
        ("-9223372036854775808", Scalar::Integer(i64::MIN)),
        ("9223372036854775808", Scalar::Other("a number out of range")),
        ("18446744073709551616", Scalar::Other("a number that is no integer")),
        ("1.0", Scalar::Other("a number that is no integer")),
        ("-0", Scalar::Other("a number that is no integer")),
        ("1e2", Scalar::Other("a number that is no integer")),
        ("null", Scalar::Other("null")),
        ("true", Scalar::Other("a boolean")),
        ("[1,[2]]", Scalar::Other("an array")),
        ("{\"a\":{\"a\":1}}", Scalar::Other("an object")),
    ] {
        assert_eq!(claim(json), Ok(expected), "{json}");
    }
    for json in [
        "01",
        "+1",
        ".5",
        "1.",
        "0x1",
        "1e400",
        "-1e400",
        "NaN",
        "'x'",
        "\"\\x\"",
        "\"\n\"",
        "\"\\ud800\"",
        "[1,]",
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
}

#[test]
fn nesting_ends_before_the_stack_does() {
    for depth in [100, 126] {
        assert!(claim(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).is_ok(), "{depth}");
    }
    for depth in [127, 128, 1_000, 2_900] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(claim(&deep), Err(Code::TokenMalformed), "{depth}");
    }
}

/// Every text but one of three parts of canonical base64url is refused; the one part of an odd length is told by its bits.
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
fn eight_kib_are_read_and_no_more() {
    for (length, fits) in [(8_192, true), (8_193, false)] {
        // No base64 has 4n + 1 characters, so the header's length makes up for it.
        let token = |spaces: usize| {
            let start = format!("{}.e30.", encode(format!("{{\"alg\":\"RS256\"{}}}", " ".repeat(spaces))));
            let rest = length - start.len();
            (rest % 4 != 1).then(|| start + &"A".repeat(rest))
        };
        let text = (0..3).find_map(token).unwrap();
        assert_eq!((text.len(), read(&text).err()), (length, (!fits).then_some(Code::TokenMalformed)));
    }
}

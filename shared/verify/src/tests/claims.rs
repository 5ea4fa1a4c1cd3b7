//! Boundaries of each claim, with a clock that stands still.

use contract::code::Code;
use contract::time::Timestamp;
use sha2::{Digest, Sha256};

use super::fakes::{Claims, NOW, request, signing_input};
use crate::claims::check;
use crate::report::FirstFailure;
use crate::request::Request;
use crate::token::Token;

const KEY: &str = "the-api-key";

/// Content of a refusal: code, expected and received value.
type Told = (Code, Option<String>, Option<String>);

fn judge_at(claims: &Claims, request: &Request, now: i64) -> Result<crate::claims::Claims, Told> {
    judge_at_millis(claims, request, now * 1_000)
}

fn judge_at_millis(claims: &Claims, request: &Request, now: i64) -> Result<crate::claims::Claims, Told> {
    let text = format!("{}.AA", signing_input(r#"{"alg":"RS256"}"#, &claims.json()));
    let token = Token::read(&text, &mut FirstFailure).unwrap().unwrap();
    match check(&token, request, KEY, Timestamp::from_millis(now), &mut FirstFailure) {
        Ok(claims) => Ok(claims.unwrap()),
        Err(refusal) => {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            Err((refusal.code(), owned(refusal.expectation()), owned(refusal.reception())))
        }
    }
}

fn judge(claims: &Claims) -> Result<crate::claims::Claims, Told> {
    judge_at(claims, &request(KEY, ""), NOW)
}

fn right() -> Claims {
    Claims::right(KEY)
}

fn code(claims: &Claims) -> Option<Code> {
    judge(claims).err().map(|(code, ..)| code)
}

#[test]
fn times_at_their_boundaries() {
    use Code::{TokenExpired as Late, TokenLifetimeTooLong as Long, TokenNotYetValid as Early};
    for (iat, exp, expected) in [
        (0, 60, None),
        (0, 1, None),
        (0, 0, Some(Long)),
        (0, -1, Some(Long)),
        (0, 61, Some(Long)),
        (9, 69, None),
        (10, 70, None),
        (11, 71, Some(Early)),
        (10, 71, Some(Long)),
        (-64, -4, None),
        (-65, -5, None),
        (-66, -6, Some(Late)),
        (-65, -4, Some(Long)),
        (-7, -6, Some(Late)),
        (-6, -5, None),
    ] {
        let claims = right().with("iat", NOW + iat).with("exp", NOW + exp);
        assert_eq!(code(&claims), expected, "iat {iat}, exp {exp}");
    }
    for (iat, exp, expected) in [
        (0, 0, Long),
        (0, 60, Late),
        (0, i64::MAX, Long),
        (i64::MAX, 0, Long),
        (i64::MAX, i64::MAX, Long),
        (i64::MAX - 60, i64::MAX, Early),
    ] {
        assert_eq!(code(&right().with("iat", iat).with("exp", exp)), Some(expected), "{iat} {exp}");
    }
}

/// Checks that a token passes until 5.000 seconds after `exp`, in milliseconds. The message names an `exp` that passes.
#[test]
fn exp_is_tolerated_to_the_millisecond() {
    let claims = right().with("iat", NOW - 60).with("exp", NOW);
    for (millis, passes) in
        [(4_000, true), (4_999, true), (5_000, true), (5_001, false), (5_999, false), (6_000, false)]
    {
        let told = judge_at_millis(&claims, &request(KEY, ""), NOW * 1_000 + millis).err();
        assert_eq!(told.is_none(), passes, "{millis}");
        if let Some((code, expected, received)) = told {
            assert_eq!(code, Code::TokenExpired);
            let least = format!("exp at least {}", NOW + 1);
            assert_eq!((expected, received), (Some(least), Some(NOW.to_string())), "{millis}");
        }
    }
    // Checks `iat` with the same clock.
    let claims = right().with("iat", NOW + 11).with("exp", NOW + 60);
    for (millis, passes) in [(0, false), (999, false), (1_000, true)] {
        assert_eq!(judge_at_millis(&claims, &request(KEY, ""), NOW * 1_000 + millis).is_ok(), passes, "{millis}");
    }
}

/// Checks RFC 7519, 4.1.5.
#[test]
fn nbf_is_optional_and_has_the_tolerance_of_iat() {
    for (nbf, passes) in [(-1_000_000, true), (0, true), (10, true), (11, false), (1_000, false)] {
        let told = judge(&right().with("nbf", NOW + nbf)).err();
        assert_eq!(told.is_none(), passes, "{nbf}");
        if let Some(told) = told {
            let expected = format!("nbf at most {}", NOW + 10);
            assert_eq!(told, (Code::TokenNotYetValid, Some(expected), Some((NOW + nbf).to_string())));
        }
    }
    for (json, kind) in [("null", "null"), ("\"0\"", "a string"), ("[]", "an array"), ("-1", "a negative number")] {
        let (code, _, received) = judge(&right().with("nbf", json)).err().unwrap();
        assert_eq!((code, received), (Code::TokenClaimInvalid, Some(format!("nbf: {kind}"))));
    }
}

#[test]
fn a_time_is_any_json_number_and_its_fraction_is_cut() {
    for (iat, exp, expected) in [
        ("1800000000.12", "1800000060.12", None),
        ("1.8e9", "1.80000006e9", None),
        ("1800000000.12", "1800000060.1200000000000000000000001", Some(Code::TokenLifetimeTooLong)),
        ("1800000000.9", "1800000000.9", Some(Code::TokenLifetimeTooLong)),
        ("1800000000.9", "1800000000.91", None),
        ("1800000000.5", "1800000060", None),
        ("1800000000", "1800000060.5", Some(Code::TokenLifetimeTooLong)),
        ("1800000010.99", "1800000011.5", None),
        ("1800000011.0", "1800000011.5", Some(Code::TokenNotYetValid)),
        ("1799999935", "1799999994.99", Some(Code::TokenExpired)),
        ("1799999935", "1799999995.0", None),
        // Milliseconds instead of seconds.
        ("1800000000000", "1800000060000", Some(Code::TokenLifetimeTooLong)),
        ("1e400", "1800000060", Some(Code::TokenClaimInvalid)),
        ("-1", "1800000060", Some(Code::TokenClaimInvalid)),
        ("1111111111111111111111111111111111111111", "1800000060", Some(Code::TokenClaimInvalid)),
    ] {
        assert_eq!(code(&right().with("iat", iat).with("exp", exp)), expected, "{iat} {exp}");
    }
    let told = judge(&right().with("iat", "1800000000.5").with("exp", "1.8000001e9")).err().unwrap();
    assert_eq!(told.2.as_deref(), Some("1.8000001e9 - 1800000000.5"));
    let told = judge(&right().with("exp", "1e400")).err().unwrap();
    let expected = "exp: a number of Unix seconds, not negative".to_owned();
    assert_eq!((told.1, told.2), (Some(expected), Some("exp: a number out of range".to_owned())));
}

/// Checks RFC 7519, 4.1.3: the form that some libraries always write.
#[test]
fn an_audience_is_one_string_or_an_array_of_it() {
    assert_eq!(code(&right().with("aud", r#"["nuvera-rest-api"]"#)), None);
    for (json, expected, received) in [
        (r#"["another"]"#, Code::TokenAudience, "another"),
        (r#"["nuvera-rest-api","nuvera-rest-api"]"#, Code::TokenClaimInvalid, "aud: an array of 2"),
        (r#"["nuvera-rest-api","another"]"#, Code::TokenClaimInvalid, "aud: an array of 2"),
        ("[]", Code::TokenClaimInvalid, "aud: an array of 0"),
        (r#"[["nuvera-rest-api"]]"#, Code::TokenClaimInvalid, "aud: an array of an array"),
        ("[null]", Code::TokenClaimInvalid, "aud: an array of null"),
        (r#"{"0":"nuvera-rest-api"}"#, Code::TokenClaimInvalid, "aud: an object"),
        ("null", Code::TokenClaimInvalid, "aud: null"),
    ] {
        let (code, _, told) = judge(&right().with("aud", json)).err().unwrap();
        assert_eq!((code, told.as_deref()), (expected, Some(received)), "{json}");
    }
}

fn with_headers(headers: &[(&str, &str)]) -> Request {
    let mut request = request(KEY, "");
    request.headers.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    request
}

#[test]
fn a_named_header_is_sent_once_with_exactly_its_value() {
    let multipart = "multipart/form-data; boundary=\"a,b\"";
    let signed = |json: &str| right().with("headers", json);
    let quoted = format!("{{\"content-type\":{multipart:?}}}");
    for (json, sent) in [
        ("{}", &[][..]),
        ("{}", &[("if-match", "\"1\"")]),
        (r#"{"if-match":"\"1\""}"#, &[("if-match", "\"1\"")]),
        // White space around a value is not part of it.
        (r#"{"if-match":"*"}"#, &[("if-match", " *\t")]),
        (r#"{"idempotency-key":"k","content-type":"a/b"}"#, &[("content-type", "a/b"), ("idempotency-key", "k")]),
        (&quoted, &[("content-type", multipart)]),
    ] {
        assert_eq!(judge_at(&signed(json), &with_headers(sent), NOW).err(), None, "{json} {sent:?}");
    }
    for (json, sent, expected, received) in [
        (r#"{"if-match":"1"}"#, &[][..], "if-match: absent", "if-match: 1"),
        (r#"{"if-match":"1"}"#, &[("if-match", "2")], "if-match: 2", "if-match: 1"),
        (r#"{"if-match":"1"}"#, &[("if-match", "1,1")], "if-match: 1,1", "if-match: 1"),
        (r#"{"if-match":"1"}"#, &[("if-match", "")], "if-match: ", "if-match: 1"),
        (r#"{"if-match":""}"#, &[], "if-match: absent", "if-match: "),
        (r#"{"if-match":"1 "}"#, &[("if-match", "1 ")], "if-match: 1", "if-match: 1 "),
        (
            r#"{"if-match":"1"}"#,
            &[("if-match", "1"), ("if-match", "1")],
            "if-match: sent more than once",
            "if-match: 1",
        ),
        (r#"{"content-type":"A/b"}"#, &[("content-type", "a/b")], "content-type: a/b", "content-type: A/b"),
    ] {
        let told = judge_at(&signed(json), &with_headers(sent), NOW).err();
        let expected = (Code::TokenHeaderMismatch, Some(expected.to_owned()), Some(received.to_owned()));
        assert_eq!(told, Some(expected), "{json} {sent:?}");
    }
}

#[test]
fn the_claim_headers_names_only_signable_headers() {
    for (json, received) in [
        ("null", "headers: null"),
        ("[]", "headers: an array"),
        ("\"if-match\"", "headers: a string"),
        (r#"{"If-Match":"1"}"#, "headers: If-Match"),
        (r#"{"x-api-key":"1"}"#, "headers: x-api-key"),
        (r#"{"if-match":1}"#, "headers.if-match: a number"),
        (r#"{"if-match":["1"]}"#, "headers.if-match: an array"),
    ] {
        let (code, _, told) = judge(&right().with("headers", json)).err().unwrap();
        assert_eq!((code, told.as_deref()), (Code::TokenClaimInvalid, Some(received)), "{json}");
    }
    assert_eq!(
        code(&right().with("headers", r#"{"if-match":"1","if-\u006datch":"1"}"#)),
        Some(Code::TokenDuplicateName)
    );
}

#[test]
fn a_mismatch_reports_both_sides() {
    let hash = hex::encode(Sha256::digest(b""));
    for (name, json, code, expected, received) in [
        ("iss", "\"x\"", Code::TokenIssuer, "nuvera-api".to_owned(), "x".to_owned()),
        ("aud", "\"x\"", Code::TokenAudience, "nuvera-rest-api".to_owned(), "x".to_owned()),
        ("method", "\"get\"", Code::TokenMethodMismatch, "GET".to_owned(), "get".to_owned()),
        ("uri", "\"/\"", Code::TokenUriMismatch, "/api/v1/customers".to_owned(), "/".to_owned()),
        ("bodyHash", "\"x\"", Code::TokenBodyHashMismatch, hash, "x".to_owned()),
        ("iat", "1800000011", Code::TokenNotYetValid, "iat at most 1800000010".to_owned(), "1800000011".to_owned()),
        (
            "exp",
            "1799999990",
            Code::TokenLifetimeTooLong,
            "above 0 and at most 60 seconds".to_owned(),
            "-10".to_owned(),
        ),
        (
            "sub",
            "\"the-api-kez\"",
            Code::TokenSubjectMismatch,
            "the value of x-api-key, 11 characters".to_owned(),
            "another value, 11 characters".to_owned(),
        ),
    ] {
        assert_eq!(judge(&right().with(name, json)).err(), Some((code, Some(expected), Some(received))), "{name}");
    }
}

#[test]
fn the_first_wrong_claim_in_the_documented_order_is_reported() {
    use Code::*;
    let wrong = [
        ("iss", "\"x\"", TokenIssuer),
        ("aud", "\"x\"", TokenAudience),
        ("sub", "\"x\"", TokenSubjectMismatch),
        ("method", "\"x\"", TokenMethodMismatch),
        ("uri", "\"x\"", TokenUriMismatch),
        ("exp", "0", TokenLifetimeTooLong),
        ("bodyHash", "\"x\"", TokenBodyHashMismatch),
    ];
    for first in 0..wrong.len() {
        let claims = wrong[first..].iter().fold(right(), |claims, (name, json, _)| claims.with(name, json));
        assert_eq!(code(&claims), Some(wrong[first].2));
    }
    // Types are checked before values, and missing claims before wrong forms.
    assert_eq!(code(&right().with("iss", "\"x\"").with("jti", "1")), Some(TokenClaimInvalid));
    assert_eq!(code(&right().with("jti", "\"short\"").without("exp")), Some(TokenClaimMissing));
}

#[test]
fn a_jti_at_its_boundaries() {
    for (length, passes) in [(0, false), (15, false), (16, true), (128, true), (129, false)] {
        let claims = right().with("jti", format!("{:?}", "a".repeat(length)));
        assert_eq!(code(&claims).is_none(), passes, "{length}");
    }
    for byte in 0..=127_u8 {
        let jti = format!("aaaaaaaaaaaaaaa\\u{byte:04x}");
        let passes = byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        assert_eq!(code(&right().with("jti", format!("\"{jti}\""))).is_none(), passes, "{byte:#x}");
    }
}

/// Checks that it is kept for 65 seconds longer. So a slow clock still finds it.
#[test]
fn a_used_jti_is_kept_longer_than_its_token_passes() {
    for (iat, exp) in [(0, 60), (10, 70), (-65, -5), (0, 1)] {
        let claims = judge(&right().with("iat", NOW + iat).with("exp", NOW + exp)).ok().unwrap();
        assert_eq!(claims.forget_at, Timestamp::from_seconds(NOW + exp + 65));
        assert_eq!(claims.clock_difference, -iat);
        assert_eq!(claims.jti_hash, <[u8; 32]>::from(Sha256::digest("0123456789abcdef")));
    }
}

#[test]
fn a_uri_is_path_and_query_as_sent() {
    for (path, query, claimed, same) in [
        ("/a", "", "/a", true),
        // An empty query counts as none.
        ("/a", "", "/a?", true),
        ("/a", "", "/a??", false),
        ("/a", "", "/a?x", false),
        ("/a", "", "/", false),
        ("/a", "", "", false),
        ("/a", "", "/ab", false),
        ("/a", "x", "/a?x", true),
        ("/a", "x", "/a", false),
        ("/a", "x", "/ax", false),
        ("/a", "x", "/a?", false),
        ("/a", "x", "/a?x&", false),
        ("/a", "x", "/a??x", false),
        ("/a", "?x", "/a??x", true),
        ("/a", "", "?", false),
        ("/", "", "/?", true),
        ("/a", "x=%2f", "/a?x=%2F", false),
        ("/a", "x=a+b", "/a?x=a%20b", false),
        ("/a", "x#y", "/a?x#y", true),
        ("/", "", "/", true),
    ] {
        let request = Request { path: path.to_owned(), query: query.to_owned(), ..request(KEY, "") };
        let claims = right().with("uri", format!("{claimed:?}"));
        let told = judge_at(&claims, &request, NOW).err();
        assert_eq!(told.is_none(), same, "{path} {query} {claimed}");
        assert_eq!(request.uri() == claimed.strip_suffix('?').unwrap_or(claimed), same, "{path} {query} {claimed}");
    }
}

#[test]
fn repeated_texts_are_cut_and_contain_no_api_key() {
    let long = format!("{:?}", format!("{KEY}{}", "\u{e9}".repeat(2_500)));
    let (.., received) = judge(&right().with("iss", long)).err().unwrap();
    let received = received.unwrap();
    assert!(received.starts_with("[x-api-key]\u{e9}") && received.chars().count() == 2_048);
    let request = Request { query: format!("k={KEY}"), ..request(KEY, "") };
    let (_, expected, _) = judge_at(&right(), &request, NOW).err().unwrap();
    assert_eq!(expected.as_deref(), Some("/api/v1/customers?k=[x-api-key]"));
}

//! Each claim at its boundaries, by a clock that stands still.

use contract::code::Code;
use contract::time::Timestamp;
use sha2::{Digest, Sha256};

use super::fakes::{Claims, NOW, request, signing_input};
use crate::claims::check;
use crate::report::FirstFailure;
use crate::request::Request;
use crate::token::Token;

const KEY: &str = "the-api-key";

/// What a refusal says: its code, and what was expected and received.
type Told = (Code, Option<String>, Option<String>);

fn judge_at(claims: &Claims, request: &Request, now: i64) -> Result<crate::claims::Claims, Told> {
    let text = format!("{}.AA", signing_input(r#"{"alg":"RS256"}"#, &claims.json()));
    let token = Token::read(&text, &mut FirstFailure).unwrap().unwrap();
    match check(&token, request, KEY, Timestamp::from_seconds(now), &mut FirstFailure) {
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

#[test]
fn a_mismatch_tells_both_sides() {
    let hash = hex::encode(Sha256::digest(b""));
    for (name, json, code, expected, received) in [
        ("iss", "\"x\"", Code::TokenIssuer, "nuvera-api".to_owned(), "x".to_owned()),
        ("aud", "\"x\"", Code::TokenAudience, "nuvera-rest-api".to_owned(), "x".to_owned()),
        ("method", "\"get\"", Code::TokenMethodMismatch, "GET".to_owned(), "get".to_owned()),
        ("uri", "\"/\"", Code::TokenUriMismatch, "/api/v1/customers".to_owned(), "/".to_owned()),
        ("bodyHash", "\"x\"", Code::TokenBodyHashMismatch, hash, "x".to_owned()),
        ("iat", "1800000011", Code::TokenNotYetValid, "iat at most 1800000010".to_owned(), "1800000011".to_owned()),
        ("exp", "1799999990", Code::TokenLifetimeTooLong, "1 to 60 seconds".to_owned(), "-10".to_owned()),
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
fn the_first_wrong_claim_in_the_documented_order_is_told() {
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
    // Types come before values, and a missing claim before a form that is wrong.
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

/// 65 seconds past the last second at which the token passes, so that a clock that is behind still finds it.
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
        ("/a", "", "/a?", false),
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
        ("/a", "x=%2f", "/a?x=%2F", false),
        ("/a", "x=a+b", "/a?x=a%20b", false),
        ("/a", "x#y", "/a?x#y", true),
        ("/", "", "/", true),
    ] {
        let request = Request { path: path.to_owned(), query: query.to_owned(), ..request(KEY, "") };
        let claims = right().with("uri", format!("{claimed:?}"));
        let told = judge_at(&claims, &request, NOW).err();
        assert_eq!(told.is_none(), same, "{path} {query} {claimed}");
        assert_eq!(request.uri() == claimed, same, "{path} {query} {claimed}");
    }
}

#[test]
fn what_is_told_back_is_cut_and_holds_no_api_key() {
    let long = format!("{:?}", format!("{KEY}{}", "\u{e9}".repeat(2_500)));
    let (.., received) = judge(&right().with("iss", long)).err().unwrap();
    let received = received.unwrap();
    assert!(received.starts_with("[x-api-key]\u{e9}") && received.chars().count() == 2_048);
    let request = Request { query: format!("k={KEY}"), ..request(KEY, "") };
    let (_, expected, _) = judge_at(&right(), &request, NOW).err().unwrap();
    assert_eq!(expected.as_deref(), Some("/api/v1/customers?k=[x-api-key]"));
}

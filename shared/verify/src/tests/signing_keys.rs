//! `kid`, and the headers that an application requires to be signed.

use contract::code::Code;
use contract::diagnosis::CheckOutcome;
use contract::time::Timestamp;

use super::fakes::{Claims, Court, NOW, Pair, signed};
use crate::{Refusal, Request};

fn with_kid(court: &Court, kid: &str, pair: &Pair) -> Request {
    let header = format!("{{\"alg\":\"RS256\",\"kid\":{kid:?}}}");
    signed(&court.owner.api_key, &header, &Claims::right(court.owner.api_key.expose()), pair)
}

fn refused(court: &Court, request: &Request) -> (Code, Option<String>, Option<String>, bool) {
    let refusal: Refusal = court.judge(request).err().unwrap();
    let told = |text: Option<&str>| text.map(str::to_owned);
    let of_kid = refusal.text().contains("live signing keys");
    (refusal.code(), told(refusal.expectation()), told(refusal.reception()), of_kid)
}

#[test]
fn a_caller_with_the_api_key_learns_the_signing_keys() {
    let (before, stranger) = (Pair::generate(), Pair::generate());
    for court in [Court::new(), Court::warm()] {
        let mut retiring = before.record.clone();
        retiring.retires_at = Some(Timestamp::from_seconds(NOW + 1));
        let mut retired = stranger.record.clone();
        retired.retires_at = Some(Timestamp::from_seconds(NOW));
        court.alter(|record| record.signing_keys.extend([retiring, retired]));
        let own = court.owner.pair.record.key.fingerprint().as_str().to_owned();
        let known = format!("{own}, {}", before.record.key.fingerprint().as_str());
        let gone = stranger.record.key.fingerprint().as_str();

        let none = court.owner.request_with(&court.owner.api_key, |claims| claims, &stranger);
        assert_eq!(refused(&court, &none), (Code::SignatureInvalid, Some(known.clone()), None, false));
        let upper = own.to_uppercase();
        let long = "k".repeat(500);
        for (kid, told) in [("x", "x"), ("", ""), (gone, gone), (upper.as_str(), upper.as_str()), (&long, &long[..200])]
        {
            let (code, expected, received, of_kid) = refused(&court, &with_kid(&court, kid, &court.owner.pair));
            assert_eq!((code, of_kid), (Code::SignatureInvalid, true), "{kid}");
            assert_eq!((expected.as_ref(), received), (Some(&known), Some(format!("kid: {told}"))));
        }
        let other = refused(&court, &with_kid(&court, &own, &before));
        assert_eq!(other, (Code::SignatureInvalid, Some(known), Some(format!("kid: {own}")), false));
        let key = court.owner.api_key.expose();
        assert_eq!(refused(&court, &with_kid(&court, key, &stranger)).2.as_deref(), Some("kid: [x-api-key]"));
        court.judge(&with_kid(&court, &own, &court.owner.pair)).unwrap();
    }
}

#[test]
fn kid_is_a_separate_check_that_needs_the_api_key() {
    let court = Court::new();
    let outcomes = |request: &Request| {
        let diagnosis = court.diagnose(request).unwrap();
        let of = |name: &str| diagnosis.checks.iter().find(|check| check.check == name).unwrap().outcome;
        [of("kid"), of("signature"), of("api-key")]
    };
    use CheckOutcome::{Failed, Passed, Skipped};
    let own = court.owner.pair.record.key.fingerprint().as_str();
    let stranger = Pair::generate();
    assert_eq!(outcomes(&court.owner.request()), [Passed, Passed, Passed]);
    assert_eq!(outcomes(&with_kid(&court, own, &court.owner.pair)), [Passed, Passed, Passed]);
    assert_eq!(outcomes(&with_kid(&court, "x", &court.owner.pair)), [Failed, Skipped, Passed]);
    assert_eq!(outcomes(&with_kid(&court, own, &stranger)), [Passed, Failed, Passed]);
    let wrong = court.owner.with_secret(5);
    let unproved = signed(&wrong, r#"{"alg":"RS256","kid":"x"}"#, &Claims::right(wrong.expose()), &stranger);
    assert_eq!(outcomes(&unproved), [Skipped, Skipped, Failed], "no more than a refusal would tell");
}

#[test]
fn each_sent_signable_header_must_be_named_if_required() {
    let court = Court::new();
    let request = |json: &str, sent: &[(&str, &str)], jti: usize| {
        let alter = |claims: Claims| claims.with("headers", json).with("jti", format!("\"header-rules-{jti:04}\""));
        let mut request = court.owner.request_with(&court.owner.api_key, alter, &court.owner.pair);
        request.headers.extend(sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        request
    };
    let cases = [
        ("{}", &[][..], None),
        (r#"{"if-match":"1"}"#, &[("if-match", "1"), ("accept", "*/*")], None),
        ("{}", &[("if-match", "1")], Some("if-match")),
        ("{}", &[("content-type", "")], Some("content-type")),
        (r#"{"if-match":"1"}"#, &[("if-match", "1"), ("idempotency-key", "k")], Some("idempotency-key")),
    ];
    for (number, (json, sent, _)) in cases.iter().enumerate() {
        court.judge(&request(json, sent, number)).unwrap();
    }
    court.alter(|record| record.require_signed_headers = true);
    for (number, (json, sent, unsigned)) in cases.iter().enumerate() {
        let request = request(json, sent, 100 + number);
        let diagnosis = court.diagnose(&request).unwrap();
        assert_eq!(diagnosis.accepted, unsigned.is_none(), "{json}");
        match unsigned {
            None => drop(court.judge(&request).unwrap()),
            Some(name) => {
                let (code, expected, received, _) = refused(&court, &request);
                assert_eq!((code, expected), (Code::TokenHeaderUnsigned, Some(format!("headers: {name}"))), "{json}");
                let named = if json.contains("if-match") { "headers: if-match" } else { "headers: none" };
                assert_eq!(received.as_deref(), Some(named));
                let failed: Vec<_> = diagnosis.checks.iter().filter_map(|check| check.code.as_deref()).collect();
                assert_eq!(failed, ["token_header_unsigned"]);
            }
        }
    }
}

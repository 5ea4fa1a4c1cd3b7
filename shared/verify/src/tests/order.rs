//! Order of the backend's calls, and the cost of a refusal.

use contract::api_key::{ApiKey, ApiKeyId, KeyMode};
use contract::code::Code;
use contract::id::{ApplicationId, IdSeed};
use contract::permission::{Permission, PermissionSet};
use contract::route::{Route, RouteSpec};
use contract::routes::{CreateCustomer, GetHealth, GetMe};
use contract::time::Timestamp;
use domain::application::ApplicationRecord;
use sha2::{Digest, Sha256};

use super::fakes::{Claims, Court, NOW, Pair, request, signed};
use crate::request::Request;

impl Court {
    /// Asserts that the request is refused with this code, after these calls.
    #[track_caller]
    fn refuses(&self, request: &Request, code: Code, calls: &[&str]) {
        let refused = self.judge(request).map(|_| ()).map_err(|refusal| refusal.code());
        assert_eq!((refused, self.calls().as_slice()), (Err(code), calls));
    }

    fn altered(&self, alter: impl Fn(Claims) -> Claims) -> Request {
        self.owner.request_with(&self.owner.api_key, alter, &self.owner.pair)
    }

    fn signed_by(&self, pair: &Pair) -> Request {
        self.owner.request_with(&self.owner.api_key, |claims| claims, pair)
    }

    fn with_key(&self, key: &ApiKey) -> Request {
        self.owner.request_with(key, |claims| claims, &self.owner.pair)
    }
}

#[test]
fn an_unknown_request_makes_calls_in_sequence_and_a_known_one_only_two() {
    let court = Court::new();
    let caller = court.judge(&court.fresh(1)).unwrap();
    assert_eq!(court.calls(), ["find", "compute", "remember", "claim"]);
    assert_eq!(caller.caller().application().id, *court.owner.api_key.application());
    assert_eq!(*caller.caller().signing_key(), *court.owner.pair.record.key.fingerprint());
    for number in 2..5 {
        court.judge(&court.fresh(number)).unwrap();
        assert_eq!(court.calls(), ["find", "claim"]);
    }
}

#[test]
fn a_jti_is_kept_by_its_hash_with_the_attempts_nonce() {
    let court = Court::new();
    court.judge(&court.owner.request()).unwrap();
    let hash = Sha256::digest("0123456789abcdef").into();
    let id = court.owner.api_key.application().clone();
    assert_eq!(court.used(), [(id, hash, Timestamp::from_seconds(NOW + 60 + 65), [5; 16])]);
}

#[test]
fn local_refusals_call_no_service() {
    for court in [Court::new(), Court::warm()] {
        let key = court.owner.api_key.expose();
        let right = court.owner.request();
        let header = |name: &str, value: &str| {
            let mut request = right.clone();
            request.headers.push((name.to_owned(), value.to_owned()));
            request
        };
        let without = |name: &str| {
            let headers = right.headers.iter().filter(|(found, _)| found != name).cloned().collect();
            Request { headers, ..right.clone() }
        };
        for (request, code) in [
            (Request { path: "/api//v1".to_owned(), ..right.clone() }, Code::RequestPathInvalid),
            (header("content-encoding", "gzip"), Code::ContentEncodingUnsupported),
            (
                Request { body: vec![0; contract::route::JSON_BODY_LIMIT + 1].into(), ..right.clone() },
                Code::BodyTooLarge,
            ),
            (without("x-api-key"), Code::ApiKeyMissing),
            (without("authorization"), Code::SignatureMissing),
            (header("x-api-key", key), Code::HeaderDuplicated),
            (header("authorization", "Bearer x"), Code::HeaderDuplicated),
            (self::request(key, "x"), Code::TokenMalformed),
            (self::request(key, "eyJhbGciOiJub25lIn0.e30."), Code::TokenAlgorithm),
            (court.altered(|claims| claims.without("jti")), Code::TokenClaimMissing),
            (court.altered(|claims| claims.with("jti", 1)), Code::TokenClaimInvalid),
            (court.altered(|claims| claims.with("iss", "\"x\"")), Code::TokenIssuer),
            (court.altered(|claims| claims.with("aud", "\"x\"")), Code::TokenAudience),
            (court.altered(|claims| claims.with("sub", "\"x\"")), Code::TokenSubjectMismatch),
            (Request { method: "HEAD".to_owned(), ..right.clone() }, Code::TokenMethodMismatch),
            (Request { query: "a".to_owned(), ..right.clone() }, Code::TokenUriMismatch),
            (court.altered(|claims| claims.with("exp", NOW + 61)), Code::TokenLifetimeTooLong),
            (court.altered(|claims| claims.with("iat", NOW + 11)), Code::TokenNotYetValid),
            (court.altered(|claims| claims.with("iat", NOW - 20).with("exp", NOW - 6)), Code::TokenExpired),
            (Request { body: "x".into(), ..right.clone() }, Code::TokenBodyHashMismatch),
        ] {
            court.refuses(&request, code, &[]);
        }
        // An API key with a wrong form, and a token with the same one.
        for wrong in ["x", &key.replace("_test_", "_live_"), &format!("{}0", &key[..key.len() - 1])] {
            let claims = Claims::right(wrong).json();
            let input = super::fakes::signing_input(r#"{"alg":"RS256"}"#, &claims);
            court.refuses(&self::request(wrong, &format!("{input}.AA")), Code::ApiKeyInvalid, &[]);
        }
        assert!(court.used().len() <= 1, "nothing but what warmed it up");
    }
}

#[test]
fn an_unknown_key_costs_one_read_and_no_kms() {
    for court in [Court::new(), Court::warm()] {
        let stranger = ApplicationId::new(IdSeed { millis: 9, random: 9 });
        let number = ApiKeyId::from_digits("0001").unwrap();
        let other = ApiKeyId::from_digits("0002").unwrap();
        let unknown = ApiKey::assemble(KeyMode::Test, &stranger, &number, [3, 4]);
        let unknown_number = ApiKey::assemble(KeyMode::Test, court.owner.api_key.application(), &other, [3, 4]);
        for key in [unknown, unknown_number] {
            court.refuses(&court.with_key(&key), Code::ApiKeyInvalid, &["find"]);
        }
    }
}

#[test]
fn a_wrong_secret_is_hashed_but_never_cached() {
    for court in [Court::new(), Court::warm()] {
        let wrong = court.owner.with_secret(77);
        for _ in 0..2 {
            court.refuses(&court.with_key(&wrong), Code::ApiKeyInvalid, &["find", "compute"]);
        }
        let stranger = Pair::generate();
        let both = court.owner.request_with(&wrong, |claims| claims, &stranger);
        court.refuses(&both, Code::ApiKeyInvalid, &["find", "compute"]);
    }
}

#[test]
fn a_wrong_signature_claims_no_jti() {
    let stranger = Pair::generate();
    let cold = Court::new();
    cold.refuses(&cold.signed_by(&stranger), Code::SignatureInvalid, &["find", "compute", "remember"]);
    cold.refuses(&cold.signed_by(&stranger), Code::SignatureInvalid, &["find"]);
    let warm = Court::warm();
    warm.refuses(&warm.signed_by(&stranger), Code::SignatureInvalid, &["find"]);
    for court in [cold, warm] {
        court.judge(&court.owner.request()).unwrap();
    }
}

type Change = fn(&mut ApplicationRecord);

fn changes() -> Vec<(Code, Change)> {
    vec![
        (Code::ApiKeyRevoked, |record| record.api_keys[0].revoked_at = Some(Timestamp::from_seconds(1))),
        (Code::ApiKeyRevoked, |record| {
            record.api_keys[0].revoked_at = Some(Timestamp::from_seconds(NOW + 1));
            record.api_keys[0].expires_at = Some(Timestamp::from_seconds(1));
        }),
        (Code::ApiKeyExpired, |record| record.api_keys[0].expires_at = Some(Timestamp::from_seconds(NOW))),
        (Code::ApplicationDisabled, |record| record.enabled = false),
        (Code::ApplicationDisabled, |record| record.organization_enabled = false),
        (Code::SourceIpNotAllowed, |record| record.allowed_source_ips = vec!["203.0.113.0/24".parse().unwrap()]),
        (Code::PermissionDenied, |record| record.permissions = PermissionSet::default()),
        (Code::PermissionDenied, |record| {
            record.permissions = PermissionSet::new([Permission::SupportRead]).unwrap();
        }),
    ]
}

#[test]
fn a_state_refuses_before_the_jti_is_claimed_and_on_the_next_request() {
    for (code, change) in changes() {
        let cold = Court::new();
        cold.alter(change);
        cold.refuses(&cold.owner.request(), code, &["find", "compute", "remember"]);
        assert!(cold.used().is_empty());
        let warm = Court::warm();
        warm.alter(change);
        // Requested at the same time: the record decides, whatever happened to the `jti`.
        warm.refuses(&warm.owner.request(), code, &["find", "claim"]);
        warm.refuses(&warm.owner.request(), code, &["find", "claim"]);
    }
}

/// Checks that only the earliest of several is reported. The caller may not learn the others.
#[test]
fn states_are_reported_in_the_documented_order() {
    for first in 0..changes().len() {
        let court = Court::new();
        for (_, change) in changes().into_iter().skip(first).rev() {
            court.alter(change);
        }
        let refused = court.judge(&court.owner.request()).err().unwrap();
        assert_eq!(refused.code(), changes()[first].0);
    }
}

#[test]
fn cached_data_is_confirmed_by_the_record_just_read() {
    let gone = Court::warm();
    gone.fake.change(|state| state.records.clear());
    gone.refuses(&gone.owner.request(), Code::ApiKeyInvalid, &["find", "claim"]);

    let no_key = Court::warm();
    no_key.alter(|record| record.api_keys.clear());
    no_key.refuses(&no_key.owner.request(), Code::ApiKeyInvalid, &["find", "claim"]);

    let rehashed = Court::warm();
    rehashed.alter(|record| record.api_keys[0].mac = super::fakes::mac(&rehashed.owner.with_secret(1)));
    rehashed.refuses(&rehashed.owner.request(), Code::ApiKeyInvalid, &["find", "claim"]);

    let retired = Court::warm();
    retired.alter(|record| record.signing_keys[0].retires_at = Some(Timestamp::from_seconds(NOW)));
    retired.refuses(&retired.owner.request(), Code::SignatureInvalid, &["find", "claim"]);

    let replaced = Court::warm();
    let new = Pair::generate();
    replaced.alter(|record| record.signing_keys = vec![new.record.clone()]);
    replaced.refuses(&replaced.owner.request(), Code::SignatureInvalid, &["find", "claim"]);
    let jti = |claims: Claims| claims.with("jti", "\"not-used-up-by-now\"");
    replaced.judge(&replaced.owner.request_with(&replaced.owner.api_key, jti, &new)).unwrap();
}

#[test]
fn a_signing_key_verifies_until_its_grace_is_over() {
    for (retires, passes) in [(NOW - 1, false), (NOW, false), (NOW + 1, true)] {
        let (court, new) = (Court::new(), Pair::generate());
        court.alter(|record| {
            record.signing_keys[0].retires_at = Some(Timestamp::from_seconds(retires));
            record.signing_keys.insert(0, new.record.clone());
        });
        assert_eq!(court.judge(&court.fresh(1)).is_ok(), passes, "{retires}");
        assert!(court.judge(&court.signed_by(&new)).is_ok());
    }
}

#[test]
fn a_kid_leaves_one_key_to_verify_with() {
    let (court, new) = (Court::new(), Pair::generate());
    court.alter(|record| {
        record.signing_keys[0].retires_at = Some(Timestamp::from_seconds(NOW + 1));
        record.signing_keys.insert(0, new.record.clone());
    });
    let old = &court.owner.pair;
    for (number, (named, signer, passes)) in
        [(old, old, true), (&new, &new, true), (&new, old, false), (old, &new, false)].into_iter().enumerate()
    {
        let header = format!(r#"{{"alg":"RS256","kid":"{}"}}"#, named.record.key.fingerprint());
        let claims = Claims::right(court.owner.api_key.expose()).with("jti", format!("\"token-number-{number:03}\""));
        let request = signed(&court.owner.api_key, &header, &claims, signer);
        let code = court.judge(&request).err().map(|refusal| refusal.code());
        assert_eq!(code, (!passes).then_some(Code::SignatureInvalid), "{number}");
    }
}

#[test]
fn a_failed_service_admits_nobody() {
    for (down, calls) in [
        ("find", &["find"][..]),
        ("compute", &["find", "compute"]),
        ("claim", &["find", "compute", "remember", "claim"]),
    ] {
        let court = Court::new();
        court.fake.change(|state| state.down.insert(down));
        court.refuses(&court.owner.request(), Code::DependencyUnavailable, calls);
    }
    for down in ["find", "claim"] {
        let court = Court::warm();
        court.fake.change(|state| state.down.insert(down));
        court.refuses(&court.owner.request(), Code::DependencyUnavailable, &["find", "claim"]);
    }
    // A state is reported even if the `jti` could not be written.
    let court = Court::warm();
    court.fake.change(|state| state.down.insert("claim"));
    court.alter(|record| record.enabled = false);
    court.refuses(&court.owner.request(), Code::ApplicationDisabled, &["find", "claim"]);
}

#[test]
fn a_replay_is_refused_cold_and_warm() {
    let court = Court::new();
    court.judge(&court.owner.request()).unwrap();
    court.calls();
    court.refuses(&court.owner.request(), Code::ReplayDetected, &["find", "claim"]);
    let (cold, stranger) = (crate::Judge::new(court.fake, KeyMode::Test), Pair::generate());
    let court = Court { judge: cold, ..court };
    court.refuses(&court.signed_by(&stranger), Code::SignatureInvalid, &["find"]);
    court.refuses(&court.owner.request(), Code::ReplayDetected, &["find", "claim"]);
}

#[test]
fn no_application_is_admitted_to_a_route_of_others() {
    let specs: [RouteSpec; 3] = [GetMe::SPEC, GetHealth::SPEC, CreateCustomer::SPEC];
    for spec in specs {
        let court = Court::new();
        let refused = court.judge_for(&spec, &court.owner.request()).err().unwrap();
        assert_eq!(refused.code(), Code::PermissionDenied, "{}", spec.id());
        assert!(court.used().is_empty());
    }
}

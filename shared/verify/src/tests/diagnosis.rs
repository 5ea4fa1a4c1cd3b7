//! Diagnoses: their results and calls, and that they claim no `jti`.

use contract::code::Code;
use contract::diagnosis::{CheckOutcome, Diagnosis};
use contract::time::Timestamp;

use super::fakes::{Court, NOW, Pair};
use crate::report::Check;
use crate::request::Request;

fn told(diagnosis: &Diagnosis) -> Vec<(&str, &str)> {
    let failed = diagnosis.checks.iter().filter(|check| check.outcome == CheckOutcome::Failed);
    failed.map(|check| (check.check.as_str(), check.code.as_deref().unwrap_or_default())).collect()
}

fn outcome(diagnosis: &Diagnosis, check: Check) -> CheckOutcome {
    diagnosis.checks.iter().find(|line| line.check == check.name()).unwrap().outcome
}

#[test]
fn every_check_is_reported_in_order() {
    let court = Court::new();
    let diagnosis = court.diagnose(&court.owner.request()).unwrap();
    let names: Vec<_> = diagnosis.checks.iter().map(|check| check.check.as_str()).collect();
    assert_eq!(names, Check::ALL.iter().map(|check| check.name()).collect::<Vec<_>>());
    assert!(diagnosis.accepted && told(&diagnosis).is_empty());
    assert!(diagnosis.checks.iter().all(|check| check.outcome == CheckOutcome::Passed));
    assert_eq!(court.calls(), ["find", "compute", "remember", "was_used"]);
    assert!(court.used().is_empty());
}

#[test]
fn a_request_without_a_readable_token_calls_no_service() {
    let court = Court::new();
    let right = court.owner.request();
    let key = court.owner.api_key.expose();
    for (request, check, code) in [
        (Request { headers: Vec::new(), ..right.clone() }, Check::ApiKeyHeader, "api_key_missing"),
        (super::fakes::request(key, "x"), Check::TokenForm, "token_malformed"),
        (super::fakes::request(key, "e30.e30."), Check::TokenHeader, "token_algorithm"),
        (super::fakes::request(key, "eyJhbGciOiJSUzI1NiJ9.e30."), Check::TokenClaims, "token_claim_missing"),
    ] {
        let diagnosis = court.diagnose(&request).unwrap();
        assert!(told(&diagnosis).contains(&(check.name(), code)), "{:?}", told(&diagnosis));
        assert!(!diagnosis.accepted && diagnosis.clock_difference_seconds.is_none());
        for later in [Check::Signature, Check::ApiKey, Check::ApiKeyState, Check::Application, Check::Replay] {
            assert_eq!(outcome(&diagnosis, later), CheckOutcome::Skipped);
        }
        assert!(court.calls().is_empty());
    }
}

#[test]
fn a_single_layer_is_reported_like_in_a_refusal() {
    let stranger = Pair::generate();
    for court in [Court::new(), Court::warm()] {
        // The state must not show here, whatever it is.
        court.alter(|record| {
            record.enabled = false;
            record.api_keys[0].revoked_at = Some(Timestamp::from_seconds(1));
        });
        let wrong = court.owner.with_secret(5);
        let requests = [
            (
                court.owner.request_with(&court.owner.api_key, |claims| claims, &stranger),
                Check::Signature,
                Code::SignatureInvalid,
            ),
            (court.owner.request_with(&wrong, |claims| claims, &court.owner.pair), Check::ApiKey, Code::ApiKeyInvalid),
            (court.owner.request_with(&wrong, |claims| claims, &stranger), Check::ApiKey, Code::ApiKeyInvalid),
        ];
        for (request, check, code) in requests {
            let diagnosis = court.diagnose(&request).unwrap();
            assert_eq!(told(&diagnosis), [(check.name(), code.name())]);
            assert_eq!(court.judge(&request).err().map(|refusal| refusal.code()), Some(code));
            for later in [Check::ApiKeyState, Check::Application, Check::SourceIp, Check::Permission, Check::Replay] {
                assert_eq!(outcome(&diagnosis, later), CheckOutcome::Skipped, "{}", later.name());
            }
            assert!(!court.calls().contains(&"was_used"));
        }
    }
}

#[test]
fn every_state_and_a_used_jti_are_reported_together() {
    let court = Court::new();
    court.judge(&court.owner.request()).unwrap();
    court.alter(|record| {
        record.enabled = false;
        record.api_keys[0].expires_at = Some(Timestamp::from_seconds(NOW));
        record.allowed_source_ips = vec!["203.0.113.1".parse().unwrap()];
        record.permissions = contract::permission::PermissionSet::default();
    });
    let diagnosis = court.diagnose(&court.owner.request()).unwrap();
    let expected = [
        ("api-key-state", "api_key_expired"),
        ("application", "application_disabled"),
        ("source-ip", "source_ip_not_allowed"),
        ("permission", "permission_denied"),
        ("jti", "replay_detected"),
    ];
    assert_eq!(told(&diagnosis), expected);
    assert!(!diagnosis.accepted);
}

#[test]
fn the_clock_difference_is_reported_with_its_sign() {
    for (iat, difference) in [(-30, 30), (0, 0), (10, -10), (40, -40)] {
        let court = Court::new();
        let times = |claims: super::fakes::Claims| claims.with("iat", NOW + iat).with("exp", NOW + iat + 60);
        let request = court.owner.request_with(&court.owner.api_key, times, &court.owner.pair);
        assert_eq!(court.diagnose(&request).unwrap().clock_difference_seconds, Some(difference));
    }
}

#[test]
fn a_failed_service_causes_a_refusal_and_no_diagnosis() {
    for down in ["find", "compute", "was_used"] {
        let court = Court::new();
        court.fake.change(|state| state.down.insert(down));
        let refused = court.diagnose(&court.owner.request()).err().unwrap();
        assert_eq!(refused.code(), Code::DependencyUnavailable, "{down}");
    }
}

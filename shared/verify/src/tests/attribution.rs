//! Attribution of refused requests: result, cost, and duration.

use contract::code::Code;
use contract::id::{ApplicationId, IdSeed};
use contract::time::Timestamp;
use futures::FutureExt as _;

use super::fakes::{Court, NOW, Pair, attempt};
use crate::{Attribution, Proof, Request};

impl Court {
    /// Attributes a request at a number of seconds from now.
    fn attribute(&self, request: &Request, seconds: i64) -> Attribution {
        let application = self.owner.api_key.application();
        self.attribute_to(request, application, seconds)
    }

    fn attribute_to(&self, request: &Request, application: &ApplicationId, seconds: i64) -> Attribution {
        let now = Timestamp::from_seconds(NOW + seconds);
        self.judge.attribute(request, application, now).now_or_never().unwrap()
    }

    /// Request that a local check refuses, signed by `pair`.
    fn refused(&self, pair: &Pair) -> Request {
        self.owner.request_with(&self.owner.api_key, |claims| claims.with("iss", "\"x\""), pair)
    }

    fn proof(&self, request: &Request) -> Proof {
        let judged = self.judge.judge(&super::fakes::ROUTE, request, attempt()).now_or_never().unwrap();
        judged.err().unwrap().proof()
    }
}

#[test]
fn the_owners_mistakes_are_proved_by_one_read_and_no_kms() {
    let court = Court::new();
    for _ in 0..3 {
        assert_eq!(court.attribute(&court.refused(&court.owner.pair), 0), Attribution::Proved);
    }
    assert_eq!(court.calls(), ["find"], "one read serves all");
    let mut unreadable = court.owner.request();
    unreadable.path = "/a%2Fb".to_owned();
    let header = super::fakes::signed(
        &court.owner.api_key,
        r#"{"alg":"RS256","typ":"at+jwt","kid":"x"}"#,
        &super::fakes::Claims::right("x"),
        &court.owner.pair,
    );
    for request in [unreadable, header] {
        assert_eq!(court.attribute(&request, 1), Attribution::Proved, "whatever else is wrong");
    }
    assert!(court.calls().is_empty());
}

#[test]
fn a_refused_request_names_its_owner_as_the_judge_reads_the_key() {
    let court = Court::new();
    let mut request = court.refused(&court.owner.pair);
    for (_, value) in &mut request.headers {
        *value = format!(" {value}\t");
    }
    let judged = court.judge.judge(&super::fakes::ROUTE, &request, attempt()).now_or_never().unwrap();
    let rejection = judged.err().unwrap();
    assert_eq!(court.judge.named(&request, &rejection).as_ref(), Some(court.owner.api_key.application()));
    assert_eq!(court.attribute(&request, 0), Attribution::Proved);
}

#[test]
fn strangers_prove_nothing_and_cost_the_owner_nothing() {
    let court = Court::new();
    let stranger = Pair::generate();
    for number in 0..200 {
        assert_eq!(court.attribute(&court.refused(&stranger), number / 100), Attribution::Unproved);
    }
    assert_eq!(court.calls(), ["find"], "a flood costs one read in 5 seconds");
    assert_eq!(court.attribute(&court.refused(&court.owner.pair), 2), Attribution::Proved);
    assert!(court.calls().is_empty());
    for token in ["x", "a.b.c", "..", "e30.e30.AAAA", ""] {
        let request = super::fakes::request(court.owner.api_key.expose(), token);
        assert_eq!(court.attribute(&request, 2), Attribution::Unproved, "{token:?}");
    }
}

#[test]
fn an_unknown_application_has_no_attribution() {
    let court = Court::new();
    let nobody = ApplicationId::new(IdSeed { millis: 1, random: 8 });
    for _ in 0..3 {
        assert_eq!(court.attribute_to(&court.owner.request(), &nobody, 0), Attribution::Unknown);
    }
    assert_eq!(court.calls(), ["find"]);
    court.fake.change(|state| state.down.insert("find"));
    assert_eq!(court.attribute(&court.refused(&court.owner.pair), 0), Attribution::Unknown, "it cannot be read");
    court.fake.change(|state| state.down.clear());
    assert_eq!(court.attribute(&court.refused(&court.owner.pair), 5), Attribution::Proved, "and later it can");
}

#[test]
fn a_replaced_key_proves_for_a_minute_at_most_and_a_new_one_after_five_seconds() {
    let court = Court::new();
    let new = Pair::generate();
    assert_eq!(court.attribute(&court.refused(&court.owner.pair), 0), Attribution::Proved);
    court.alter(|record| record.signing_keys = vec![new.record.clone()]);
    assert_eq!(court.attribute(&court.refused(&new), 4), Attribution::Unproved);
    assert_eq!(court.attribute(&court.refused(&new), 5), Attribution::Proved);
    assert_eq!(court.attribute(&court.refused(&court.owner.pair), 11), Attribution::Unproved);
    // Without another read in between.
    let court = Court::new();
    assert_eq!(court.attribute(&court.refused(&court.owner.pair), 0), Attribution::Proved);
    court.alter(|record| record.signing_keys = vec![new.record.clone()]);
    assert_eq!(court.attribute(&court.refused(&court.owner.pair), 60), Attribution::Unproved);
}

#[test]
fn a_rejection_has_the_proof_from_judging() {
    let stranger = Pair::generate();
    for court in [Court::new(), Court::warm()] {
        let right = &court.owner.api_key;
        assert_eq!(court.proof(&court.refused(&court.owner.pair)), Proof::Unchecked);
        let signed = |key, pair| court.owner.request_with(key, |claims| claims, pair);
        assert_eq!(court.proof(&signed(right, &stranger)), Proof::Proved, "by its API key");
        let wrong = court.owner.with_secret(5);
        assert_eq!(court.proof(&signed(&wrong, &court.owner.pair)), Proof::Proved, "by its signature");
        assert_eq!(court.proof(&signed(&wrong, &stranger)), Proof::Unproved);
        court.alter(|record| record.enabled = false);
        assert_eq!(court.proof(&court.fresh(2)), Proof::Proved);
        court.alter(|record| record.api_keys.clear());
        assert_eq!(court.proof(&court.fresh(3)), Proof::Proved, "by its signature, though its key's id is unknown");
        assert_eq!(court.judge(&court.fresh(4)).err().unwrap().code(), Code::ApiKeyInvalid);
    }
}

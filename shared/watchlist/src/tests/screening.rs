//! Stored results of searches, over changes and decisions.

use std::cell::Cell;

use contract::id::{CustomerId, DispositionId, IdSeed, MatchId, OrganizationId};
use contract::screening::{Match, Outcome, Screening, ScreeningStatus, Subject};
use contract::time::Timestamp;

use super::{company, list, person};
use crate::{Decision, DecisionConflict, ScreeningContext, SearchSubject, WatchList, decide, screen};

const LISTED: [&str; 8] = ["p1", "Person", "Viktor Zelinsky", "", "1961", "rs", "", "Register"];

fn id(random: u128) -> IdSeed {
    IdSeed { millis: 1, random }
}

fn next_id() -> IdSeed {
    thread_local! { static NEXT: Cell<u128> = const { Cell::new(100) } }
    id(NEXT.replace(NEXT.get() + 1))
}

fn screened(asked: &[SearchSubject], list: Option<&WatchList>, before: Option<&Screening>) -> Screening {
    let around = ScreeningContext {
        organization: OrganizationId::new(id(1)),
        customer: CustomerId::new(id(2)),
        customer_name: "Ada Ltd".to_owned(),
        beneficiary: None,
        now: Timestamp::from_seconds(1_000),
    };
    screen(&around, asked, list, before, &next_id)
}

fn ours() -> [SearchSubject; 3] {
    [company("Ada Ltd", "GB"), person("Viktor Zelinsky", "1961-04-17", "RS"), person("Ada Byron", "1980-01-01", "GB")]
}

/// Decides a match, or replaces its decision.
fn decided(before: &Screening, place: usize, at: usize, outcome: Outcome) -> Result<Screening, DecisionConflict> {
    let supersedes = found(before, place, at).disposition.as_ref().map(|decided| decided.id.clone());
    replaced(before, place, at, outcome, supersedes)
}

fn found(screening: &Screening, place: usize, at: usize) -> &Match {
    let subject = &screening.subjects[place];
    subject.open_matches.iter().chain(&subject.previously_cleared).nth(at).unwrap()
}

fn replaced(
    before: &Screening,
    place: usize,
    at: usize,
    outcome: Outcome,
    supersedes: Option<DispositionId>,
) -> Result<Screening, DecisionConflict> {
    let decision = Decision {
        id: DispositionId::new(next_id()),
        outcome,
        reason: "seen".to_owned(),
        supersedes,
        user: "admin".parse().unwrap(),
        display_name: "alan@nuvera.example".to_owned(),
        now: Timestamp::from_seconds(2_000),
    };
    let subject = &before.subjects[place].subject_id;
    decide(before, subject, &found(before, place, at).match_id, decision).map(|(screening, _)| screening)
}

fn holds(screening: &Screening) -> (ScreeningStatus, bool, u32) {
    let summary = screening.summary();
    (screening.status(), summary.payment_hold, summary.open_match_count)
}

#[test]
fn without_a_list_nothing_is_screened_and_all_is_held() {
    let none = screened(&ours(), None, None);
    assert_eq!(holds(&none), (ScreeningStatus::NotScreened, true, 0));
    assert!(none.subjects.iter().all(|subject| subject.payment_hold && subject.query.data_version.is_none()));
    let clear = screened(&[company("Ada Ltd", "GB")], Some(&list(&[LISTED])), Some(&none));
    assert_eq!(holds(&clear), (ScreeningStatus::Clear, false, 0));
    // Removing a list clears nothing.
    let found = screened(&ours(), Some(&list(&[LISTED])), None);
    let without = screened(&ours(), None, Some(&found));
    assert_eq!(holds(&without), (ScreeningStatus::NotScreened, true, 1));
    assert_eq!(without.subjects[1].open_matches, found.subjects[1].open_matches);
}

#[test]
fn one_match_of_one_person_holds_the_record_until_it_is_cleared() {
    let list = list(&[LISTED]);
    let open = screened(&ours(), Some(&list), None);
    assert_eq!(holds(&open), (ScreeningStatus::OpenMatches, true, 1));
    let held: Vec<_> = open.subjects.iter().map(|subject| subject.payment_hold).collect();
    assert_eq!(held, [false, true, false]);
    let cleared = decided(&open, 1, 0, Outcome::Cleared).unwrap();
    assert_eq!(holds(&cleared), (ScreeningStatus::Clear, false, 0));
    assert_eq!(decided(&cleared, 1, 0, Outcome::Cleared).unwrap_err(), DecisionConflict::Already(Outcome::Cleared));
    let confirmed = decided(&cleared, 1, 0, Outcome::Confirmed).unwrap();
    assert_eq!(holds(&confirmed), (ScreeningStatus::Confirmed, true, 0));
    assert_eq!(confirmed.subjects[1].history_count, 2);
    let unknown = decide(&open, &open.id, &MatchId::new(id(9)), decision_of(&confirmed.subjects[1]));
    assert_eq!(unknown.unwrap_err(), DecisionConflict::NotFound);
}

fn decision_of(subject: &Subject) -> Decision {
    let disposition = subject.open_matches[0].disposition.clone().unwrap();
    Decision {
        id: disposition.id,
        outcome: disposition.outcome,
        reason: disposition.reason,
        supersedes: None,
        user: disposition.reviewed_by_user_id,
        display_name: String::new(),
        now: disposition.reviewed_at,
    }
}

#[test]
fn a_decision_is_replaced_only_with_its_id() {
    let open = screened(&ours(), Some(&list(&[LISTED])), None);
    let some = Some(DispositionId::new(id(8)));
    assert_eq!(replaced(&open, 1, 0, Outcome::Cleared, some.clone()).unwrap_err(), DecisionConflict::Open);
    for (first, then) in [(Outcome::Cleared, Outcome::Confirmed), (Outcome::Confirmed, Outcome::Cleared)] {
        let once = decided(&open, 1, 0, first).unwrap();
        let named = |screening: &Screening| found(screening, 1, 0).disposition.as_ref().map(|known| known.id.clone());
        for wrong in [None, some.clone()] {
            assert_eq!(replaced(&once, 1, 0, then, wrong).unwrap_err(), DecisionConflict::Otherwise(first));
        }
        assert_eq!(replaced(&once, 1, 0, first, named(&once)).unwrap_err(), DecisionConflict::Already(first));
        let twice = replaced(&once, 1, 0, then, named(&once)).unwrap();
        assert_eq!(found(&twice, 1, 0).disposition.as_ref().unwrap().outcome, then);
        // The replaced decision cannot be replaced again.
        assert_eq!(replaced(&twice, 1, 0, first, named(&once)).unwrap_err(), DecisionConflict::Otherwise(then));
        assert_eq!(replaced(&twice, 1, 0, first, None).unwrap_err(), DecisionConflict::Otherwise(then));
    }
}

#[test]
fn a_decision_holds_while_nothing_changes() {
    let list = list(&[LISTED]);
    let open = screened(&ours(), Some(&list), None);
    let again = screened(&ours(), Some(&list), Some(&open));
    assert_eq!(again.subjects[1].open_matches, open.subjects[1].open_matches, "the same match, with its id");
    let cleared = decided(&open, 1, 0, Outcome::Cleared).unwrap();
    let [own, viktor, ada] = ours();
    // Other persons come and go, and the person has another position.
    let moved = [own, ada, person("Grace Hopper", "1906-12-09", "US"), viktor.clone()];
    let still = screened(&moved, Some(&list), Some(&cleared));
    assert_eq!(holds(&still), (ScreeningStatus::Clear, false, 0));
    assert_eq!(still.subjects[3].subject_id, open.subjects[1].subject_id);
    assert_eq!(still.subjects[2].subject_id.number(), Some(3), "no number is given twice");
    let confirmed = decided(&open, 1, 0, Outcome::Confirmed).unwrap();
    assert_eq!(holds(&screened(&ours(), Some(&list), Some(&confirmed))), (ScreeningStatus::Confirmed, true, 0));
}

#[test]
fn a_cleared_match_opens_again_with_new_facts() {
    let list_with = |sanctions: &'static str| {
        let mut row = LISTED;
        row[7] = sanctions;
        list(&[row])
    };
    let open = screened(&ours(), Some(&list_with("")), None);
    let cleared = decided(&open, 1, 0, Outcome::Cleared).unwrap();
    assert_eq!(holds(&screened(&ours(), Some(&list_with("")), Some(&cleared))).0, ScreeningStatus::Clear);
    let sanctioned = screened(&ours(), Some(&list_with("Register")), Some(&cleared));
    assert_eq!(
        holds(&sanctioned),
        (ScreeningStatus::OpenMatches, true, 1),
        "it was not sanctioned when it was cleared"
    );
    let subject = &sanctioned.subjects[1];
    assert_eq!((subject.open_matches.len(), subject.previously_cleared.len()), (1, 1), "what was decided is told");
    let [own, _, ada] = ours();
    let other_day = [own, person("Viktor Zelinsky", "1961-12-24", "RS"), ada];
    assert_eq!(holds(&screened(&other_day, Some(&list_with("")), Some(&cleared))).0, ScreeningStatus::OpenMatches);
}

#[test]
fn a_party_that_is_no_longer_listed_holds_no_more() {
    let other = list(&[["p9", "Person", "Somebody Else", "", "", "", "", ""]]);
    let open = screened(&ours(), Some(&list(&[LISTED])), None);
    assert_eq!(holds(&screened(&ours(), Some(&other), Some(&open))), (ScreeningStatus::Clear, false, 0));
    let cleared = decided(&open, 1, 0, Outcome::Cleared).unwrap();
    let after = screened(&ours(), Some(&other), Some(&cleared));
    assert_eq!(after.subjects[1].previously_cleared.len(), 1, "what was decided is told");
}

#[test]
fn unlisted_matches_hold_too() {
    let ids: Vec<String> = (0..60).map(|at| format!("p{at:02}")).collect();
    let rows: Vec<_> = ids.iter().map(|id| [id.as_str(), "Person", "Viktor Zelinsky", "", "", "", "", ""]).collect();
    let many = list(&rows);
    let mut screening = screened(&ours(), Some(&many), None);
    assert_eq!(holds(&screening), (ScreeningStatus::OpenMatches, true, 60));
    for left in (20..60).rev() {
        screening = decided(&screening, 1, 0, Outcome::Cleared).unwrap();
        assert_eq!(holds(&screening), (ScreeningStatus::OpenMatches, true, left));
    }
    assert!(screening.subjects[1].open_matches.is_empty());
    let again = screened(&ours(), Some(&many), Some(&screening));
    assert_eq!(again.subjects[1].open_matches.len(), 20, "the rest is listed when it is screened again");
    assert_eq!(holds(&again), (ScreeningStatus::OpenMatches, true, 20));
}

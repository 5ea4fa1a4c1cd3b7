//! Stored result of a search, with earlier decisions.
//!
//! A cleared match stays cleared as long as the compared values are the same and the entry has no other topics. A
//! confirmed match stays confirmed as long as it is found. Without a list, the earlier matches are kept, and the record
//! is held.

use contract::id::{BeneficiaryId, CustomerId, DispositionId, IdSeed, MatchId, OrganizationId};
use contract::member::UserId;
use contract::screening::{Disposition, Match, Outcome, Query, Screening, Subject, SubjectId, SubjectType};
use contract::time::Timestamp;

use crate::list::WatchList;
use crate::report::report;
use crate::subject::SearchSubject;
use crate::{ALGORITHM, THRESHOLD, written};

/// Most matches that are listed of all subjects of a record together.
///
/// Others count and hold too. One item of the store contains all of them.
const MOST_LISTED: usize = 40;
/// Most kept matches of one subject that the list dropped. They are cleared ones.
const MOST_FORMER: usize = 5;

/// Record to screen, with the time.
#[derive(Clone, Debug)]
pub struct ScreeningContext {
    /// Owning organization.
    pub organization: OrganizationId,
    /// Customer, or that of the beneficiary.
    pub customer: CustomerId,
    /// Name of that customer.
    pub customer_name: String,
    /// Beneficiary.
    pub beneficiary: Option<BeneficiaryId>,
    /// Current time.
    pub now: Timestamp,
}

impl ScreeningContext {
    fn id(&self) -> SubjectId {
        match &self.beneficiary {
            Some(beneficiary) => SubjectId::of_beneficiary(beneficiary),
            None => SubjectId::of_customer(&self.customer),
        }
    }

    fn entity(&self) -> String {
        self.beneficiary.as_ref().map_or(self.customer.as_str(), BeneficiaryId::as_str).to_owned()
    }
}

/// Screens a record: itself, then its persons, in the order of `asked`. The revision is that of `before`, or 1.
pub fn screen(
    around: &ScreeningContext,
    asked: &[SearchSubject],
    list: Option<&WatchList>,
    before: Option<&Screening>,
    next_id: &dyn Fn() -> IdSeed,
) -> Screening {
    let mut numbers = Numbers::of(before);
    let mut room = MOST_LISTED;
    let mut subjects = Vec::with_capacity(asked.len());
    for asked in asked {
        let before = numbers.take(asked);
        let id = match asked.subject_type {
            SubjectType::Customer | SubjectType::Beneficiary => around.id(),
            SubjectType::CustomerPerson | SubjectType::CustomerLegalEntityShareholder => match before {
                Some(before) => before.subject_id.clone(),
                None => around.id().person(numbers.next()),
            },
        };
        let mut subject = subject(around, id, asked, list, before, next_id);
        subject.open_matches.truncate(room);
        room -= subject.open_matches.len();
        held(&mut subject);
        subjects.push(subject);
    }
    Screening {
        id: around.id(),
        org_id: around.organization.clone(),
        customer_id: around.customer.clone(),
        beneficiary_id: around.beneficiary.clone(),
        subjects,
        created_at: before.map_or(around.now, |before| before.created_at),
        updated_at: around.now,
        revision: before.map_or(1, |before| before.revision),
    }
}

/// Subjects of the previous screening, each to be found once. Also the next number of a person.
struct Numbers<'a> {
    left: Vec<&'a Subject>,
    last: u16,
}

impl<'a> Numbers<'a> {
    fn of(before: Option<&'a Screening>) -> Self {
        let left: Vec<_> = before.iter().flat_map(|before| &before.subjects).collect();
        let last = left.iter().filter_map(|subject| subject.subject_id.number()).max().unwrap_or_default();
        Self { left, last }
    }

    /// Returns the previous result of the same subject: the record's own, or the person with this name.
    fn take(&mut self, asked: &SearchSubject) -> Option<&'a Subject> {
        let person = asked.subject_type == SubjectType::CustomerPerson;
        let same = |subject: &&Subject| {
            subject.subject_type == asked.subject_type && (!person || subject.display_name == asked.name())
        };
        self.left.iter().position(same).map(|at| self.left.remove(at))
    }

    fn next(&mut self) -> u16 {
        self.last = self.last.saturating_add(1);
        self.last
    }
}

fn subject(
    around: &ScreeningContext,
    subject_id: SubjectId,
    asked: &SearchSubject,
    list: Option<&WatchList>,
    before: Option<&Subject>,
    next_id: &dyn Fn() -> IdSeed,
) -> Subject {
    let properties = asked.properties();
    let unchanged = before.is_some_and(|before| before.query.properties == properties);
    let mut found = Found::of(before);
    let mut unlisted = before.map_or(0, |before| before.open_match_count.saturating_sub(undecided(before)));
    if let Some(list) = list {
        found = found.again(list, asked, unchanged, around.now, next_id);
        unlisted = 0;
    }
    let open = found.open.iter().filter(|found| found.disposition.is_none()).count();
    Subject {
        subject_id,
        org_id: around.organization.clone(),
        subject_type: asked.subject_type,
        entity_id: around.entity(),
        display_name: asked.name().to_owned(),
        customer_id: around.customer.clone(),
        customer_name: around.customer_name.clone(),
        beneficiary_id: around.beneficiary.clone(),
        payment_hold: true,
        onboarding_blocked: true,
        open_match_count: u32::try_from(open).unwrap_or(u32::MAX).saturating_add(unlisted),
        last_screened_at: list.map(|_| around.now),
        next_due_at: None,
        query: Query {
            properties,
            algorithm: ALGORITHM.to_owned(),
            threshold: written(THRESHOLD),
            topics_scope: Vec::new(),
            dataset_scope: "targets.simple.csv".to_owned(),
            data_version: list.map(|list| list.version().to_owned()),
        },
        open_matches: found.open,
        previously_cleared: found.cleared,
        history_count: before.map_or(0, |before| before.history_count),
        read_only_reason: None,
        revision: 0,
    }
}

/// Matches of a subject.
#[derive(Default)]
struct Found {
    open: Vec<Match>,
    cleared: Vec<Match>,
}

impl Found {
    fn of(before: Option<&Subject>) -> Self {
        before.map_or_else(Self::default, |before| Self {
            open: before.open_matches.clone(),
            cleared: before.previously_cleared.clone(),
        })
    }

    /// Updates the matches with the hits of a new search.
    fn again(
        mut self,
        list: &WatchList,
        asked: &SearchSubject,
        unchanged: bool,
        now: Timestamp,
        next_id: &dyn Fn() -> IdSeed,
    ) -> Self {
        let mut now_found = Self::default();
        for hit in list.search(asked) {
            let same = |found: &Match| found.os_entity_id == hit.entry.id;
            let open = self.open.iter().position(same).map(|at| self.open.remove(at));
            let cleared = self.cleared.iter().position(same).map(|at| self.cleared.remove(at));
            let still = cleared.as_ref().and_then(|found| found.disposition.as_ref()).is_some_and(|decided| {
                unchanged && hit.entry.topics().iter().all(|topic| decided.topics_at_decision.contains(topic))
            });
            let known = open.or_else(|| cleared.clone().filter(|_| still));
            let (id, since) = match &known {
                Some(known) => (known.match_id.clone(), known.created_at),
                None => (MatchId::new(next_id()), now),
            };
            let mut found = report(&hit, id, since);
            found.disposition = known.and_then(|known| known.disposition);
            if still {
                now_found.cleared.push(found);
            } else {
                now_found.open.push(found);
                // Decisions on another name, or for other topics, are history.
                self.cleared.extend(cleared);
            }
        }
        // Of matches that are no longer found, the last decided come first.
        self.cleared.truncate(MOST_FORMER);
        now_found.cleared.extend(self.cleared);
        now_found
    }
}

/// Returns the number of listed undecided matches.
fn undecided(subject: &Subject) -> u32 {
    let open = subject.open_matches.iter().filter(|found| found.disposition.is_none()).count();
    u32::try_from(open).unwrap_or(u32::MAX)
}

fn held(subject: &mut Subject) {
    subject.payment_hold = subject.is_held();
    subject.onboarding_blocked = subject.payment_hold;
}

/// Decision on a match.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Id of the decision.
    pub id: DispositionId,
    /// Outcome.
    pub outcome: Outcome,
    /// Reason.
    pub reason: String,
    /// Decision that it replaces.
    pub supersedes: Option<DispositionId>,
    /// User who decides.
    pub user: UserId,
    /// Display name of the user.
    pub display_name: String,
    /// Time of the decision.
    pub now: Timestamp,
}

/// Reason why a decision is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecisionConflict {
    /// No such subject or match.
    NotFound,
    /// The match is open, so there is no decision to replace.
    Open,
    /// The match already has this outcome.
    Already(Outcome),
    /// The match has another outcome, and `supersedes` is not its decision.
    Otherwise(Outcome),
}

/// Returns the screening with the decided match, and the decision.
///
/// Replacing a decision requires its id, so nobody replaces one that they have not seen.
///
/// # Errors
/// See [`DecisionConflict`].
pub fn decide(
    before: &Screening,
    subject: &SubjectId,
    id: &MatchId,
    decision: Decision,
) -> Result<(Screening, Disposition), DecisionConflict> {
    let mut screening = before.clone();
    let subject = screening.subjects.iter_mut().find(|found| found.subject_id == *subject);
    let subject = subject.ok_or(DecisionConflict::NotFound)?;
    let unlisted = subject.open_match_count.saturating_sub(undecided(subject));
    let same = |found: &Match| found.match_id == *id;
    let open = subject.open_matches.iter().position(same).map(|at| subject.open_matches.remove(at));
    let cleared = || subject.previously_cleared.iter().position(same).map(|at| subject.previously_cleared.remove(at));
    let mut found = open.or_else(cleared).ok_or(DecisionConflict::NotFound)?;
    match (&found.disposition, &decision.supersedes) {
        (None, Some(_)) => return Err(DecisionConflict::Open),
        (Some(decided), _) if decided.outcome == decision.outcome => {
            return Err(DecisionConflict::Already(decided.outcome));
        }
        (Some(decided), named) if named.as_ref() != Some(&decided.id) => {
            return Err(DecisionConflict::Otherwise(decided.outcome));
        }
        (None, None) | (Some(_), _) => {}
    }
    let disposition = Disposition {
        id: decision.id,
        outcome: decision.outcome,
        os_entity_id: found.os_entity_id.clone(),
        reason: decision.reason,
        topics_at_decision: found.topics.clone(),
        reviewed_by_user_id: decision.user,
        reviewed_by_display_name: Some(decision.display_name),
        reviewed_at: decision.now,
    };
    found.disposition = Some(disposition.clone());
    match decision.outcome {
        Outcome::Cleared => subject.previously_cleared.insert(0, found),
        Outcome::Confirmed => subject.open_matches.insert(0, found),
    }
    subject.open_match_count = undecided(subject).saturating_add(unlisted);
    subject.history_count = subject.history_count.saturating_add(1);
    held(subject);
    screening.updated_at = decision.now;
    Ok((screening, disposition))
}

//! Counts of refused requests, and their write times.

use std::num::NonZeroUsize;

use contract::code::Code;
use contract::id::ApplicationId;
use contract::refused_request::RefusedRequest;
use contract::time::Timestamp;
use lru::LruCache;

/// Most kinds of refusal, and most applications, in the caches.
const CACHED: NonZeroUsize = NonZeroUsize::new(512).unwrap();
/// Most mistakes with details per application, minute and process.
const DETAILED_IN_A_MINUTE: u32 = 60;
/// Most of them per code. So a mistake in a loop leaves room for others.
const DETAILED_OF_A_CODE: u32 = 20;
/// Most kinds of unproved refusals that a process starts per minute.
const STRANGERS_IN_A_MINUTE: u32 = 60;
/// Longest wait of a count while more arrive, in seconds.
const MAX_WAIT_SECONDS: i64 = 5;

const MINUTE_SECONDS: i64 = 60;

/// Key of a count.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) application: ApplicationId,
    pub(super) code: Code,
    /// Fingerprint of the mistake; `None` in a count without details.
    pub(super) mistake: Option<[u8; 32]>,
}

/// Application and its record to write.
pub(super) type Due = (ApplicationId, RefusedRequest);

/// Count of a kind in its current minute.
struct Count {
    minute: i64,
    total: u64,
    unwritten: u64,
    written_at: Timestamp,
    /// First request of the minute, whose record later counts increment.
    first: RefusedRequest,
}

/// Kinds started in the current minute.
#[derive(Default)]
struct Begun {
    minute: i64,
    all: u32,
    by_code: Vec<(Code, u32)>,
}

pub(super) struct Counts {
    counts: LruCache<Kind, Count>,
    /// Budgets: one per application for proved requests, one for all unproved ones.
    budgets: Budgets,
}

enum Budgets {
    Owners(LruCache<ApplicationId, Begun>),
    Strangers(Begun),
}

impl Counts {
    /// Counts of proved requests, with details.
    pub(super) fn of_owners() -> Self {
        Self { counts: LruCache::new(CACHED), budgets: Budgets::Owners(LruCache::new(CACHED)) }
    }

    /// Counts of unproved requests.
    pub(super) fn of_strangers() -> Self {
        Self { counts: LruCache::new(CACHED), budgets: Budgets::Strangers(Begun::default()) }
    }

    /// Counts a refusal, and returns the records to write now. Beyond the budget, it counts by code only.
    pub(super) fn add(&mut self, kind: Kind, now: Timestamp, details: Option<RefusedRequest>) -> Vec<Due> {
        let minute = now.seconds().div_euclid(MINUTE_SECONDS);
        let mut due = Vec::new();
        if self.count(&kind, minute, now, &mut due) {
            return due;
        }
        let proved = details.is_some();
        let begin = self.budgets.begin(&kind, minute);
        let (kind, first) = match (begin, details) {
            (true, Some(details)) => (kind, details),
            (false, None) => return due,
            (true, None) | (false, Some(_)) => {
                let kind = Kind { mistake: None, ..kind };
                if proved && self.count(&kind, minute, now, &mut due) {
                    return due;
                }
                let first = RefusedRequest::counted(now, kind.code.name(), proved);
                (kind, first)
            }
        };
        due.push((kind.application.clone(), first.clone()));
        let count = Count { minute, total: 1, unwritten: 0, written_at: now, first };
        if let Some((evicted, mut count)) = self.counts.push(kind, count) {
            due.extend(count.take(now).map(|record| (evicted.application, record)));
        }
        due
    }

    /// Takes all waiting records.
    pub(super) fn take_all(&mut self, now: Timestamp) -> Vec<Due> {
        let counts = self.counts.iter_mut();
        counts.filter_map(|(kind, count)| Some((kind.application.clone(), count.take(now)?))).collect()
    }

    /// Takes the records that are due.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Vec<Due> {
        let counts = self.counts.iter_mut().filter(|(_, count)| count.unwritten > 0 && count.is_due(now));
        counts.filter_map(|(kind, count)| Some((kind.application.clone(), count.take(now)?))).collect()
    }

    /// Returns the time at which the next record is due; `None` if none waits.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        let waiting = self.counts.iter().filter(|(_, count)| count.unwritten > 0);
        waiting.map(|(_, count)| count.written_at.plus_seconds(MAX_WAIT_SECONDS)).min()
    }

    /// Counts a refusal if its kind was started in this minute; else returns false.
    fn count(&mut self, kind: &Kind, minute: i64, now: Timestamp, due: &mut Vec<Due>) -> bool {
        let Some(count) = self.counts.get_mut(kind) else { return false };
        if count.minute != minute {
            due.extend(count.take(now).map(|record| (kind.application.clone(), record)));
            return false;
        }
        count.total += 1;
        count.unwritten += 1;
        if count.total.is_power_of_two() || count.is_due(now) {
            due.extend(count.take(now).map(|record| (kind.application.clone(), record)));
        }
        true
    }
}

impl Budgets {
    /// Returns true if another kind may be started in this minute.
    fn begin(&mut self, kind: &Kind, minute: i64) -> bool {
        match self {
            Self::Strangers(begun) => begun.in_minute(minute).begin(STRANGERS_IN_A_MINUTE),
            Self::Owners(begun) => {
                let begun = begun.get_or_insert_mut(kind.application.clone(), Begun::default).in_minute(minute);
                begun.all < DETAILED_IN_A_MINUTE
                    && begun.begin_code(kind.code, DETAILED_OF_A_CODE)
                    && begun.begin(DETAILED_IN_A_MINUTE)
            }
        }
    }
}

impl Begun {
    fn in_minute(&mut self, minute: i64) -> &mut Self {
        if self.minute != minute {
            *self = Self { minute, ..Self::default() };
        }
        self
    }

    const fn begin(&mut self, at_most: u32) -> bool {
        let begins = self.all < at_most;
        self.all += begins as u32;
        begins
    }

    fn begin_code(&mut self, code: Code, at_most: u32) -> bool {
        match self.by_code.iter_mut().find(|(begun, _)| *begun == code) {
            Some((_, number)) => {
                let begins = *number < at_most;
                *number += u32::from(begins);
                begins
            }
            None => {
                self.by_code.push((code, 1));
                true
            }
        }
    }
}

impl Count {
    /// Returns true if the count is due.
    fn is_due(&self, now: Timestamp) -> bool {
        self.written_at.plus_seconds(MAX_WAIT_SECONDS) <= now
    }

    /// Takes the count since the last write.
    fn take(&mut self, now: Timestamp) -> Option<RefusedRequest> {
        let count = std::mem::take(&mut self.unwritten);
        self.written_at = now;
        (count > 0).then(|| RefusedRequest { count, ..self.first.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(application: u128, code: Code, mistake: Option<u8>) -> Kind {
        let application = ApplicationId::new(contract::id::IdSeed { millis: 1, random: application });
        Kind { application, code, mistake: mistake.map(|byte| [byte; 32]) }
    }

    fn detailed(at: Timestamp) -> RefusedRequest {
        RefusedRequest { at, request_id: Some("r".to_owned()), ..RefusedRequest::counted(at, "token_expired", true) }
    }

    /// Number of requests in each write.
    fn written(counts: &mut Counts, kind: &Kind, at: Timestamp) -> Vec<u64> {
        let details = kind.mistake.is_some().then(|| detailed(at));
        counts.add(kind.clone(), at, details).into_iter().map(|(_, refused)| refused.count).collect()
    }

    #[test]
    fn the_first_is_written_and_then_each_doubling() {
        let start = Timestamp::from_seconds(600);
        for (mut counts, mistake) in [(Counts::of_owners(), Some(1)), (Counts::of_strangers(), None)] {
            let kind = kind(1, Code::TokenExpired, mistake);
            let writes: Vec<Vec<u64>> = (0..8).map(|_| written(&mut counts, &kind, start)).collect();
            assert_eq!(writes, [vec![1], vec![1], vec![], vec![2], vec![], vec![], vec![], vec![4]]);
        }
    }

    #[test]
    fn a_count_is_written_within_seconds_and_survives_its_minute() {
        let (mut counts, start) = (Counts::of_owners(), Timestamp::from_seconds(600));
        let kind = kind(1, Code::TokenExpired, Some(1));
        for _ in 0..5 {
            written(&mut counts, &kind, start);
        }
        assert_eq!(written(&mut counts, &kind, start.plus_seconds(MAX_WAIT_SECONDS)), [2]);
        assert_eq!(written(&mut counts, &kind, start.plus_seconds(MAX_WAIT_SECONDS + 1)), [] as [u64; 0]);
        let next = start.plus_seconds(60);
        assert_eq!(
            written(&mut counts, &kind, next),
            [1, 1],
            "the last of the former minute, and the first of this one"
        );
        let later = counts.add(kind, next, Some(detailed(next)));
        assert_eq!(later.first().map(|(_, refused)| refused.at), Some(next));
    }

    #[test]
    fn waiting_counts_are_taken_once() {
        let (mut counts, start) = (Counts::of_owners(), Timestamp::from_seconds(600));
        let kinds = [kind(1, Code::TokenExpired, Some(1)), kind(2, Code::TokenExpired, Some(1))];
        for kind in &kinds {
            (0..7).for_each(|_| drop(written(&mut counts, kind, start)));
        }
        let mut taken: Vec<_> = counts.take_all(start).into_iter().map(|(of, refused)| (of, refused.count)).collect();
        taken.sort();
        assert_eq!(taken, kinds.map(|kind| (kind.application, 3)));
        assert!(counts.take_all(start).is_empty());
    }

    #[test]
    fn a_waiting_record_is_due_after_five_seconds() {
        let (mut counts, start) = (Counts::of_owners(), Timestamp::from_seconds(600));
        let kind = kind(1, Code::TokenExpired, Some(1));
        assert_eq!(counts.next_due(), None);
        (0..7).for_each(|_| drop(written(&mut counts, &kind, start)));
        let due = start.plus_seconds(MAX_WAIT_SECONDS);
        assert_eq!(counts.next_due(), Some(due));
        assert!(counts.take_due(start.plus_seconds(MAX_WAIT_SECONDS - 1)).is_empty());
        let taken: Vec<_> = counts.take_due(due).into_iter().map(|(_, refused)| refused.count).collect();
        assert_eq!((taken, counts.next_due()), (vec![3], None));
    }

    #[test]
    fn an_evicted_count_is_written_to_its_own_application() {
        let (mut counts, start) = (Counts::of_owners(), Timestamp::from_seconds(600));
        let first = kind(1, Code::TokenExpired, Some(1));
        (0..7).for_each(|_| drop(written(&mut counts, &first, start)));
        let mut due = Vec::new();
        for number in 2..=CACHED.get() as u128 + 1 {
            due.extend(counts.add(kind(number, Code::TokenExpired, Some(1)), start, Some(detailed(start))));
        }
        let waiting: Vec<_> = due.into_iter().filter(|(_, refused)| refused.count == 3).collect();
        assert_eq!(waiting.into_iter().map(|(of, _)| of).collect::<Vec<_>>(), [first.application]);
    }

    #[test]
    fn mistakes_beyond_the_budget_are_counted_by_code() {
        let (mut counts, start) = (Counts::of_owners(), Timestamp::from_seconds(600));
        let mut is_detailed = |code, mistake| {
            let due = counts.add(kind(1, code, Some(mistake)), start, Some(detailed(start)));
            due.first().is_some_and(|(_, refused)| refused.request_id.is_some())
        };
        let of_one_code = (0..200).filter(|mistake| is_detailed(Code::TokenExpired, *mistake)).count();
        assert_eq!(of_one_code, DETAILED_OF_A_CODE as usize);
        assert!(is_detailed(Code::TokenUriMismatch, 0), "another code has room");
        let others = [Code::TokenIssuer, Code::TokenAudience, Code::TokenMethodMismatch];
        let of_others: usize =
            others.map(|code| (0..200).filter(|mistake| is_detailed(code, *mistake)).count()).iter().sum();
        assert_eq!(1 + of_one_code + of_others, DETAILED_IN_A_MINUTE as usize);
        assert_eq!(
            written(&mut counts, &kind(2, Code::TokenExpired, Some(1)), start),
            [1],
            "another application has its own budget"
        );
        let all: u64 =
            (0..100).flat_map(|_| written(&mut counts, &kind(1, Code::TokenExpired, Some(250)), start)).sum();
        assert!(all > 50, "mistakes without details are counted: {all}");
    }

    #[test]
    fn writes_for_unproved_requests_are_bounded() {
        let (mut counts, start) = (Counts::of_strangers(), Timestamp::from_seconds(600));
        let of = |number| kind(number, Code::TokenExpired, None);
        let total: usize = (0..1_000).map(|number| written(&mut counts, &of(number), start).len()).sum();
        assert_eq!(total, STRANGERS_IN_A_MINUTE as usize);
        assert_eq!(written(&mut counts, &of(2_000), start.plus_seconds(60)), [1]);
    }
}

//! Refused requests, recorded for the owner of the named application.
//!
//! A request with a proved sender is recorded with its details: the first of each mistake and minute at once, later
//! ones as a count. Unproved requests are counted by code and day, in a separate budget, without any text of the
//! sender. So strangers can neither show text to the owner nor displace the owner's records. A count is written when it
//! doubles, and at least every few seconds while more arrive.
//!
//! The [background](crate::background) writes, so an answer is neither delayed nor failed. Waiting counts are written
//! when Lambda ends the process.

mod counts;
mod redact;

use std::sync::{Arc, Mutex, PoisonError};

use contract::code::Code;
use contract::diagnosis::{CheckOutcome, CheckReport};
use contract::id::ApplicationId;
use contract::refused_request::RefusedRequest;
use contract::time::Timestamp;
use sha2::{Digest as _, Sha256};
use store::Store;
use verify::{Attribution, Check, FailedJudgment, Judge, Proof, Report, Request};

use crate::backend::Backend;
use crate::background::Background;
use counts::{Counts, Due, Kind};
use redact::redact;

/// Most characters of a URI in a record.
const MAX_URI: usize = 1_000;
/// Checks with the time in their outcome. Comparing it would make each second another mistake.
const TIME_CHECKS: [Check; 3] = [Check::IssuedAt, Check::NotBefore, Check::Expiry];

/// Refused request.
pub(crate) struct Refused {
    pub(crate) request: Request,
    pub(crate) request_id: String,
    pub(crate) now: Timestamp,
    pub(crate) route: contract::route::RouteSpec,
    pub(crate) rejection: FailedJudgment,
}

pub(crate) struct Refusals {
    store: Store,
    judge: Arc<Judge<Backend>>,
    owners: Mutex<Counts>,
    strangers: Mutex<Counts>,
}

impl Refusals {
    pub(crate) fn new(store: Store, judge: Arc<Judge<Backend>>) -> Self {
        Self { store, judge, owners: Mutex::new(Counts::of_owners()), strangers: Mutex::new(Counts::of_strangers()) }
    }

    /// Records a refused request in the background.
    pub(crate) fn note(self: &Arc<Self>, background: &Background, refused: Refused) {
        let Some(application) = self.judge.named(&refused.request, &refused.rejection) else { return };
        let refusals = Arc::clone(self);
        background.spawn(async move {
            let attribution = match refused.rejection.proof() {
                Proof::Proved => Attribution::Proved,
                Proof::Unproved => Attribution::Unproved,
                Proof::Unchecked => refusals.judge.attribute(&refused.request, &application, refused.now).await,
            };
            let due = match attribution {
                Attribution::Proved => refusals.count_owners(&application, &refused),
                Attribution::Unproved => refusals.count_strangers(&application, &refused),
                Attribution::Unknown => return,
            };
            for (application, record) in due {
                refusals.write(&application, &record).await;
            }
        });
    }

    async fn write(&self, application: &ApplicationId, record: &RefusedRequest) {
        if let Err(error) = self.store.record_refusal(application, record).await {
            tracing::warn!(cause = error.cause(), %application, "refused request not recorded");
        }
    }

    /// Writes the counts that are due, in the background. Every request calls this.
    pub(crate) fn write_due(self: &Arc<Self>, background: &Background, now: Timestamp) {
        let take = |counts: &Mutex<Counts>| {
            let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
            if counts.next_due().is_some_and(|due| due <= now) { counts.take_due(now) } else { Vec::new() }
        };
        let (owners, strangers) = (take(&self.owners), take(&self.strangers));
        if owners.is_empty() && strangers.is_empty() {
            return;
        }
        let refusals = Arc::clone(self);
        background.spawn(async move { refusals.write_all(owners.into_iter().chain(strangers)).await });
    }

    /// Writes all waiting counts.
    pub(crate) async fn flush(&self, now: Timestamp) {
        let take = |counts: &Mutex<Counts>| counts.lock().unwrap_or_else(PoisonError::into_inner).take_all(now);
        let waiting = take(&self.owners).into_iter().chain(take(&self.strangers));
        self.write_all(waiting).await;
    }

    async fn write_all(&self, waiting: impl Iterator<Item = Due>) {
        let writes = waiting.map(|(application, record)| async move { self.write(&application, &record).await });
        futures::future::join_all(writes).await;
    }

    fn count_owners(&self, application: &ApplicationId, refused: &Refused) -> Vec<Due> {
        let code = refused.rejection.refusal().code();
        let report = self.judge.report(&refused.route, &refused.request, refused.now, &refused.rejection);
        let Some(report) = report else { return Vec::new() };
        let record = describe(report, code, refused);
        let kind = Kind { application: application.clone(), code, mistake: Some(mistake(&record)) };
        self.owners.lock().unwrap_or_else(PoisonError::into_inner).add(kind, refused.now, Some(record))
    }

    fn count_strangers(&self, application: &ApplicationId, refused: &Refused) -> Vec<Due> {
        let kind = Kind { application: application.clone(), code: refused.rejection.refusal().code(), mistake: None };
        self.strangers.lock().unwrap_or_else(PoisonError::into_inner).add(kind, refused.now, None)
    }
}

fn describe(report: Report, code: Code, refused: &Refused) -> RefusedRequest {
    let request = &refused.request;
    let redact = |text: &str| redact(text, request);
    let check = |check: CheckReport| CheckReport {
        expected: check.expected.as_deref().map(redact),
        received: check.received.as_deref().map(redact),
        ..check
    };
    RefusedRequest {
        at: refused.now,
        code: code.name().to_owned(),
        count: 1,
        proved: true,
        request_id: Some(refused.request_id.clone()),
        method: Some(request.method.clone()),
        uri: Some(redact(&request.uri()).chars().take(MAX_URI).collect()),
        source_ip: Some(request.source_ip.map(|ip| ip.to_string()).unwrap_or_default()),
        key_prefix: Some(report.key_prefix),
        clock_difference_seconds: report.clock_difference_seconds,
        checks: report.checks.into_iter().map(check).collect(),
    }
}

/// Returns the fingerprint of everything that distinguishes one mistake from another.
fn mistake(record: &RefusedRequest) -> [u8; 32] {
    let mut hash = Sha256::new();
    let mut add = |text: Option<&str>| {
        // A length before each text keeps different lists distinct.
        hash.update(text.map_or(u64::MAX, |text| text.len() as u64).to_be_bytes());
        hash.update(text.unwrap_or_default());
    };
    for text in [&record.method, &record.uri, &record.source_ip, &record.key_prefix] {
        add(text.as_deref());
    }
    for check in record.checks.iter().filter(|check| check.outcome == CheckOutcome::Failed) {
        add(Some(&check.check));
        if !TIME_CHECKS.iter().any(|time| time.name() == check.check) {
            add(check.expected.as_deref());
            add(check.received.as_deref());
        }
    }
    hash.finalize().into()
}

//! Refused requests, written down for the owner of the application that they named.
//!
//! Of those that one process refuses with one code within a minute, the first is written at once and the others are
//! counted; the count is written as it doubles, and at least every few seconds while more come. So what a caller
//! without credentials can make us write is bounded. Writing goes on beside the answer, which is neither slowed by it
//! nor failed. Lambda may freeze the process before a write has ended: it then goes on with the next request, or is lost
//! with the process.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use contract::code::Code;
use contract::diagnosis::CheckReport;
use contract::id::ApplicationId;
use contract::refused_request::RefusedRequest;
use contract::time::Timestamp;
use lru::LruCache;
use store::Store;
use verify::{Report, Request};

/// Kinds of refusal remembered, at most.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(256).unwrap();
/// Kinds of refusal that one process begins to write down in a minute, at most.
const NEW_IN_A_MINUTE: u32 = 60;
/// A count is not withheld for longer than this while more are counted, in seconds.
const WITHHELD_SECONDS: i64 = 5;
/// What a record says of a URI, in characters.
const URI_LENGTH: usize = 1_000;

const MINUTE_SECONDS: i64 = 60;

/// What is one record.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Kind {
    application: ApplicationId,
    code: Code,
}

/// What was counted of a kind in its present minute.
struct Count {
    minute: i64,
    total: u64,
    unwritten: u64,
    written_at: Timestamp,
    /// The first of the minute, by which later counts find its record.
    first: RefusedRequest,
}

struct Counts {
    of: LruCache<Kind, Count>,
    minute: i64,
    begun: u32,
}

pub(crate) struct Refusals {
    store: Store,
    counts: Mutex<Counts>,
}

impl Refusals {
    pub(crate) fn new(store: Store) -> Self {
        let counts = Counts { of: LruCache::new(REMEMBERED), minute: 0, begun: 0 };
        Self { store, counts: Mutex::new(counts) }
    }

    /// Notes that `request`, which named `application`, was refused with `code`. Returns at once; asks for the report
    /// only where it is written.
    pub(crate) fn note(
        &self,
        application: ApplicationId,
        code: Code,
        request: &Request,
        now: Timestamp,
        report: impl FnOnce() -> Option<Report>,
    ) {
        let kind = Kind { application, code };
        let due = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            counts.add(&kind, now, || report().map(|report| describe(report, code, request, now)))
        };
        for refused in due {
            let (store, application) = (self.store.clone(), kind.application.clone());
            tokio::spawn(async move {
                if let Err(error) = store.record_refusal(&application, &refused).await {
                    tracing::warn!(cause = error.cause(), %application, "refused request not written down");
                }
            });
        }
    }
}

impl Counts {
    /// Counts one more, and returns what is to be written now.
    fn add(
        &mut self,
        kind: &Kind,
        now: Timestamp,
        describe: impl FnOnce() -> Option<RefusedRequest>,
    ) -> Vec<RefusedRequest> {
        let minute = now.seconds().div_euclid(MINUTE_SECONDS);
        let mut due = Vec::new();
        if let Some(count) = self.of.get_mut(kind) {
            if count.minute == minute {
                count.total += 1;
                count.unwritten += 1;
                let withheld = count.written_at.plus_seconds(WITHHELD_SECONDS) <= now;
                if count.total.is_power_of_two() || withheld {
                    due.extend(count.take(now));
                }
                return due;
            }
            due.extend(count.take(now));
        }
        if self.minute != minute {
            (self.minute, self.begun) = (minute, 0);
        }
        if self.begun < NEW_IN_A_MINUTE {
            let Some(first) = describe() else { return due };
            self.begun += 1;
            due.push(first.clone());
            let count = Count { minute, total: 1, unwritten: 0, written_at: now, first };
            due.extend(self.of.push(kind.clone(), count).and_then(|(_, mut evicted)| evicted.take(now)));
        }
        due
    }
}

impl Count {
    /// What was counted and not written yet.
    fn take(&mut self, now: Timestamp) -> Option<RefusedRequest> {
        let count = std::mem::take(&mut self.unwritten);
        self.written_at = now;
        (count > 0).then(|| RefusedRequest { count, ..self.first.clone() })
    }
}

/// How a token begins: base64url of `{"`.
const TOKEN_START: &str = "eyJ";
/// What is this short is no token.
const SHORTEST_TOKEN: usize = 20;

/// `text` as it may be kept: what was sent where it does not belong is left out, be it this request's own secrets,
/// another API key, a token, or a private key.
fn kept(text: &str, request: &Request) -> String {
    if contract::secrets::private_key(text).is_some() {
        return "…".to_owned();
    }
    let token = request.header("authorization").map(|value| value.rsplit(' ').next().unwrap_or_default());
    let mut kept = contract::api_key::without_secrets(text);
    for secret in [request.header("x-api-key"), token].into_iter().flatten().filter(|secret| !secret.is_empty()) {
        kept = kept.replace(secret, "…");
    }
    without_tokens(&kept)
}

/// `text` with each token in it left out.
fn without_tokens(mut text: &str) -> String {
    let of_tokens = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%');
    let mut kept = String::with_capacity(text.len());
    while let Some((before, rest)) = text.find(TOKEN_START).and_then(|at| text.split_at_checked(at)) {
        let length = rest.bytes().position(|byte| !of_tokens(byte)).unwrap_or(rest.len());
        // All ASCII up to there, and so a boundary.
        let Some((token, after)) = rest.split_at_checked(length) else { break };
        kept.push_str(before);
        kept.push_str(if length > SHORTEST_TOKEN { "…" } else { token });
        text = after;
    }
    kept.push_str(text);
    kept
}

fn describe(report: Report, code: Code, request: &Request, now: Timestamp) -> RefusedRequest {
    let kept = |text: &str| kept(text, request);
    let check = |check: CheckReport| CheckReport {
        expected: check.expected.as_deref().map(kept),
        received: check.received.as_deref().map(kept),
        ..check
    };
    RefusedRequest {
        at: now,
        code: code.name().to_owned(),
        count: 1,
        method: request.method.clone(),
        uri: kept(&request.uri()).chars().take(URI_LENGTH).collect(),
        source_ip: request.source_ip.map(|ip| ip.to_string()).unwrap_or_default(),
        key_prefix: report.key_prefix,
        clock_difference_seconds: report.clock_difference_seconds,
        checks: report.checks.into_iter().map(check).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(at: Timestamp) -> RefusedRequest {
        RefusedRequest {
            at,
            code: "token_expired".to_owned(),
            count: 1,
            method: "GET".to_owned(),
            uri: "/".to_owned(),
            source_ip: String::new(),
            key_prefix: String::new(),
            clock_difference_seconds: None,
            checks: Vec::new(),
        }
    }

    fn kind(number: u128) -> Kind {
        let application = ApplicationId::new(contract::id::IdSeed { millis: 1, random: number });
        Kind { application, code: Code::TokenExpired }
    }

    fn counts() -> Counts {
        Counts { of: LruCache::new(REMEMBERED), minute: 0, begun: 0 }
    }

    /// How many requests each write tells of, one write a line.
    fn written(counts: &mut Counts, kind: &Kind, at: Timestamp) -> Vec<u64> {
        counts.add(kind, at, || Some(refused(at))).into_iter().map(|refused| refused.count).collect()
    }

    #[test]
    fn the_first_is_written_and_the_others_as_their_number_doubles() {
        let (mut counts, start) = (counts(), Timestamp::from_seconds(600));
        let writes: Vec<Vec<u64>> = (0..8).map(|_| written(&mut counts, &kind(1), start)).collect();
        assert_eq!(writes, [vec![1], vec![1], vec![], vec![2], vec![], vec![], vec![], vec![4]]);
    }

    #[test]
    fn nothing_is_withheld_for_long_or_lost_with_its_minute() {
        let (mut counts, start) = (counts(), Timestamp::from_seconds(600));
        for _ in 0..5 {
            written(&mut counts, &kind(1), start);
        }
        assert_eq!(written(&mut counts, &kind(1), start.plus_seconds(WITHHELD_SECONDS)), [2]);
        assert_eq!(written(&mut counts, &kind(1), start.plus_seconds(WITHHELD_SECONDS + 1)), [] as [u64; 0]);
        let next = start.plus_seconds(60);
        assert_eq!(written(&mut counts, &kind(1), next), [1, 1], "the last of the minute before, and the first");
        let later = counts.add(&kind(1), next, || Some(refused(next)));
        assert_eq!(later.first().map(|refused| refused.at), Some(next));
    }

    #[test]
    fn secrets_are_cut_short_and_the_rest_is_kept() {
        let secret = "s".repeat(38);
        let shown = format!("nuv_live_{}", "p".repeat(26));
        let token = format!("eyJ{}.eyJ{}.{}", "h".repeat(20), "c".repeat(40), "s".repeat(40));
        let text = format!("/a/{shown}{secret}?b={token}&ä={shown}&c=eyJ&d={shown}{}", &secret[..20]);
        let request = Request {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: bytes::Bytes::new(),
            source_ip: None,
        };
        assert_eq!(kept(&text, &request), format!("/a/{shown}…?b=…&ä={shown}&c=eyJ&d={shown}…"));
        assert_eq!(kept("/api/v1/customers?limit=1", &request), "/api/v1/customers?limit=1");
        assert_eq!(kept("-----BEGIN PRIVATE KEY-----", &request), "…");
    }

    #[test]
    fn what_strangers_can_make_us_write_is_bounded() {
        let (mut counts, start) = (counts(), Timestamp::from_seconds(600));
        let total: usize = (0..1_000).map(|number| written(&mut counts, &kind(number), start).len()).sum();
        assert_eq!(total, NEW_IN_A_MINUTE as usize);
        assert_eq!(written(&mut counts, &kind(2_000), start.plus_seconds(60)), [1]);
    }
}

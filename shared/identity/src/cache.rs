//! Cache of the issuer's keys.
//!
//! At most one request to the issuer runs at a time, however many calls wait for its answer. It runs as its own task,
//! so an abandoned call does not cancel it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::time::Timestamp;
use jsonwebtoken::DecodingKey;
use tokio::sync::watch;

use crate::keys::KeySet;
use crate::source::Source;

const MINUTE: u64 = 60 * 1000;
/// Age up to which keys are used without a request, in milliseconds.
const FRESH: u64 = 10 * MINUTE;
/// Age from which a call waits for the issuer's answer, in milliseconds.
///
/// Such keys are used only if the issuer does not answer. Below this age, a call takes the cached keys during the
/// request. But a Lambda environment sleeps between calls. Its first call must neither trust keys that are hours old,
/// nor leave the request to a task that never runs.
const AGEING: u64 = 60 * MINUTE;
/// Age from which keys are not used, in milliseconds.
const LAPSED: u64 = 24 * 60 * MINUTE;
/// Pause between two requests, in milliseconds. It limits the requests that tokens with invented key ids cause.
const PAUSE: u64 = 30 * 1000;
/// Pause without any keys, in milliseconds. Nobody can sign in then.
const PAUSE_WITHOUT_KEYS: u64 = 5 * 1000;

/// Reason for a missing key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NoKey {
    /// The issuer has no key with this id.
    Unknown,
    /// The issuer did not answer.
    Unavailable,
}

/// Cache of the issuer's keys.
pub(crate) struct KeyCache {
    source: Source,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    set: Option<(KeySet, Timestamp)>,
    last: Option<LastRequest>,
}

struct LastRequest {
    asked_at: Timestamp,
    answered: bool,
    /// Closed when the request is over, or its task was dropped.
    over: watch::Receiver<()>,
}

enum Step {
    Done(Result<Arc<DecodingKey>, NoKey>),
    Wait(watch::Receiver<()>),
}

impl KeyCache {
    pub(crate) fn new(source: Source) -> Self {
        Self { source, state: Mutex::default() }
    }

    /// Returns the issuer's key with this id, after a request if necessary.
    pub(crate) async fn find(self: &Arc<Self>, kid: &str, now: Timestamp) -> Result<Arc<DecodingKey>, NoKey> {
        // Two waits: for a running request, which may be old and fail, and for a new one.
        for may_wait in [true, true, false] {
            match self.step(kid, now, may_wait) {
                Step::Done(result) => return result,
                // This channel only ever closes.
                Step::Wait(mut over) => while over.changed().await.is_ok() {},
            }
        }
        Err(NoKey::Unavailable)
    }

    fn step(self: &Arc<Self>, kid: &str, now: Timestamp, may_wait: bool) -> Step {
        let mut state = self.lock();
        let age = state.set.as_ref().map_or(u64::MAX, |(_, asked_at)| distance(*asked_at, now));
        let lapsed = age > LAPSED;
        let key = state.set.as_ref().filter(|_| !lapsed).and_then(|(set, _)| set.find(kid));
        if let (Some(key), ..=FRESH) = (&key, age) {
            return Step::Done(Ok(Arc::clone(key)));
        }

        let pause = if lapsed { PAUSE_WITHOUT_KEYS } else { PAUSE };
        let running = match &state.last {
            Some(last) if last.over.has_changed().is_ok() => Some(last.over.clone()),
            Some(last) if distance(last.asked_at, now) < pause => None,
            _ => Some(self.ask(&mut state, now)),
        };
        match (key, running) {
            (Some(key), None) => Step::Done(Ok(key)),
            (Some(key), Some(_)) if age <= AGEING || !may_wait => Step::Done(Ok(key)),
            (_, Some(over)) if may_wait => Step::Wait(over),
            (None, _) if !lapsed && state.last.as_ref().is_some_and(|last| last.answered) => {
                Step::Done(Err(NoKey::Unknown))
            }
            _ => Step::Done(Err(NoKey::Unavailable)),
        }
    }

    fn ask(self: &Arc<Self>, state: &mut State, now: Timestamp) -> watch::Receiver<()> {
        let (asking, over) = watch::channel(());
        state.last = Some(LastRequest { asked_at: now, answered: false, over: over.clone() });
        let cache = Arc::clone(self);
        tokio::spawn(async move {
            cache.refresh(now).await;
            drop(asking);
        });
        over
    }

    async fn refresh(&self, now: Timestamp) {
        match self.source.fetch().await {
            Ok(set) => {
                if set.is_empty() {
                    tracing::warn!("the issuer has no usable key: nobody can sign in");
                }
                let mut state = self.lock();
                state.set = Some((set, now));
                if let Some(last) = &mut state.last {
                    last.answered = true;
                }
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the issuer's keys could not be read");
            }
        }
    }

    /// Code under the lock cannot panic, so a poisoned lock is safe.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the milliseconds between two times in either order. A clock that was set back must not stop requests.
fn distance(a: Timestamp, b: Timestamp) -> u64 {
    a.millis().abs_diff(b.millis())
}

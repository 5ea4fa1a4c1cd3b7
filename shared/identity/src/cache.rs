//! The issuer's keys as this process has them, and when it asks again.
//!
//! At most one question to the issuer is under way at a time, however many calls wait for its answer. It runs as a task of
//! its own: a call that is given up on does not take it along.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::time::Timestamp;
use jsonwebtoken::DecodingKey;
use tokio::sync::watch;

use crate::keys::KeySet;
use crate::source::Source;

const MINUTE: u64 = 60 * 1000;
/// Keys younger than this are used as they are, in milliseconds.
const FRESH: u64 = 10 * MINUTE;
/// Keys older than this wait for the issuer's answer, and serve only where it has none, in milliseconds. Between the
/// two a call takes what is there while the question is under way; but a Lambda environment sleeps between calls, and
/// its first one must neither trust the keys of hours ago nor leave the question to a task that never gets to run.
const AGEING: u64 = 60 * MINUTE;
/// Keys older than this are not used, in milliseconds.
const LAPSED: u64 = 24 * 60 * MINUTE;
/// Between two questions, in milliseconds: tokens with invented key ids cannot make us ask more often.
const PAUSE: u64 = 30 * 1000;
/// The same where there are no keys at all and nobody can sign in, in milliseconds.
const PAUSE_WITHOUT_KEYS: u64 = 5 * 1000;

/// Why there is no key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NoKey {
    /// The issuer has none of that id.
    Unknown,
    /// The issuer could not be asked.
    Unavailable,
}

/// The issuer's keys.
pub(crate) struct KeyCache {
    source: Source,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    set: Option<(KeySet, Timestamp)>,
    last: Option<Question>,
}

struct Question {
    asked_at: Timestamp,
    answered: bool,
    /// Closed when the question is over, also where its task was dropped with the runtime.
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

    /// The issuer's key of that id, asking the issuer where need be.
    pub(crate) async fn find(self: &Arc<Self>, kid: &str, now: Timestamp) -> Result<Arc<DecodingKey>, NoKey> {
        // Two waits: for a question found under way, which may be an old one that fails, and for one of our own.
        for may_wait in [true, true, false] {
            match self.step(kid, now, may_wait) {
                Step::Done(result) => return result,
                // The only thing that ever happens on this channel is its end.
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
        let question = match &state.last {
            Some(last) if last.over.has_changed().is_ok() => Some(last.over.clone()),
            Some(last) if distance(last.asked_at, now) < pause => None,
            _ => Some(self.ask(&mut state, now)),
        };
        match (key, question) {
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
        state.last = Some(Question { asked_at: now, answered: false, over: over.clone() });
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

    /// Nothing that can panic runs under the lock, so that a poisoned one is as good.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Milliseconds between the two, whichever is first: a clock that was set back must not stop us from asking.
fn distance(a: Timestamp, b: Timestamp) -> u64 {
    a.millis().abs_diff(b.millis())
}

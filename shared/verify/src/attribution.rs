//! Attribution of refused requests: whether the application that one names sent it.
//!
//! A request refused by a local check has proved nothing. Its signature is verified once it is answered: one read at
//! most and no KMS, since nobody paid for it. A read serves all refusals of the application that follow within
//! [`READ_SECONDS`]. So a flood costs little, and takes nothing from what the owner's services caused: each signature is
//! still verified.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use contract::application::ApplicationRecord;
use contract::id::ApplicationId;
use contract::time::Timestamp;
use lru::LruCache;

use crate::backend::{Applications, KeyedHash, Replays};
use crate::judge::Judge;
use crate::request::Request;
use crate::{shape, token};

/// Applications whose keys are known, at most.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(512).unwrap();
/// One process reads an application once in this many seconds, at most.
const READ_SECONDS: i64 = 5;
/// What was read proves for this many seconds: a key that was replaced must not prove for long.
const PROVES_SECONDS: i64 = 60;

/// Sender of a refused request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attribution {
    /// The application: one of its signing keys verifies the token.
    Proved,
    /// Anybody: no signing key of the application verifies the token.
    Unproved,
    /// No application to tell of it, or none that could be read.
    Unknown,
}

/// An application as it was read; without a record where there is none, or none could be read.
struct Read {
    record: Option<ApplicationRecord>,
    at: Timestamp,
}

/// One application; who reads it anew has the others wait.
type Entry = Arc<futures::lock::Mutex<Option<Read>>>;

/// Applications as they were read for attribution.
pub(crate) struct Known(Mutex<LruCache<ApplicationId, Entry>>);

impl Known {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(LruCache::new(CAPACITY)))
    }

    fn entry(&self, application: &ApplicationId) -> Entry {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.get_or_insert(application.clone(), Entry::default))
    }
}

impl<B: Applications + KeyedHash + Replays> Judge<B> {
    /// Verifies the signature of a refused request with the application's keys, whichever its `kid` names.
    pub async fn attribute(&self, request: &Request, application: &ApplicationId, now: Timestamp) -> Attribution {
        let signed = shape::token(request).ok().and_then(token::signed_parts);
        let verifies = |record: &ApplicationRecord| {
            let mut live = record.signing_keys.iter().filter(|key| key.is_live(now));
            signed
                .as_ref()
                .is_some_and(|(input, signature)| live.any(|key| self.parsed.verifies(&key.key, input, signature)))
        };
        let told = |record: Option<&ApplicationRecord>| match record {
            None => Attribution::Unknown,
            Some(record) if verifies(record) => Attribution::Proved,
            Some(_) => Attribution::Unproved,
        };
        let entry = self.known.entry(application);
        let mut read = entry.lock().await;
        if let Some(held) = read.as_ref().filter(|held| held.at.plus_seconds(PROVES_SECONDS) > now) {
            let attribution = told(held.record.as_ref());
            if attribution == Attribution::Proved || held.at.plus_seconds(READ_SECONDS) > now {
                return attribution;
            }
        }
        // Whoever sent it has its answer: what cannot be read now is told to nobody.
        let record = self.backend.find(application).await.ok().flatten();
        let attribution = told(record.as_ref());
        *read = Some(Read { record, at: now });
        attribution
    }
}

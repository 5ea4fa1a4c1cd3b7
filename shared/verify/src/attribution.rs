//! Attribution of refused requests to the application that they name.
//!
//! A request refused by a local check has proved nothing yet. Its signature is verified after the answer, with at most
//! one read and without KMS, because nobody pays for it. A read serves all refusals of the application in the next
//! [`READ_SECONDS`]. So a flood costs little, and every signature is still verified.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use contract::id::ApplicationId;
use contract::time::Timestamp;
use domain::application::ApplicationRecord;
use lru::LruCache;

use crate::backend::{Applications, KeyedHash, Replays};
use crate::judge::Judge;
use crate::request::Request;
use crate::{headers, token};

/// Most applications whose keys are cached.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(512).unwrap();
/// Shortest time between a process's reads of an application, in seconds.
const READ_SECONDS: i64 = 5;
/// Longest time that a cached read proves a sender, in seconds. A replaced key must not prove for long.
const PROVES_SECONDS: i64 = 60;

/// Sender of a refused request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attribution {
    /// The application: one of its signing keys verifies the token.
    Proved,
    /// Anyone: none of the application's signing keys verifies the token.
    Unproved,
    /// No such application, or it could not be read.
    Unknown,
}

/// Cached application. It has no record if there is none, or if the read failed.
struct Read {
    record: Option<Arc<ApplicationRecord>>,
    at: Timestamp,
}

/// Cache entry of one application, locked during a read.
type Entry = Arc<futures::lock::Mutex<Option<Read>>>;

/// Cache of applications for attribution.
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
    /// Verifies a refused request's signature with all live keys. The `kid` does not matter.
    pub async fn attribute(&self, request: &Request, application: &ApplicationId, now: Timestamp) -> Attribution {
        let signed = headers::token(request).ok().and_then(token::signed_parts);
        let verifies = |record: &ApplicationRecord| {
            let mut live = record.signing_keys.iter().filter(|key| key.is_live(now));
            signed
                .as_ref()
                .is_some_and(|(input, signature)| live.any(|key| self.parsed.verifies(&key.key, input, signature)))
        };
        let attribution_by = |record: Option<&ApplicationRecord>| match record {
            None => Attribution::Unknown,
            Some(record) if verifies(record) => Attribution::Proved,
            Some(_) => Attribution::Unproved,
        };
        let entry = self.known.entry(application);
        let mut read = entry.lock().await;
        if let Some(held) = read.as_ref().filter(|held| held.at.plus_seconds(PROVES_SECONDS) > now) {
            let attribution = attribution_by(held.record.as_deref());
            if attribution == Attribution::Proved || held.at.plus_seconds(READ_SECONDS) > now {
                return attribution;
            }
        }
        // The sender already has the answer: a failed read is not reported.
        let record = self.backend.find(application).await.ok().flatten();
        let attribution = attribution_by(record.as_deref());
        *read = Some(Read { record, at: now });
        attribution
    }
}

//! Last uses of credentials, recorded in the background.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use contract::api_key::ApiKeyId;
use contract::id::ApplicationId;
use contract::route::RouteSpec;
use contract::signing_key::Fingerprint;
use contract::time::Timestamp;
use domain::application::LastUse;
use lru::LruCache;
use store::Store;
use verify::{Caller, Request};

use crate::background::Background;

/// Most pairs in the cache.
const CACHED: NonZeroUsize = NonZeroUsize::new(512).unwrap();
/// Least seconds between two records of a pair. The store enforces it over all processes.
const INTERVAL_SECONDS: i64 = 60;

type Pair = (ApplicationId, ApiKeyId, Fingerprint);

pub(crate) struct LastUses(Mutex<LruCache<Pair, Timestamp>>);

impl LastUses {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(LruCache::new(CACHED)))
    }

    /// Records the use of `caller`'s keys, unless this process recorded one recently.
    pub(crate) fn note(
        &self,
        background: &Background,
        store: &Store,
        caller: &Caller,
        route: &RouteSpec,
        request: &Request,
        now: Timestamp,
    ) {
        if !self.is_due(caller, now) {
            return;
        }
        let used = LastUse {
            api_key: caller.api_key().clone(),
            signing_key: caller.signing_key().clone(),
            at: now,
            source_ip: request.source_ip.map(|ip| ip.to_string()).unwrap_or_default(),
            route: route.id().to_owned(),
        };
        let (store, application) = (store.clone(), caller.application().id.clone());
        background.spawn(async move {
            if let Err(error) = store.record_use(&application, &used).await {
                tracing::warn!(cause = error.cause(), %application, "last use not recorded");
            }
        });
    }

    fn is_due(&self, caller: &Caller, now: Timestamp) -> bool {
        let pair = (caller.application().id.clone(), caller.api_key().clone(), caller.signing_key().clone());
        let mut recorded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if recorded.get(&pair).is_some_and(|at| now < at.plus_seconds(INTERVAL_SECONDS)) {
            return false;
        }
        recorded.put(pair, now);
        true
    }
}

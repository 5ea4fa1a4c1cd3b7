//! Backend of the judge: the store and KMS.

use std::sync::Arc;

use contract::api_key::ApiKey;
use contract::id::ApplicationId;
use contract::member::{Membership, UserId};
use contract::time::Timestamp;
use domain::application::{ApplicationRecord, HmacKeyArn, Mac};
use identity::MembershipsError;
use keyhash::KeyHash;
use store::{Store, StoreError};
use verify::backend::{Applications, BackendError, Claimed, KeyedHash, Replays, TokenUse};

pub(crate) struct Backend {
    pub(crate) store: Store,
    pub(crate) key_hash: Arc<KeyHash>,
}

impl Applications for Backend {
    async fn find(&self, id: &ApplicationId) -> Result<Option<Arc<ApplicationRecord>>, BackendError> {
        self.store.find(id).await
    }
}

impl KeyedHash for Backend {
    fn cached(&self, key: &ApiKey, hmac_key: &HmacKeyArn, now: Timestamp) -> Option<Mac> {
        self.key_hash.cached(key, hmac_key, now)
    }
    async fn compute(&self, key: &ApiKey, hmac_key: &HmacKeyArn) -> Result<Mac, BackendError> {
        self.key_hash.compute(key, hmac_key).await
    }
    fn remember(&self, key: &ApiKey, hmac_key: &HmacKeyArn, mac: Mac, now: Timestamp) {
        self.key_hash.remember(key, hmac_key, mac, now);
    }
}

impl Replays for Backend {
    async fn claim(&self, token: &TokenUse<'_>) -> Result<Claimed, BackendError> {
        self.store.claim(token).await
    }
    async fn was_used(&self, token: &TokenUse<'_>) -> Result<bool, BackendError> {
        self.store.was_used(token).await
    }
}

impl identity::Memberships for Backend {
    async fn find(&self, user: &UserId) -> Result<Option<Membership>, MembershipsError> {
        self.store.memberships().find(user).await.map_err(|error| {
            tracing::error!(cause = error.cause(), "membership not read");
            match error {
                StoreError::Refused(_) | StoreError::Corrupt(_) => MembershipsError::Refused,
                _ => MembershipsError::Unavailable,
            }
        })
    }
}

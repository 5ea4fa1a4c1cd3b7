//! Context of a handler: store, clock, randomness, and identity of the request.

use std::fmt;
use std::sync::{Arc, OnceLock};

use cloud::Cloud;
use contract::api_key::KeyMode;
use contract::time::Timestamp;
use domain::application::HmacKeyArn;
use domain::two_person::OnePersonLimits;
use domain::{Moment, Origin};
use keyhash::{KeyHash, KeyRandom};
use store::{Contents, Operation, Store, StoreError, WatchLists};

/// Clock.
pub type Clock = dyn Fn() -> Timestamp + Send + Sync;
/// Cryptographically secure random source, which fills a buffer.
pub type Entropy = dyn Fn(&mut [u8]) + Send + Sync;

/// Sources of time and randomness.
#[derive(Clone)]
pub struct Environment {
    /// Clock.
    pub now: Arc<Clock>,
    /// Random source.
    pub random: Arc<Entropy>,
}

impl Environment {
    /// Returns random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }
}

/// Settings of a deployment.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Prefix of the tables' names.
    pub table_prefix: String,
    /// Bucket of documents.
    pub documents_bucket: String,
    /// Bucket of the watch list.
    pub watch_list_bucket: String,
    /// KMS key that hashes new API keys until an operator sets another.
    pub hmac_key: HmacKeyArn,
    /// Mode of API keys, part of their prefix.
    pub key_mode: KeyMode,
    /// Seconds for which a payment can be approved at its price.
    pub price_valid_seconds: i64,
    /// Largest payments that one admin may both approve and process.
    pub one_person_limits: OnePersonLimits,
    /// Issuer of people's access tokens.
    pub issuer: String,
    /// Console's client id at the issuer.
    pub client_id: String,
    /// Address of the sign-in pages; defaults to the issuer's.
    pub sign_in_url: Option<String>,
    /// Endpoint of DynamoDB; defaults to AWS's.
    pub dynamodb_endpoint: Option<String>,
    /// Endpoint of KMS; defaults to AWS's.
    pub kms_endpoint: Option<String>,
    /// Endpoint of S3; defaults to AWS's.
    pub s3_endpoint: Option<String>,
}

/// Services of a process, shared by its requests.
pub struct Services {
    settings: Settings,
    store: Store,
    key_hash: Arc<KeyHash>,
    cloud: Cloud,
    /// Created on first use. Functions that never use it contain no S3 client.
    contents: OnceLock<Contents>,
    /// Created on first use, for the same reason.
    watch_list: OnceLock<WatchLists>,
    environment: Environment,
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Services {
    /// Creates the services of a deployment, without a call.
    pub fn new(settings: Settings, cloud: Cloud, environment: Environment) -> Self {
        let store = Store::new(&cloud.service(settings.dynamodb_endpoint.as_deref()), settings.table_prefix.clone());
        let key_hash = Arc::new(KeyHash::new(&cloud.service(settings.kms_endpoint.as_deref())));
        let (contents, watch_list) = (OnceLock::new(), OnceLock::new());
        Self { settings, store, key_hash, cloud, contents, watch_list, environment }
    }

    /// Returns the store.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the keyed hash of API keys.
    pub const fn key_hash(&self) -> &Arc<KeyHash> {
        &self.key_hash
    }

    /// Returns the settings.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns clock and randomness.
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }
}

/// Settings for signing in.
#[derive(Clone, Copy, Debug)]
pub struct SignInSettings<'a> {
    /// Issuer of access tokens.
    pub issuer: &'a str,
    /// Console's client id at the issuer.
    pub client_id: &'a str,
    /// Address of the sign-in pages and the token endpoint.
    pub pages_url: &'a str,
}

/// Context of one request.
#[derive(Clone)]
pub struct Context {
    shared: Arc<Services>,
    request: Arc<Request>,
}

struct Request {
    now: Timestamp,
    operation: Operation,
    origin: Origin,
}

impl Context {
    /// Creates the context of a request that arrived at `now`.
    pub fn new(services: Arc<Services>, now: Timestamp, operation: Operation, origin: Origin) -> Self {
        Self { shared: services, request: Arc::new(Request { now, operation, origin }) }
    }

    /// Returns the context of the attempt that holds the idempotency record.
    #[must_use]
    pub fn holding(&self, operation: Operation) -> Self {
        let Request { now, origin, .. } = &*self.request;
        Self::new(Arc::clone(&self.shared), *now, operation, origin.clone())
    }

    /// Returns the store.
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// Returns the contents of documents.
    pub fn contents(&self) -> &Contents {
        let Services { settings, cloud, contents, .. } = &*self.shared;
        contents.get_or_init(|| {
            Contents::new(&cloud.service(settings.s3_endpoint.as_deref()), settings.documents_bucket.clone())
        })
    }

    /// Returns the watch list for screening.
    pub fn watch_list(&self) -> &WatchLists {
        let Services { settings, cloud, watch_list, .. } = &*self.shared;
        watch_list.get_or_init(|| {
            WatchLists::new(&cloud.service(settings.s3_endpoint.as_deref()), settings.watch_list_bucket.clone())
        })
    }

    /// Returns the keyed hash of API keys.
    pub fn key_hash(&self) -> &KeyHash {
        &self.shared.key_hash
    }

    /// Returns the KMS key that hashes new API keys: the one that an operator set last, or the one in the settings.
    ///
    /// # Errors
    /// [`StoreError`] if the store does not answer.
    pub async fn hmac_key(&self) -> Result<HmacKeyArn, StoreError> {
        let introduced = self.store().deployment().hmac_key().await?;
        Ok(introduced.unwrap_or_else(|| self.shared.settings.hmac_key.clone()))
    }

    /// Returns the settings of the deployment.
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// Returns the arrival time of the request.
    pub fn now(&self) -> Timestamp {
        self.request.now
    }

    /// Returns the moment for a write, later than the preceding one.
    ///
    /// Each try takes a new moment right before the write. So ids and times sort in the order of writes, even if clocks
    /// differ.
    pub fn moment(&self, last: Option<Timestamp>) -> Moment {
        let now = (self.shared.environment.now)();
        let at = last.map_or(now, |last| now.max(Timestamp::from_millis(last.millis() + 1)));
        Moment::new(at, self.shared.environment.bytes())
    }

    /// Returns the operation of the request, for its writes.
    pub fn operation(&self) -> &Operation {
        &self.request.operation
    }

    /// Logs a failure that does not change the answer.
    pub fn warn(&self, event: &'static str, error: &StoreError) {
        tracing::warn!(cause = error.cause(), request_id = self.request_id(), "{event}");
    }

    /// Draws random bits for a new API key.
    pub fn key_random(&self) -> KeyRandom {
        let random = || u128::from_be_bytes(self.shared.environment.bytes());
        KeyRandom { number: random(), secret: [random(), random()] }
    }

    /// Returns the settings for signing in.
    pub fn sign_in(&self) -> SignInSettings<'_> {
        let Settings { issuer, client_id, sign_in_url, .. } = &self.shared.settings;
        SignInSettings { issuer, client_id, pages_url: sign_in_url.as_deref().unwrap_or(issuer) }
    }

    /// Returns the origin of changes.
    pub fn origin(&self) -> &Origin {
        &self.request.origin
    }

    /// Returns API Gateway's id of the request.
    pub fn request_id(&self) -> &str {
        &self.request.origin.request_id
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Context({})", self.request_id())
    }
}

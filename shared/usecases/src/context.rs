//! What a handler has: the store, the clock, randomness, and what identifies the request.

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

/// Reads the clock.
pub type Clock = dyn Fn() -> Timestamp + Send + Sync;
/// Fills a buffer with random bytes that nobody can guess.
pub type Entropy = dyn Fn(&mut [u8]) + Send + Sync;

/// Where time and randomness come from.
#[derive(Clone)]
pub struct Environment {
    /// The clock.
    pub now: Arc<Clock>,
    /// The source of randomness.
    pub random: Arc<Entropy>,
}

impl Environment {
    /// Returns random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }
}

/// Settings of a deployment that use cases need.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Prefix of the tables' names.
    pub table_prefix: String,
    /// Bucket of documents.
    pub documents_bucket: String,
    /// Bucket of the watch list.
    pub watch_list_bucket: String,
    /// KMS key that hashes new API keys, until an operator introduces another.
    pub hmac_key: HmacKeyArn,
    /// Mode of API keys: they begin with it.
    pub key_mode: KeyMode,
    /// Seconds for approving a payment at its price.
    pub price_valid_seconds: i64,
    /// Largest payments that one admin may both approve and process.
    pub one_person_limits: OnePersonLimits,
    /// Issuer of people's access tokens.
    pub issuer: String,
    /// Client id of the console at the issuer.
    pub client_id: String,
    /// Address of the sign-in pages, if it is not the issuer's.
    pub sign_in_url: Option<String>,
    /// DynamoDB other than AWS's own.
    pub dynamodb_endpoint: Option<String>,
    /// KMS other than AWS's own.
    pub kms_endpoint: Option<String>,
    /// S3 other than AWS's own.
    pub s3_endpoint: Option<String>,
}

/// Services of a process, shared by its requests.
pub struct Services {
    settings: Settings,
    store: Store,
    key_hash: Arc<KeyHash>,
    cloud: Cloud,
    /// Made on first use: most functions never do, so their binaries hold no S3 client.
    contents: OnceLock<Contents>,
    /// Made on first use, too.
    watch_list: OnceLock<WatchLists>,
    environment: Environment,
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Services {
    /// Services of a deployment. Calls nobody yet.
    #[must_use]
    pub fn new(settings: Settings, cloud: Cloud, environment: Environment) -> Self {
        let store = Store::new(&cloud.service(settings.dynamodb_endpoint.as_deref()), settings.table_prefix.clone());
        let key_hash = Arc::new(KeyHash::new(&cloud.service(settings.kms_endpoint.as_deref())));
        let (contents, watch_list) = (OnceLock::new(), OnceLock::new());
        Self { settings, store, key_hash, cloud, contents, watch_list, environment }
    }

    /// The tables.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The hash of API keys.
    #[must_use]
    pub const fn key_hash(&self) -> &Arc<KeyHash> {
        &self.key_hash
    }

    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Clock and randomness.
    #[must_use]
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }
}

/// Where people sign in.
#[derive(Clone, Copy, Debug)]
pub struct SignInSettings<'a> {
    /// Who signs access tokens.
    pub issuer: &'a str,
    /// What the console is called there.
    pub client_id: &'a str,
    /// Where the pages with the password are, and where a code becomes tokens.
    pub pages_url: &'a str,
}

/// One request's context.
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
    /// Context of a request that arrived at `now`.
    #[must_use]
    pub fn new(services: Arc<Services>, now: Timestamp, operation: Operation, origin: Origin) -> Self {
        Self { shared: services, request: Arc::new(Request { now, operation, origin }) }
    }

    /// Returns the same request for an attempt that holds its idempotency record.
    #[must_use]
    pub fn holding(&self, operation: Operation) -> Self {
        let Request { now, origin, .. } = &*self.request;
        Self::new(Arc::clone(&self.shared), *now, operation, origin.clone())
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// The contents of documents.
    #[must_use]
    pub fn contents(&self) -> &Contents {
        let Services { settings, cloud, contents, .. } = &*self.shared;
        contents.get_or_init(|| {
            Contents::new(&cloud.service(settings.s3_endpoint.as_deref()), settings.documents_bucket.clone())
        })
    }

    /// The watch list that customers and beneficiaries are compared with.
    #[must_use]
    pub fn watch_list(&self) -> &WatchLists {
        let Services { settings, cloud, watch_list, .. } = &*self.shared;
        watch_list.get_or_init(|| {
            WatchLists::new(&cloud.service(settings.s3_endpoint.as_deref()), settings.watch_list_bucket.clone())
        })
    }

    /// What hashes API keys.
    #[must_use]
    pub fn key_hash(&self) -> &KeyHash {
        &self.shared.key_hash
    }

    /// The KMS key that new API keys are hashed with: the one that an operator introduced last, or the one that the
    /// functions were deployed with.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn hmac_key(&self) -> Result<HmacKeyArn, StoreError> {
        let introduced = self.store().deployment().hmac_key().await?;
        Ok(introduced.unwrap_or_else(|| self.shared.settings.hmac_key.clone()))
    }

    /// The settings of the deployment.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// When the request arrived.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.request.now
    }

    /// Moment for a write, later than `last`, the time of the preceding write.
    ///
    /// Taken again for each try, right before it. So ids and times sort in the order of writes, even if clocks differ.
    #[must_use]
    pub fn moment(&self, last: Option<Timestamp>) -> Moment {
        let now = (self.shared.environment.now)();
        let at = last.map_or(now, |last| now.max(Timestamp::from_millis(last.millis() + 1)));
        Moment::new(at, self.shared.environment.bytes())
    }

    /// Operation of the request, for its writes.
    #[must_use]
    pub fn operation(&self) -> &Operation {
        &self.request.operation
    }

    /// Logs a failure beside the request that does not change its answer.
    pub fn warn(&self, event: &'static str, error: &StoreError) {
        tracing::warn!(cause = error.cause(), request_id = self.request_id(), "{event}");
    }

    /// Random bits for a new API key.
    #[must_use]
    pub fn key_random(&self) -> KeyRandom {
        let random = || u128::from_be_bytes(self.shared.environment.bytes());
        KeyRandom { number: random(), secret: [random(), random()] }
    }

    /// Where people sign in.
    #[must_use]
    pub fn sign_in(&self) -> SignInSettings<'_> {
        let Settings { issuer, client_id, sign_in_url, .. } = &self.shared.settings;
        SignInSettings { issuer, client_id, pages_url: sign_in_url.as_deref().unwrap_or(issuer) }
    }

    /// The request that changes come with.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.request.origin
    }

    /// API Gateway's id of the request.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request.origin.request_id
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Context({})", self.request_id())
    }
}

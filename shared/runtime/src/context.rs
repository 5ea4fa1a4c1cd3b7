//! What a handler has: the store, the clock, randomness, and what identifies the request.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use cloud::Cloud;
use contract::application::HmacKeyArn;
use contract::time::Timestamp;
use keyhash::{KeyHash, KeyRandom};
use store::{Contents, Operation, Store, StoreError, WatchLists};

use crate::config::Config;
use crate::moment::Moment;

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
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }
}

/// What of the process all requests share.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) key_hash: Arc<KeyHash>,
    pub(crate) cloud: Cloud,
    /// Made where it is first needed: most functions never do, and so have no S3 in their binaries.
    pub(crate) contents: OnceLock<Contents>,
    /// As the contents.
    pub(crate) watch_list: OnceLock<WatchLists>,
    pub(crate) environment: Environment,
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
    shared: Arc<Shared>,
    request: Arc<OfRequest>,
}

struct OfRequest {
    now: Timestamp,
    operation: Operation,
    request_id: String,
    source_ip: Option<IpAddr>,
}

impl Context {
    pub(crate) fn new(
        shared: Arc<Shared>,
        now: Timestamp,
        operation: Operation,
        request_id: &str,
        source_ip: Option<IpAddr>,
    ) -> Self {
        let request = OfRequest { now, operation, request_id: request_id.to_owned(), source_ip };
        Self { shared, request: Arc::new(request) }
    }

    /// Returns the same request for an attempt that holds its idempotency record.
    pub(crate) fn holding(&self, operation: Operation) -> Self {
        let request = OfRequest {
            now: self.request.now,
            operation,
            request_id: self.request.request_id.clone(),
            source_ip: self.request.source_ip,
        };
        Self { shared: Arc::clone(&self.shared), request: Arc::new(request) }
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// The contents of documents.
    #[must_use]
    pub fn contents(&self) -> &Contents {
        let Shared { config, cloud, contents, .. } = &*self.shared;
        contents.get_or_init(|| {
            Contents::new(&cloud.service(config.s3_endpoint.as_deref()), config.documents_bucket.clone())
        })
    }

    /// The watch list that customers and beneficiaries are compared with.
    #[must_use]
    pub fn watch_list(&self) -> &WatchLists {
        let Shared { config, cloud, watch_list, .. } = &*self.shared;
        watch_list.get_or_init(|| {
            WatchLists::new(&cloud.service(config.s3_endpoint.as_deref()), config.watch_list_bucket.clone())
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
        Ok(introduced.unwrap_or_else(|| self.shared.config.hmac_key.clone()))
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.shared.config
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
        let Config { oidc, sign_in_url, .. } = &self.shared.config;
        let pages_url = sign_in_url.as_deref().unwrap_or(&oidc.issuer);
        SignInSettings { issuer: &oidc.issuer, client_id: &oidc.client_id, pages_url }
    }

    /// API Gateway's id of the request.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request.request_id
    }

    /// Where the request came from.
    #[must_use]
    pub fn source_ip(&self) -> String {
        self.request.source_ip.map(|ip| ip.to_string()).unwrap_or_default()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Context({})", self.request.request_id)
    }
}

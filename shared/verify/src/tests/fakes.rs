//! Application with its keys and requests, and a recording backend.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use contract::api_key::{ApiKey, ApiKeyId, KeyMode};
use contract::id::{ApplicationId, IdSeed, OrganizationId};
use contract::permission::{Permission, PermissionSet};
use contract::route::{Route, RouteSpec};
use contract::routes::ListCustomers;
use contract::signing_key::SigningPublicKey;
use contract::time::Timestamp;
use domain::application::{ApiKeyRecord, ApplicationRecord, HmacKeyArn, Mac, SigningKeyRecord};
use futures::FutureExt as _;
use sha2::{Digest, Sha256};

use crate::backend::{Applications, BackendError, Claimed, KeyedHash, Replays, TokenUse};
use crate::{Admitted, Attempt, Judge, Refusal, Request};

pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const ROUTE: RouteSpec = ListCustomers::SPEC;

pub(super) fn attempt() -> Attempt {
    Attempt { now: Timestamp::from_seconds(NOW), nonce: [5; 16] }
}

/// Private key, and its public half as stored.
pub(super) struct Pair {
    private: KeyPair,
    pub(super) record: SigningKeyRecord,
}

impl Pair {
    pub(super) fn generate() -> Self {
        let private = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let der = private.public_key().as_der().unwrap().as_ref().to_vec();
        let key = SigningPublicKey::from_store(der, 2048);
        Self { private, record: SigningKeyRecord { key, installed_at: Timestamp::default(), retires_at: None } }
    }

    pub(super) fn sign(&self, input: &str) -> Vec<u8> {
        let mut signature = vec![0; self.private.public_modulus_len()];
        self.private.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
        signature
    }
}

/// Application as its owner knows it.
pub(super) struct Owner {
    pub(super) api_key: ApiKey,
    pub(super) pair: Pair,
}

pub(super) fn arn() -> HmacKeyArn {
    "arn:aws:kms:eu-central-1:111122223333:key/1".parse().unwrap()
}

/// Returns the fake KMS's hash of a key.
pub(super) fn mac(key: &ApiKey) -> Mac {
    Mac(Sha256::digest(key.expose()).into())
}

impl Owner {
    pub(super) fn new() -> Self {
        let id = ApplicationId::new(IdSeed { millis: 1, random: 7 });
        let number = ApiKeyId::from_digits("0001").unwrap();
        Self { api_key: ApiKey::assemble(KeyMode::Test, &id, &number, [3, 4]), pair: Pair::generate() }
    }

    pub(super) fn with_secret(&self, secret: u128) -> ApiKey {
        ApiKey::assemble(KeyMode::Test, self.api_key.application(), self.api_key.id(), [secret, secret])
    }

    pub(super) fn record(&self) -> ApplicationRecord {
        let at = Timestamp::default();
        ApplicationRecord {
            id: self.api_key.application().clone(),
            organization: OrganizationId::new(IdSeed { millis: 1, random: 1 }),
            name: "Service".parse().unwrap(),
            permissions: PermissionSet::new([Permission::CustomersRead]).unwrap(),
            enabled: true,
            organization_enabled: true,
            allowed_source_ips: Vec::new(),
            require_signed_headers: false,
            api_keys: vec![ApiKeyRecord {
                id: self.api_key.id().clone(),
                prefix: String::new(),
                last_four: String::new(),
                mac: mac(&self.api_key),
                hmac_key: arn(),
                created_at: at,
                expires_at: None,
                revoked_at: None,
            }],
            signing_keys: vec![self.pair.record.clone()],
            created_at: at,
            created_by: "someone".parse().unwrap(),
            updated_at: at,
            revision: 1,
        }
    }

    /// Returns a valid request.
    pub(super) fn request(&self) -> Request {
        self.request_with(&self.api_key, |claims| claims, &self.pair)
    }

    /// Returns a request with this API key. `alter` changes its claims, and `pair` signs it.
    pub(super) fn request_with(&self, key: &ApiKey, alter: impl Fn(Claims) -> Claims, pair: &Pair) -> Request {
        signed(key, r#"{"alg":"RS256","typ":"JWT"}"#, &alter(Claims::right(key.expose())), pair)
    }
}

pub(super) fn signing_input(header: &str, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

/// Returns a request with this API key and a token. The token has this header and these claims, and `pair` signs it.
pub(super) fn signed(key: &ApiKey, header: &str, claims: &Claims, pair: &Pair) -> Request {
    let input = signing_input(header, &claims.json());
    request(key.expose(), &format!("{input}.{}", URL_SAFE_NO_PAD.encode(pair.sign(&input))))
}

/// Returns a `GET /api/v1/customers` with these two headers.
pub(super) fn request(api_key: &str, token: &str) -> Request {
    let header = |name: &str, value: String| (name.to_owned(), value);
    Request {
        method: "GET".to_owned(),
        path: ROUTE.path().to_owned(),
        query: String::new(),
        headers: vec![header("x-api-key", api_key.to_owned()), header("authorization", format!("Bearer {token}"))],
        body: Bytes::new(),
        source_ip: Some([198, 51, 100, 7].into()),
    }
}

/// Claims of a valid token as JSON texts, in order.
#[derive(Clone)]
pub(super) struct Claims(Vec<(&'static str, String)>);

impl Claims {
    pub(super) fn right(sub: &str) -> Self {
        let text = |value: &str| format!("{value:?}");
        Self(vec![
            ("iss", text("nuvera-api")),
            ("aud", text("nuvera-rest-api")),
            ("sub", text(sub)),
            ("method", text("GET")),
            ("uri", text(ROUTE.path())),
            ("bodyHash", text(&hex::encode(Sha256::digest(b"")))),
            ("iat", NOW.to_string()),
            ("exp", (NOW + 60).to_string()),
            ("jti", text("0123456789abcdef")),
        ])
    }

    /// Sets a claim to this JSON text.
    pub(super) fn with(mut self, name: &'static str, json: impl ToString) -> Self {
        self.0.retain(|(present, _)| *present != name);
        self.0.push((name, json.to_string()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(present, _)| *present != name);
        self
    }

    pub(super) fn json(&self) -> String {
        let members: Vec<_> = self.0.iter().map(|(name, json)| format!("{name:?}:{json}")).collect();
        format!("{{{}}}", members.join(","))
    }
}

/// Settings of a test: failing services, and records.
#[derive(Default)]
pub(super) struct State {
    pub(super) records: HashMap<ApplicationId, ApplicationRecord>,
    /// Calls that get no answer.
    pub(super) down: HashSet<&'static str>,
    /// Calls that were made, in order.
    pub(super) log: Vec<&'static str>,
    /// Hashes that were found correct.
    cache: HashMap<String, Mac>,
    used: HashMap<(ApplicationId, [u8; 32]), (Timestamp, [u8; 16])>,
}

/// Backend that answers at once.
#[derive(Default)]
pub(super) struct Fake(Mutex<State>);

impl Fake {
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap())
    }

    fn ask(&self, call: &'static str) -> Result<(), BackendError> {
        self.change(|state| {
            state.log.push(call);
            if state.down.contains(call) { Err(BackendError::Unavailable(call.to_owned())) } else { Ok(()) }
        })
    }
}

impl Applications for &Fake {
    async fn find(&self, id: &ApplicationId) -> Result<Option<Arc<ApplicationRecord>>, BackendError> {
        self.ask("find")?;
        Ok(self.change(|state| state.records.get(id).cloned().map(Arc::new)))
    }
}

impl KeyedHash for &Fake {
    fn cached(&self, key: &ApiKey, _: &HmacKeyArn, _: Timestamp) -> Option<Mac> {
        self.change(|state| state.cache.get(key.expose()).copied())
    }
    async fn compute(&self, key: &ApiKey, hmac_key: &HmacKeyArn) -> Result<Mac, BackendError> {
        self.ask("compute")?;
        assert_eq!(*hmac_key, arn(), "the key of the record");
        Ok(mac(key))
    }
    fn remember(&self, key: &ApiKey, _: &HmacKeyArn, mac: Mac, _: Timestamp) {
        let fresh = self.change(|state| state.cache.insert(key.expose().to_owned(), mac).is_none());
        if fresh {
            self.change(|state| state.log.push("remember"));
        }
    }
}

impl Replays for &Fake {
    async fn claim(&self, token: &TokenUse<'_>) -> Result<Claimed, BackendError> {
        self.ask("claim")?;
        let slot = (token.application.clone(), token.jti_hash);
        let before = self.change(|state| state.used.insert(slot, (token.forget_at, token.nonce)));
        Ok(if before.is_none() { Claimed::Fresh } else { Claimed::Replayed })
    }
    async fn was_used(&self, token: &TokenUse<'_>) -> Result<bool, BackendError> {
        self.ask("was_used")?;
        let slot = (token.application.clone(), token.jti_hash);
        Ok(self.change(|state| state.used.contains_key(&slot)))
    }
}

/// Judge, its backend, and the only application that it knows.
pub(super) struct Court {
    pub(super) judge: Judge<&'static Fake>,
    pub(super) fake: &'static Fake,
    pub(super) owner: Owner,
}

impl Court {
    pub(super) fn new() -> Self {
        let fake: &'static Fake = Box::leak(Box::default());
        let owner = Owner::new();
        let record = owner.record();
        fake.change(|state| state.records.insert(record.id.clone(), record));
        Self { judge: Judge::new(fake, KeyMode::Test), fake, owner }
    }

    /// Returns one that has just served the application.
    pub(super) fn warm() -> Self {
        let court = Self::new();
        court.judge(&court.fresh(1)).unwrap();
        court.fake.change(|state| state.log.clear());
        court
    }

    /// Returns a valid request with its own `jti`.
    pub(super) fn fresh(&self, number: u32) -> Request {
        let jti = format!("\"another-jti-{number:08}\"");
        self.owner.request_with(&self.owner.api_key, |claims| claims.with("jti", &jti), &self.owner.pair)
    }

    pub(super) fn judge(&self, request: &Request) -> Result<Admitted, Refusal> {
        self.judge_for(&ROUTE, request)
    }

    pub(super) fn judge_for(&self, route: &RouteSpec, request: &Request) -> Result<Admitted, Refusal> {
        self.judge.judge(route, request, attempt()).now_or_never().unwrap().map_err(Refusal::from)
    }

    pub(super) fn diagnose(&self, request: &Request) -> Result<contract::diagnosis::Diagnosis, Refusal> {
        self.judge.diagnose(&ROUTE, request, attempt()).now_or_never().unwrap()
    }

    /// Returns the calls since the last time.
    pub(super) fn calls(&self) -> Vec<&'static str> {
        self.fake.change(|state| std::mem::take(&mut state.log))
    }

    /// Changes the application's record.
    pub(super) fn alter(&self, change: impl FnOnce(&mut ApplicationRecord)) {
        self.fake.change(|state| change(state.records.get_mut(self.owner.api_key.application()).unwrap()));
    }

    /// Returns the uses that the `jti`s were kept with.
    pub(super) fn used(&self) -> Vec<(ApplicationId, [u8; 32], Timestamp, [u8; 16])> {
        self.fake.change(|state| {
            state.used.iter().map(|((id, hash), (until, nonce))| (id.clone(), *hash, *until, *nonce)).collect()
        })
    }
}

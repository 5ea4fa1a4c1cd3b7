//! Issuer on the loopback interface, signing keys, and a store of memberships.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair, RsaPublicKeyComponents};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::id::{IdSeed, OrganizationId};
use contract::member::{Membership, Role, UserId};
use contract::time::Timestamp;
use serde_json::{Value, json};

use crate::source::Limits;
use crate::{Authenticator, Denial, Member, Memberships, MembershipsError, OidcSettings};

pub(crate) const CLIENT: &str = "console-client";
pub(crate) const USER: &str = "8c5f6f2e-0000-4000-8000-6f8d1d2a3b4c";
pub(crate) const DISCOVERY: &str = "/pool/.well-known/openid-configuration";
pub(crate) const JWKS: &str = "/pool/jwks.json";

pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(1_767_225_600_250)
}

pub(crate) fn later(seconds: i64) -> Timestamp {
    now().plus_seconds(seconds)
}

/// RSA key pair.
pub(crate) struct Key(RsaKeyPair);

impl Key {
    /// Returns one of two keys, generated once.
    pub(crate) fn number(index: usize) -> &'static Self {
        static KEYS: OnceLock<Vec<Key>> = OnceLock::new();
        &KEYS.get_or_init(|| (0..2).map(|_| Self(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())).collect())[index]
    }

    fn components(&self) -> RsaPublicKeyComponents<Vec<u8>> {
        RsaPublicKeyComponents::from(self.0.public_key())
    }

    /// Returns the public half, PKCS#1 DER.
    pub(crate) fn public_der(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    pub(crate) fn jwk(&self, kid: &str) -> Value {
        let RsaPublicKeyComponents { n, e } = self.components();
        json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid,
            "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e),
        })
    }

    pub(crate) fn sign_as(&self, encoding: &'static dyn RsaEncoding, message: &str) -> String {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(encoding, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        URL_SAFE_NO_PAD.encode(signature)
    }

    /// Returns a token with exactly this text as header and claims.
    pub(crate) fn token(&self, header: impl ToString, claims: impl ToString) -> String {
        let message = message(header, claims);
        let signature = self.sign_as(&RSA_PKCS1_SHA256, &message);
        format!("{message}.{signature}")
    }
}

/// Returns the first two parts of a token.
pub(crate) fn message(header: impl ToString, claims: impl ToString) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// Returns `base` with the members of `changes`; `null` removes one.
pub(crate) fn with(mut base: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            base.as_object_mut().unwrap().remove(name);
        } else {
            base[name] = value.clone();
        }
    }
    base
}

enum Answer {
    Is(StatusCode, String),
    Elsewhere(String),
    Never,
}

/// Issuer with fixed answers that counts its requests.
pub(crate) struct Issuer {
    origin: String,
    answers: Mutex<HashMap<String, Answer>>,
    hits: Mutex<HashMap<String, usize>>,
}

async fn answer(State(issuer): State<Arc<Issuer>>, uri: Uri) -> Response {
    *issuer.hits.lock().unwrap().entry(uri.path().to_owned()).or_default() += 1;
    let response = match issuer.answers.lock().unwrap().get(uri.path()) {
        Some(Answer::Is(status, body)) => Some((*status, body.clone()).into_response()),
        Some(Answer::Elsewhere(url)) => Some((StatusCode::FOUND, [(header::LOCATION, url.clone())]).into_response()),
        Some(Answer::Never) => None,
        None => Some(StatusCode::NOT_FOUND.into_response()),
    };
    match response {
        Some(response) => response,
        None => std::future::pending().await,
    }
}

impl Issuer {
    /// Serves discovery and the first key as `k1`, until the test's runtime ends.
    pub(crate) async fn start() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let issuer = Arc::new(Self { origin, answers: Mutex::default(), hits: Mutex::default() });
        issuer.say(DISCOVERY, json!({ "issuer": issuer.name(), "jwks_uri": issuer.url(JWKS), "other": [1] }));
        issuer.publish(&[Key::number(0).jwk("k1")]);
        let router = Router::new().fallback(answer).with_state(Arc::clone(&issuer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    /// Starts an issuer and an authenticator that trusts it.
    pub(crate) async fn trusted() -> (Arc<Self>, Authenticator) {
        let issuer = Self::start().await;
        let authenticator = issuer.authenticator();
        (issuer, authenticator)
    }

    pub(crate) fn name(&self) -> String {
        self.url("/pool")
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    fn set(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    pub(crate) fn say(&self, path: &str, body: impl ToString) {
        self.set(path, Answer::Is(StatusCode::OK, body.to_string()));
    }

    pub(crate) fn publish(&self, keys: &[Value]) {
        self.say(JWKS, json!({ "keys": keys }));
    }

    pub(crate) fn fail(&self, path: &str) {
        self.set(path, Answer::Is(StatusCode::INTERNAL_SERVER_ERROR, String::new()));
    }

    pub(crate) fn redirect(&self, path: &str, to: &str) {
        self.set(path, Answer::Elsewhere(self.url(to)));
    }

    pub(crate) fn hang(&self, path: &str) {
        self.set(path, Answer::Never);
    }

    pub(crate) fn hits(&self, path: &str) -> usize {
        self.hits.lock().unwrap().get(path).copied().unwrap_or_default()
    }

    pub(crate) fn settings(&self) -> OidcSettings {
        OidcSettings { issuer: self.name(), jwks_url: None, client_id: CLIENT.to_owned() }
    }

    /// Returns an authenticator whose limits are long enough for a busy machine.
    pub(crate) fn authenticator(&self) -> Authenticator {
        self.waiting(Duration::from_secs(60))
    }

    /// Returns an authenticator whose limits are short enough for a test.
    pub(crate) fn impatient(&self) -> Authenticator {
        self.waiting(Duration::from_millis(50))
    }

    fn waiting(&self, whole: Duration) -> Authenticator {
        Authenticator::with_limits(self.settings(), Limits { connect: whole, whole }).unwrap()
    }

    /// Returns claims as in an access token of a Cognito user pool.
    pub(crate) fn cognito(&self) -> Value {
        let seconds = now().seconds();
        json!({
            "sub": USER, "iss": self.name(), "client_id": CLIENT, "token_use": "access", "version": 2,
            "origin_jti": "3b1e", "event_id": "91ab", "scope": "openid email", "auth_time": seconds - 60,
            "exp": seconds + 3600, "iat": seconds - 60, "jti": "c0ffee", "username": "ada",
        })
    }

    /// Returns claims as other issuers write them (RFC 9068).
    pub(crate) fn plain(&self) -> Value {
        let seconds = now().seconds();
        json!({
            "sub": USER, "iss": self.name(), "aud": CLIENT, "exp": seconds + 300, "iat": seconds, "nbf": seconds,
            "jti": "c0ffee",
        })
    }

    /// Returns a valid token of the first key, with changed claims.
    pub(crate) fn token(&self, changes: Value) -> String {
        Key::number(0).token(header(), with(self.cognito(), changes))
    }
}

pub(crate) fn header() -> Value {
    json!({ "alg": "RS256", "kid": "k1" })
}

pub(crate) fn user() -> UserId {
    USER.parse().unwrap()
}

pub(crate) fn organization() -> OrganizationId {
    OrganizationId::new(IdSeed { millis: 7, random: 7 })
}

pub(crate) fn membership(role: Role) -> Membership {
    Membership {
        user_id: user(),
        email: "ada@partner.example".parse().unwrap(),
        role,
        organization_id: matches!(role, Role::PartnerUser).then(organization),
        added_at: now(),
        updated_at: now(),
    }
}

/// Store with the membership of one user.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) membership: Mutex<Option<Membership>>,
    pub(crate) down: AtomicBool,
    pub(crate) reads: AtomicUsize,
}

impl Records {
    pub(crate) fn of(membership: Membership) -> Self {
        Self { membership: Mutex::new(Some(membership)), ..Self::default() }
    }

    pub(crate) fn partner() -> Self {
        Self::of(membership(Role::PartnerUser))
    }
}

impl Memberships for Records {
    async fn find(&self, _: &UserId) -> Result<Option<Membership>, MembershipsError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        if self.down.load(Ordering::Relaxed) {
            return Err(MembershipsError::Unavailable);
        }
        Ok(self.membership.lock().unwrap().clone())
    }
}

/// Authenticates a partner user with a token at a time.
pub(crate) async fn present_at(authenticator: &Authenticator, token: &str, at: Timestamp) -> Result<Member, Denial> {
    authenticator.authenticate(Some(&format!("Bearer {token}")), &Records::partner(), at).await
}

/// Authenticates a partner user with a token now.
pub(crate) async fn present(authenticator: &Authenticator, token: &str) -> Result<Member, Denial> {
    present_at(authenticator, token, now()).await
}

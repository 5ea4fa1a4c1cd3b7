//! The sign-in provider: a small OIDC provider whose tokens look like a Cognito user pool's.
//!
//! It knows one public client, so PKCE is required, and keeps no browser session: every authorization asks for the
//! password. Its signing key outlives a restart, and with it the tokens; codes and refresh tokens do not.

mod authorize;
mod clock;
mod codes;
mod cors;
mod discovery;
mod error;
mod keys;
mod logout;
mod page;
mod pkce;
mod provider;
mod revoke;
mod secret;
mod session;
mod sessions;
mod token;
mod tokens;
mod userinfo;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;

use crate::front::{Backend, Service, refusal};
use crate::{Options, StartError};
use keys::Keys;
use provider::Provider;

pub(crate) use discovery::JWKS_PATH;
pub use error::SigningError;

/// A test's hand on the sign-in provider.
#[derive(Clone, Debug)]
pub struct SignIn(Arc<Provider>);

impl SignIn {
    pub(crate) fn open(options: &Options, issuer: String, key_file: Option<PathBuf>) -> Result<Self, StartError> {
        Ok(Self(Arc::new(Provider::new(options, issuer, Keys::open(key_file)?))))
    }

    /// An access token as this user would get it by signing in.
    pub fn access_token(&self, username: &str) -> Result<String, SigningError> {
        self.0.sign(&self.access_claims(username)?)
    }

    /// The claims of [`access_token`](Self::access_token), for a test to alter and [`sign`](Self::sign).
    pub fn access_claims(&self, username: &str) -> Result<Value, SigningError> {
        let user = self.0.user(username).ok_or_else(|| SigningError::UnknownUser(username.to_owned()))?;
        tokens::access_claims(&self.0, &self.0.session(user, "openid email".to_owned(), None))
    }

    /// Signs any claims with the provider's current key. Members of `header` replace those of the usual header; a
    /// member that is `null` is left out.
    pub fn sign(&self, claims: &Value, header: &Value) -> Result<String, SigningError> {
        self.0.keys.sign(claims, header)
    }

    /// Signs with a new key from now on, and returns its `kid`; the public keys from before stay published.
    pub fn rotate_key(&self) -> Result<String, SigningError> {
        self.0.keys.rotate()
    }

    /// Publishes the current key only.
    pub fn drop_old_keys(&self) -> Result<(), SigningError> {
        self.0.keys.drop_old()
    }

    /// The `kid` of the current key.
    pub fn kid(&self) -> String {
        self.0.keys.kid()
    }

    /// Puts the provider's clock forward, so that codes and refresh tokens expire and new tokens are issued later.
    pub fn advance_clock(&self, by: Duration) {
        self.0.clock.advance(by);
    }

    pub(crate) fn backend(&self) -> Backend {
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery::configuration))
            .route(JWKS_PATH, get(discovery::jwks))
            .route("/authorize", get(authorize::ask).post(authorize::sign_in))
            .route("/token", post(token::exchange))
            .route("/revoke", post(revoke::revoke))
            .route("/userinfo", get(userinfo::show))
            .route("/logout", get(logout::sign_out))
            .route("/style.css", get(page::style))
            .fallback(page::nothing_here)
            .layer(from_fn(cors::for_this_machine))
            .with_state(Arc::clone(&self.0));
        let service = TowerToHyperService::new(router);
        Arc::new(move |request| {
            let answer = service.call(request);
            Box::pin(async move {
                answer.await.unwrap_or_else(|never| refusal(Service::SignIn, 500, "server_error", &never.to_string()))
            })
        })
    }
}

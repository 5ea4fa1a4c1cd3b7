//! Sign-in provider: a small OIDC provider with tokens like a Cognito user pool's.
//!
//! It has one public client, so PKCE is required. It has no browser sessions: every authorization asks for the
//! password. The signing key survives restarts, so access tokens stay valid; codes and refresh tokens do not.

mod authorize;
mod cors;
mod discovery;
mod end;
mod keys;
mod once;
mod page;
mod pkce;
mod provider;
mod token;
mod tokens;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;

use crate::Options;
use crate::front::{Backend, Service, refusal};
use keys::Keys;
use provider::Provider;

pub(crate) use discovery::JWKS_PATH;

/// Control of the sign-in provider for tests.
#[derive(Clone, Debug)]
pub struct SignIn(Arc<Provider>);

impl SignIn {
    pub(crate) fn open(options: Options, issuer: String, key_file: Option<PathBuf>) -> Result<Self> {
        Ok(Self(Arc::new(Provider::new(options, issuer, Keys::open(key_file.as_deref())?))))
    }

    /// Returns an access token as this user would receive at sign-in.
    pub fn access_token(&self, username: &str) -> Result<String> {
        self.0.sign(&self.access_claims(username)?)
    }

    /// Returns the claims of [`access_token`](Self::access_token), to alter and [`sign`](Self::sign) in tests.
    pub fn access_claims(&self, username: &str) -> Result<Value> {
        let user = self.0.user(username).with_context(|| format!("there is no user {username:?}"))?;
        tokens::access_claims(&self.0, &self.0.session(user, "openid email".to_owned(), None))
    }

    /// Signs any claims with the provider's current key. Members of `header` replace those of the default header;
    /// `null` removes a member.
    pub fn sign(&self, claims: &Value, header: &Value) -> Result<String> {
        self.0.keys.sign(claims, header)
    }

    /// Replaces the signing key and returns the new `kid`. Former public keys stay published.
    pub fn rotate_key(&self) -> Result<String> {
        self.0.keys.rotate()
    }

    /// Stops publishing former keys.
    pub fn drop_old_keys(&self) {
        self.0.keys.drop_old();
    }

    /// Returns the `kid` of the current key.
    pub fn kid(&self) -> String {
        self.0.keys.kid()
    }

    /// Advances the provider's clock, which expires codes and refresh tokens.
    pub fn advance_clock(&self, by: Duration) {
        self.0.clock.advance(by);
    }

    pub(crate) fn backend(&self) -> Backend {
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery::configuration))
            .route(JWKS_PATH, get(discovery::jwks))
            .route("/authorize", get(authorize::ask).post(authorize::sign_in))
            .route("/token", post(token::exchange))
            .route("/revoke", post(end::revoke))
            .route("/logout", get(end::sign_out))
            .route("/style.css", get(page::style))
            .fallback(page::not_found)
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

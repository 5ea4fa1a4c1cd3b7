//! `/authorize`: password page and authorization code.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::Url;

use super::page;
use super::pkce::Challenge;
use super::provider::{Grant, Provider};
use crate::random;

/// Supported scopes.
pub(super) const SCOPES: &[&str] = &["openid", "email", "profile"];

#[derive(Deserialize)]
pub(super) struct AuthorizeRequest {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Credentials {
    username: String,
    password: String,
}

/// Valid authorization request, which only needs a password.
struct ValidRequest {
    /// Redirect URI as sent, which `/token` compares.
    redirect_uri: String,
    redirect: Url,
    state: Option<String>,
    nonce: Option<String>,
    scope: String,
    challenge: Challenge,
}

/// Refusal of an authorization request.
enum Refused {
    /// Error shown here, because the redirect URI is not trusted.
    Here(&'static str),
    /// Error sent to the client (RFC 6749, section 4.1.2.1).
    Back { redirect: Box<Url>, state: Option<String>, error: &'static str, description: &'static str },
}

/// Answers `GET /authorize`.
pub(super) async fn ask(
    State(provider): State<Arc<Provider>>,
    request: Result<Query<AuthorizeRequest>, QueryRejection>,
) -> Response {
    match parse(&provider, request) {
        Ok(asked) => page::sign_in(&provider.client.client_id, "", &asked.redirect, false),
        Err(refused) => refused.response(&provider),
    }
}

/// Answers `POST /authorize`. The page posts to its own URL.
pub(super) async fn sign_in(
    State(provider): State<Arc<Provider>>,
    request: Result<Query<AuthorizeRequest>, QueryRejection>,
    Form(credentials): Form<Credentials>,
) -> Response {
    let asked = match parse(&provider, request) {
        Ok(asked) => asked,
        Err(refused) => return refused.response(&provider),
    };
    let Some(user) = provider.authenticate(&credentials.username, &credentials.password) else {
        return page::sign_in(&provider.client.client_id, &credentials.username, &asked.redirect, true);
    };
    let grant = Grant {
        session: provider.session(user, asked.scope, asked.nonce),
        redirect_uri: asked.redirect_uri,
        challenge: asked.challenge,
    };
    let code = random::url_safe().and_then(|family| provider.codes.issue(grant, family, provider.clock.now()));
    match code {
        Ok(code) => back(&provider, asked.redirect, asked.state.as_deref(), &[("code", &code)]),
        Err(error) => page::problem(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

fn parse(
    provider: &Provider,
    request: Result<Query<AuthorizeRequest>, QueryRejection>,
) -> Result<ValidRequest, Refused> {
    let Ok(Query(request)) = request else {
        return Err(Refused::Here("The request is invalid: a parameter is repeated or is not UTF-8."));
    };
    if request.client_id.as_deref() != Some(&provider.client.client_id) {
        return Err(Refused::Here("The client_id is unknown."));
    }
    let Some(redirect_uri) = request.redirect_uri.filter(|uri| provider.client.redirect_uris.contains(uri)) else {
        return Err(Refused::Here("The redirect_uri is not registered for the client."));
    };
    let Ok(redirect) = Url::parse(&redirect_uri) else {
        return Err(Refused::Here("The redirect_uri is not a URL."));
    };

    let refuse = |error, description| {
        Err(Refused::Back { redirect: Box::new(redirect.clone()), state: request.state.clone(), error, description })
    };
    if request.response_type.as_deref() != Some("code") {
        return refuse("unsupported_response_type", "response_type must be code");
    }
    if request.code_challenge_method.as_deref() != Some("S256") {
        return refuse("invalid_request", "code_challenge_method must be S256");
    }
    let Some(challenge) = request.code_challenge.as_deref().and_then(Challenge::parse) else {
        return refuse("invalid_request", "code_challenge must be a base64url SHA-256");
    };
    let scope = request.scope.unwrap_or_else(|| "openid email".to_owned());
    if !scope.split(' ').all(|scope| SCOPES.contains(&scope)) {
        return refuse("invalid_scope", "openid, email and profile are supported");
    }
    Ok(ValidRequest { redirect_uri, redirect, state: request.state, nonce: request.nonce, scope, challenge })
}

impl Refused {
    fn response(self, provider: &Provider) -> Response {
        match self {
            Self::Here(message) => page::problem(StatusCode::BAD_REQUEST, message),
            Self::Back { redirect, state, error, description } => {
                let error = [("error", error), ("error_description", description)];
                back(provider, *redirect, state.as_deref(), &error)
            }
        }
    }
}

/// Redirects the browser to the client; `iss` names the provider (RFC 9207).
fn back(provider: &Provider, mut redirect: Url, state: Option<&str>, parameters: &[(&str, &str)]) -> Response {
    redirect
        .query_pairs_mut()
        .extend_pairs(parameters)
        .extend_pairs(state.map(|state| ("state", state)))
        .append_pair("iss", &provider.issuer);
    Redirect::to(redirect.as_str()).into_response()
}

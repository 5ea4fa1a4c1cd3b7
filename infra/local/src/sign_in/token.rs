//! `/token`: exchange of a code or refresh token for tokens.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::once::{Once, Taken};
use super::provider::{Grant, Provider, Session};
use super::tokens;

#[derive(Deserialize)]
pub(super) struct TokenRequest {
    grant_type: Option<String>,
    client_id: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
}

#[derive(Serialize)]
struct Issued {
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    refresh_token: String,
    token_type: &'static str,
    expires_in: u64,
    scope: String,
}

/// Error of RFC 6749, section 5.2.
struct Refused {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

impl Refused {
    const fn new(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }
}

impl From<anyhow::Error> for Refused {
    fn from(error: anyhow::Error) -> Self {
        tracing::error!(%error, "cannot issue a token");
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, error: "server_error", description: "cannot sign a token" }
    }
}

pub(super) async fn exchange(
    State(provider): State<Arc<Provider>>,
    request: Result<Form<TokenRequest>, FormRejection>,
) -> Response {
    let issued = match request {
        Ok(Form(request)) => issue(&provider, &request),
        Err(_) => Err(Refused::new("invalid_request", "the body must be a form without repeated parameters")),
    };
    let mut response = match issued {
        Ok(issued) => Json(issued).into_response(),
        Err(refused) => {
            let body = json!({ "error": refused.error, "error_description": refused.description });
            (refused.status, Json(body)).into_response()
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn issue(provider: &Provider, request: &TokenRequest) -> Result<Issued, Refused> {
    if request.client_id.as_deref() != Some(&provider.client.client_id) {
        return Err(Refused::new("invalid_client", "client_id is unknown"));
    }
    match request.grant_type.as_deref() {
        Some("authorization_code") => for_code(provider, request),
        Some("refresh_token") => for_refresh_token(provider, request),
        Some(_) => Err(Refused::new("unsupported_grant_type", "authorization_code and refresh_token are supported")),
        None => Err(Refused::new("invalid_request", "grant_type is missing")),
    }
}

fn for_code(provider: &Provider, request: &TokenRequest) -> Result<Issued, Refused> {
    let (Some(code), Some(redirect_uri), Some(verifier)) =
        (&request.code, &request.redirect_uri, &request.code_verifier)
    else {
        return Err(Refused::new("invalid_request", "code, redirect_uri and code_verifier are required"));
    };
    let (Grant { session, redirect_uri: granted, challenge }, family) = first(provider, &provider.codes, code)?;
    if granted != *redirect_uri {
        return Err(Refused::new("invalid_grant", "redirect_uri differs from that of the authorization"));
    }
    if !challenge.is_met_by(verifier) {
        return Err(Refused::new("invalid_grant", "code_verifier does not match the challenge"));
    }
    issued(provider, session, family)
}

fn for_refresh_token(provider: &Provider, request: &TokenRequest) -> Result<Issued, Refused> {
    let Some(token) = &request.refresh_token else {
        return Err(Refused::new("invalid_request", "refresh_token is missing"));
    };
    let (session, family) = first(provider, &provider.sessions, token)?;
    issued(provider, session, family)
}

/// Takes what a code or refresh token stands for. Its second use ends the session.
fn first<T>(provider: &Provider, from: &Once<T>, token: &str) -> Result<(T, String), Refused> {
    match from.take(token, provider.clock.now()) {
        Taken::First { value, family } => return Ok((value, family)),
        Taken::Again { family } => provider.sessions.end_family(&family),
        Taken::Unknown => {}
    }
    Err(Refused::new("invalid_grant", "the code or refresh token is unknown, used or expired"))
}

fn issued(provider: &Provider, session: Session, family: String) -> Result<Issued, Refused> {
    let open_id = session.scope.split(' ').any(|scope| scope == "openid");
    let id_token = if open_id { Some(provider.sign(&tokens::id_claims(provider, &session)?)?) } else { None };
    Ok(Issued {
        access_token: provider.sign(&tokens::access_claims(provider, &session)?)?,
        id_token,
        token_type: "Bearer",
        expires_in: tokens::LIFETIME_SECONDS,
        scope: session.scope.clone(),
        refresh_token: provider.sessions.issue(session, family, provider.clock.now()).map_err(anyhow::Error::from)?,
    })
}

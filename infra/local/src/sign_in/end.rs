//! End of a session: `/logout` returns the browser to the client, `/revoke` ends a refresh token (RFC 7009).

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::page;
use super::provider::Provider;

/// Parameters of Cognito's endpoint.
#[derive(Deserialize)]
pub(super) struct LogoutRequest {
    client_id: Option<String>,
    logout_uri: Option<String>,
}

pub(super) async fn sign_out(State(provider): State<Arc<Provider>>, Query(request): Query<LogoutRequest>) -> Response {
    if request.client_id.as_deref() != Some(&provider.client.client_id) {
        return page::problem(StatusCode::BAD_REQUEST, "The client_id is unknown.");
    }
    match request.logout_uri {
        Some(uri) if provider.client.logout_uris.contains(&uri) => Redirect::to(&uri).into_response(),
        _ => page::problem(StatusCode::BAD_REQUEST, "The logout_uri is not registered for the client."),
    }
}

#[derive(Deserialize)]
pub(super) struct RevocationRequest {
    token: Option<String>,
    client_id: Option<String>,
}

pub(super) async fn revoke(
    State(provider): State<Arc<Provider>>,
    request: Result<Form<RevocationRequest>, FormRejection>,
) -> Response {
    let refused = |status: StatusCode, error: &str| (status, Json(json!({ "error": error }))).into_response();
    let Ok(Form(RevocationRequest { token: Some(token), client_id })) = request else {
        return refused(StatusCode::BAD_REQUEST, "invalid_request");
    };
    if client_id.as_deref() != Some(&provider.client.client_id) {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    // An unknown token gets the same answer, because it is already invalid.
    if let Some(family) = provider.sessions.family(&token) {
        provider.sessions.end_family(&family);
    }
    StatusCode::OK.into_response()
}

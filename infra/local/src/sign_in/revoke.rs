//! `/revoke`: ends a refresh token and its session (RFC 7009).

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::provider::Provider;

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

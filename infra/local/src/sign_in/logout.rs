//! `/logout`: returns the browser to the client. Sessions end with their refresh tokens, at `/revoke`.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

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

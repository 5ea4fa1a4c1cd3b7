//! `/logout`: ends a person's sessions.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::Url;

use super::page;
use super::provider::Provider;

#[derive(Deserialize)]
pub(super) struct LogoutRequest {
    client_id: Option<String>,
    id_token_hint: Option<String>,
    /// OpenID Connect's parameter; Cognito's is `logout_uri`.
    #[serde(alias = "logout_uri")]
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

pub(super) async fn sign_out(State(provider): State<Arc<Provider>>, Query(request): Query<LogoutRequest>) -> Response {
    let hint = request.id_token_hint.as_deref().map(|token| provider.keys.verified_claims(token));
    let subject = match &hint {
        Some(Some(claims)) => claims.get("sub").and_then(serde_json::Value::as_str),
        Some(None) => {
            return page::problem(StatusCode::BAD_REQUEST, "The id_token_hint is not a token of this provider.");
        }
        None => None,
    };
    if request.client_id.is_some_and(|client| client != provider.client.client_id) {
        return page::problem(StatusCode::BAD_REQUEST, "The client_id is unknown.");
    }
    if let Some(subject) = subject {
        provider.sessions.end_all_of(subject);
    }
    let Some(uri) = request.post_logout_redirect_uri else {
        return page::signed_out();
    };
    let known = provider.client.logout_uris.contains(&uri);
    match Url::parse(&uri) {
        Ok(mut url) if known => {
            if let Some(state) = request.state {
                url.query_pairs_mut().append_pair("state", &state);
            }
            Redirect::to(url.as_str()).into_response()
        }
        _ => page::problem(StatusCode::BAD_REQUEST, "The post_logout_redirect_uri is not registered for the client."),
    }
}

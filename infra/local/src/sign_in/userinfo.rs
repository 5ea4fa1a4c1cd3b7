//! `/userinfo`: person of an access token.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::provider::Provider;

#[derive(Deserialize)]
struct AccessClaims {
    token_use: String,
    username: String,
    exp: u64,
}

pub(super) async fn show(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    let user = valid_claims(&provider, &headers).and_then(|claims| provider.user(&claims.username));
    match user {
        Some(user) => Json(json!({
            "sub": user.subject,
            "username": user.username,
            "email": user.email,
            "email_verified": true,
        }))
        .into_response(),
        None => {
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, challenge)]).into_response()
        }
    }
}

fn valid_claims(provider: &Provider, headers: &HeaderMap) -> Option<AccessClaims> {
    let token = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
    let claims: AccessClaims = serde_json::from_value(provider.keys.verified_claims(token)?).ok()?;
    (claims.token_use == "access" && claims.exp > provider.clock.now()).then_some(claims)
}

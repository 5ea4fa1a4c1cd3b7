//! Claims of tokens.

use anyhow::Result;
use serde_json::{Value, json};

use super::provider::{Provider, Session};
use crate::random;

/// Lifetime of access and ID tokens in seconds, Cognito's default.
pub(super) const LIFETIME_SECONDS: u64 = 60 * 60;

/// Returns the claims of an access token. Like Cognito's, it has `client_id` and `token_use` instead of `aud`.
pub(super) fn access_claims(provider: &Provider, session: &Session) -> Result<Value> {
    let now = provider.clock.now();
    Ok(json!({
        "sub": session.user.subject,
        "iss": provider.issuer,
        "client_id": provider.client.client_id,
        "token_use": "access",
        "scope": session.scope,
        "auth_time": session.auth_time,
        "iat": now,
        "exp": now.saturating_add(LIFETIME_SECONDS),
        "jti": random::url_safe()?,
        "username": session.user.username,
    }))
}

pub(super) fn id_claims(provider: &Provider, session: &Session) -> Result<Value> {
    let now = provider.clock.now();
    let mut claims = json!({
        "sub": session.user.subject,
        "iss": provider.issuer,
        "aud": provider.client.client_id,
        "token_use": "id",
        "auth_time": session.auth_time,
        "iat": now,
        "exp": now.saturating_add(LIFETIME_SECONDS),
        "jti": random::url_safe()?,
        "cognito:username": session.user.username,
        "email": session.user.email,
        "email_verified": true,
    });
    if let (Some(claims), Some(nonce)) = (claims.as_object_mut(), &session.nonce) {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    Ok(claims)
}

//! POST /partner/v1/api-applications/{id}/api-keys/{keyId}/revoke

use contract::routes::RevokeApiKey;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Revokes an API key for good.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByPartnerUser<RevokeApiKey>) -> Outcome<RevokeApiKey> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    let (id, key) = input.path;
    applications::revoke_api_key(cx, &manager, &id, &key, input.if_match).await
}

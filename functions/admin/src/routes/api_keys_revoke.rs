//! POST /admin/v1/organizations/{org}/api-applications/{id}/api-keys/{keyId}/revoke

use contract::routes::AdminRevokeApiKey;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Revokes an API key for good.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminRevokeApiKey>) -> Outcome<AdminRevokeApiKey> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id, key) = input.path;
    let manager = Manager::admin(&admin, organization);
    applications::revoke_api_key(cx, &manager, &id, &key, input.if_match).await
}

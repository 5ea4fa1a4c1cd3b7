//! POST /admin/v1/organizations/{org}/api-applications/{id}/api-keys/{keyId}/revoke

use contract::routes::AdminRevokeApiKey;
use management::Manager;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminRevokeApiKey, _>(handle)
}

/// Revokes an API key for good.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminRevokeApiKey>) -> Outcome<AdminRevokeApiKey> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id, key) = input.path;
    let manager = Manager::admin(&admin, organization);
    management::revoke_api_key(cx, &manager, &id, &key, input.if_match).await
}

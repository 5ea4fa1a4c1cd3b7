//! PUT /partner/v1/api-applications/{id}/signing-key

use contract::routes::ReplaceSigningKey;
use management::Manager;
use runtime::{ByPartnerUser, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<ReplaceSigningKey, _>(handle)
}

/// Replaces the signing key; the one before goes on verifying during the grace window.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` where the key is taken or another rotation is under way.
pub async fn handle(cx: &Context, request: ByPartnerUser<ReplaceSigningKey>) -> Outcome<ReplaceSigningKey> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    management::replace_signing_key(cx, &manager, &input.path, input.if_match, input.body).await
}

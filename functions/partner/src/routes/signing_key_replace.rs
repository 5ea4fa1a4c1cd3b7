//! PUT /partner/v1/api-applications/{id}/signing-key

use contract::routes::ReplaceSigningKey;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Replaces the signing key; the one before goes on verifying during the grace window.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` where the key is taken or another rotation is under way.
pub async fn handle(cx: &Context, request: ByPartnerUser<ReplaceSigningKey>) -> Outcome<ReplaceSigningKey> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::replace_signing_key(cx, &manager, &input.path, input.if_match, &input.body).await
}

//! PUT /partner/v1/api-applications/{id}/signing-key

use contract::routes::ReplaceSigningKey;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Replaces the signing key. The former key verifies until its grace window ends.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` if the key is taken, or another rotation came first or still runs.
pub async fn handle(cx: &Context, request: ByPartnerUser<ReplaceSigningKey>) -> Outcome<ReplaceSigningKey> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::replace_signing_key(cx, &manager, &input.path, input.if_match, &input.body).await
}

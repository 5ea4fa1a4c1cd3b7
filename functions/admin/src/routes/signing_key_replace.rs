//! PUT /admin/v1/organizations/{org}/api-applications/{id}/signing-key

use contract::routes::AdminReplaceSigningKey;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Replaces the signing key; the one before goes on verifying during the grace window.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` where the key is taken or another rotation is under way.
pub async fn handle(cx: &Context, request: ByAdmin<AdminReplaceSigningKey>) -> Outcome<AdminReplaceSigningKey> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    applications::replace_signing_key(cx, &manager, &id, input.if_match, &input.body).await
}

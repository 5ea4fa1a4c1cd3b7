//! PUT /admin/v1/organizations/{org}/api-applications/{id}/signing-key

use contract::routes::AdminReplaceSigningKey;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Replaces the signing key. The former key verifies until its grace window ends.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` if the key is taken, or another rotation came first or still runs.
pub async fn handle(cx: &Context, request: ByAdmin<AdminReplaceSigningKey>) -> Outcome<AdminReplaceSigningKey> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    applications::replace_signing_key(cx, &manager, &id, input.if_match, &input.body).await
}

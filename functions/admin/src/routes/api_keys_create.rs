//! POST /admin/v1/organizations/{org}/api-applications/{id}/api-keys

use contract::routes::AdminCreateApiKey;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Creates an API key, in addition to the others or replacing them. Only this answer contains it.
///
/// # Errors
/// `not_found`, `validation_failed`, `precondition_failed`; `conflict` if the application has the maximum number of
/// keys, or another rotation came first.
pub async fn handle(cx: &Context, request: ByAdmin<AdminCreateApiKey>) -> Outcome<AdminCreateApiKey> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    applications::create_api_key(cx, &manager, &id, input.if_match, &input.body).await
}

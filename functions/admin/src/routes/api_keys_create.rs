//! POST /admin/v1/organizations/{org}/api-applications/{id}/api-keys

use contract::routes::AdminCreateApiKey;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Creates an API key, beside the others or in their place. It is in this answer and nowhere else.
///
/// # Errors
/// `not_found`, `validation_failed`, `precondition_failed`; `conflict` where there are too many or another rotation is under way.
pub async fn handle(cx: &Context, request: ByAdmin<AdminCreateApiKey>) -> Outcome<AdminCreateApiKey> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    applications::create_api_key(cx, &manager, &id, input.if_match, &input.body).await
}

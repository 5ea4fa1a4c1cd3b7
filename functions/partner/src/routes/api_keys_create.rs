//! POST /partner/v1/api-applications/{id}/api-keys

use contract::routes::CreateApiKey;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Creates an API key, beside the others or in their place. It is in this answer and nowhere else.
///
/// # Errors
/// `not_found`, `validation_failed`, `precondition_failed`; `conflict` where there are too many or another rotation is under way.
pub async fn handle(cx: &Context, request: ByPartnerUser<CreateApiKey>) -> Outcome<CreateApiKey> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::create_api_key(cx, &manager, &input.path, input.if_match, &input.body).await
}

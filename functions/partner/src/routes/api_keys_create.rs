//! POST /partner/v1/api-applications/{id}/api-keys

use contract::routes::CreateApiKey;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Creates an API key, in addition to the others or replacing them. Only this answer contains it.
///
/// # Errors
/// `not_found`, `validation_failed`, `precondition_failed`; `conflict` if the application has the maximum number of
/// keys, or another rotation came first.
pub async fn handle(cx: &Context, request: ByPartnerUser<CreateApiKey>) -> Outcome<CreateApiKey> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::create_api_key(cx, &manager, &input.path, input.if_match, &input.body).await
}

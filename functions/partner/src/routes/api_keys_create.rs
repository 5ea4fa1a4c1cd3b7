//! POST /partner/v1/api-applications/{id}/api-keys

use contract::routes::CreateApiKey;
use management::Manager;
use runtime::{ByPartnerUser, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<CreateApiKey, _>(handle)
}

/// Creates an API key, beside the others or in their place. It is in this answer and nowhere else.
///
/// # Errors
/// `not_found`, `validation_failed`, `precondition_failed`; `conflict` where there are too many or another rotation is under way.
pub async fn handle(cx: &Context, request: ByPartnerUser<CreateApiKey>) -> Outcome<CreateApiKey> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    management::create_api_key(cx, &manager, &input.path, input.if_match, input.body).await
}

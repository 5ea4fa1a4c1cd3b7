//! POST /partner/v1/api-applications

use contract::routes::CreateApplication;
use management::Manager;
use runtime::{ByPartnerUser, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<CreateApplication, _>(handle)
}

/// Creates an application. Its API key is in this answer and nowhere else.
///
/// # Errors
/// `validation_failed`; `conflict` where name or signing key is taken or there are too many.
pub async fn handle(cx: &Context, request: ByPartnerUser<CreateApplication>) -> Outcome<CreateApplication> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    management::create(cx, &manager, input.body).await
}

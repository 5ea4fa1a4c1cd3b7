//! PATCH /partner/v1/api-applications/{id}

use contract::routes::UpdateApplication;
use management::Manager;
use runtime::{ByPartnerUser, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<UpdateApplication, _>(handle)
}

/// Changes name, permissions, source addresses, or whether the application may be used.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` where the name is taken.
pub async fn handle(cx: &Context, request: ByPartnerUser<UpdateApplication>) -> Outcome<UpdateApplication> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    management::update(cx, &manager, &input.path, input.if_match, input.body).await
}

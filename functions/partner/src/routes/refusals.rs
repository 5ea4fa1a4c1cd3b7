//! GET /partner/v1/api-applications/{id}/refusals

use contract::routes::ListRefusals;
use management::Manager;
use runtime::{ByPartnerUser, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<ListRefusals, _>(handle)
}

/// Lists requests that named the application and were refused, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByPartnerUser<ListRefusals>) -> Outcome<ListRefusals> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    management::refusals(cx, &manager, &input.path, &input.query).await
}

//! GET /partner/v1/api-applications/{id}

use contract::routes::GetApplication;
use management::Manager;
use runtime::{ByPartnerUser, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<GetApplication, _>(handle)
}

/// Reads an application with its keys, never a secret.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByPartnerUser<GetApplication>) -> Outcome<GetApplication> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    management::get(cx, &manager, &input.path).await
}

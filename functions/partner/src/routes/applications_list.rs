//! GET /partner/v1/api-applications

use contract::routes::ListApplications;
use management::Manager;
use runtime::{ByPartnerUser, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<ListApplications, _>(handle)
}

/// Lists the organization's applications, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByPartnerUser<ListApplications>) -> Outcome<ListApplications> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    management::list(cx, &manager, input.query).await
}

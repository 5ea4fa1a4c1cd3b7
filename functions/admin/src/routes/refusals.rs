//! GET /admin/v1/organizations/{org}/api-applications/{id}/refusals

use contract::routes::AdminListRefusals;
use management::Manager;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminListRefusals, _>(handle)
}

/// Lists requests that named the application and were refused, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminListRefusals>) -> Outcome<AdminListRefusals> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    management::refusals(cx, &manager, &id, &input.query).await
}

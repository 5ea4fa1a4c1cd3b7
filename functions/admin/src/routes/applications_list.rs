//! GET /admin/v1/organizations/{org}/api-applications

use contract::routes::AdminListApplications;
use management::Manager;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminListApplications, _>(handle)
}

/// Lists the organization's applications, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminListApplications>) -> Outcome<AdminListApplications> {
    let (admin, input) = (request.admin, request.input);
    let manager = Manager::admin(&admin, input.path);
    management::list(cx, &manager, input.query).await
}

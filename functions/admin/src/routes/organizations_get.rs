//! GET /admin/v1/organizations/{org}

use contract::routes::AdminGetOrganization;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminGetOrganization, _>(handle)
}

/// Reads an organization.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminGetOrganization>) -> Outcome<AdminGetOrganization> {
    management::get_organization(cx, &request.input.path).await
}

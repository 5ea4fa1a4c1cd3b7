//! GET /admin/v1/organizations

use contract::routes::AdminListOrganizations;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminListOrganizations, _>(handle)
}

/// Lists organizations, newest first.
///
/// # Errors
/// Where the store fails.
pub async fn handle(cx: &Context, request: ByAdmin<AdminListOrganizations>) -> Outcome<AdminListOrganizations> {
    management::list_organizations(cx, request.input.query).await
}

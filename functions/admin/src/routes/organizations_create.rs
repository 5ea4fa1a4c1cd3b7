//! POST /admin/v1/organizations

use contract::routes::AdminCreateOrganization;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminCreateOrganization, _>(handle)
}

/// Creates an organization.
///
/// # Errors
/// `validation_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminCreateOrganization>) -> Outcome<AdminCreateOrganization> {
    management::create_organization(cx, &request.admin, request.input.body).await
}

//! PATCH /admin/v1/organizations/{org}

use contract::routes::AdminUpdateOrganization;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminUpdateOrganization, _>(handle)
}

/// Renames, disables or enables an organization; answers when all its applications are marked.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` where it was changed at the same moment.
pub async fn handle(cx: &Context, request: ByAdmin<AdminUpdateOrganization>) -> Outcome<AdminUpdateOrganization> {
    let input = request.input;
    management::update_organization(cx, &request.admin, &input.path, input.if_match, input.body).await
}

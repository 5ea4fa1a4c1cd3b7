//! GET /admin/v1/organizations/{org}

use contract::routes::AdminGetOrganization;
use runtime::ByAdmin;
use usecases::{Context, Outcome, organizations};

/// Reads an organization.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminGetOrganization>) -> Outcome<AdminGetOrganization> {
    organizations::get(cx, &request.input.path).await
}

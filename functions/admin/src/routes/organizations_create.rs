//! POST /admin/v1/organizations

use contract::routes::AdminCreateOrganization;
use runtime::ByAdmin;
use usecases::{Context, Outcome, organizations};

/// Creates an organization.
///
/// # Errors
/// `validation_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminCreateOrganization>) -> Outcome<AdminCreateOrganization> {
    organizations::create(cx, &request.admin, &request.input.body).await
}

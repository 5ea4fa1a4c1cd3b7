//! PATCH /admin/v1/organizations/{org}

use contract::routes::AdminUpdateOrganization;
use runtime::ByAdmin;
use usecases::{Context, Outcome, organizations};

/// Renames, disables or enables an organization. Answers after all its applications are marked.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` if another request changed it at the same time.
pub async fn handle(cx: &Context, request: ByAdmin<AdminUpdateOrganization>) -> Outcome<AdminUpdateOrganization> {
    let input = request.input;
    organizations::update(cx, &request.admin, &input.path, input.if_match, &input.body).await
}

//! PATCH /admin/v1/organizations/{org}

use contract::routes::AdminUpdateOrganization;
use runtime::ByAdmin;
use usecases::{Context, Outcome, organizations};

/// Renames, disables or enables an organization; answers when all its applications are marked.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` where it was changed at the same moment.
pub async fn handle(cx: &Context, request: ByAdmin<AdminUpdateOrganization>) -> Outcome<AdminUpdateOrganization> {
    let input = request.input;
    organizations::update(cx, &request.admin, &input.path, input.if_match, &input.body).await
}

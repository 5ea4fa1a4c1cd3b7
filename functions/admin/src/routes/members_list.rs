//! GET /admin/v1/organizations/{org}/members

use contract::routes::AdminListMembers;
use runtime::ByAdmin;
use usecases::{Context, Outcome, members};

/// Lists an organization's members, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminListMembers>) -> Outcome<AdminListMembers> {
    members::list(cx, &request.input.path, request.input.query).await
}

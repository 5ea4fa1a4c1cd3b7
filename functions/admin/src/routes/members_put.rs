//! PUT /admin/v1/organizations/{org}/members/{userId}

use contract::routes::AdminPutMember;
use runtime::ByAdmin;
use usecases::{Context, Outcome, members};

/// Adds a person to an organization.
///
/// # Errors
/// `not_found`; `conflict` if the person is a member of another organization, or has another role.
pub async fn handle(cx: &Context, request: ByAdmin<AdminPutMember>) -> Outcome<AdminPutMember> {
    let (organization, user) = request.input.path;
    members::put(cx, &request.admin, &organization, &user, &request.input.body).await
}

//! PUT /admin/v1/organizations/{org}/members/{userId}

use contract::routes::AdminPutMember;
use runtime::ByAdmin;
use usecases::{Context, Outcome, members};

/// Makes a person a member of an organization.
///
/// # Errors
/// `not_found`; `conflict` where they are a member elsewhere.
pub async fn handle(cx: &Context, request: ByAdmin<AdminPutMember>) -> Outcome<AdminPutMember> {
    let (organization, user) = request.input.path;
    members::put(cx, &request.admin, &organization, &user, &request.input.body).await
}

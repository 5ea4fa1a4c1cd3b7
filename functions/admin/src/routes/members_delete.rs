//! DELETE /admin/v1/organizations/{org}/members/{userId}

use contract::route::NoContent;
use contract::routes::AdminDeleteMember;
use runtime::ByAdmin;
use usecases::{Context, Outcome, members};

/// Removes a member. Their next request is refused.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminDeleteMember>) -> Outcome<AdminDeleteMember> {
    let (organization, user) = request.input.path;
    members::remove(cx, &request.admin, &organization, &user).await?;
    Ok(NoContent)
}

//! DELETE /admin/v1/organizations/{org}/members/{userId}

use contract::route::NoContent;
use contract::routes::AdminDeleteMember;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminDeleteMember, _>(handle)
}

/// Removes a member: their next request is refused.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminDeleteMember>) -> Outcome<AdminDeleteMember> {
    let (organization, user) = request.input.path;
    management::remove_member(cx, &request.admin, &organization, &user).await?;
    Ok(NoContent)
}

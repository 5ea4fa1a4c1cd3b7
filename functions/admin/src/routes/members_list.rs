//! GET /admin/v1/organizations/{org}/members

use contract::routes::AdminListMembers;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminListMembers, _>(handle)
}

/// Lists an organization's members, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminListMembers>) -> Outcome<AdminListMembers> {
    management::list_members(cx, &request.input.path, request.input.query).await
}

//! PUT /admin/v1/organizations/{org}/members/{userId}

use contract::routes::AdminPutMember;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminPutMember, _>(handle)
}

/// Makes a person a member of an organization.
///
/// # Errors
/// `not_found`; `conflict` where they are a member elsewhere.
pub async fn handle(cx: &Context, request: ByAdmin<AdminPutMember>) -> Outcome<AdminPutMember> {
    let (organization, user) = request.input.path;
    management::put_member(cx, &request.admin, &organization, &user, request.input.body).await
}

//! GET /partner/v1/me

use contract::member::{Me, Role};
use contract::routes::GetMe;
use runtime::{ByPartnerUser, Context, Endpoint, Failure, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<GetMe, _>(handle)
}

/// Tells who is signed in, and for which organization.
///
/// # Errors
/// `not_found` where the organization is gone.
pub async fn handle(cx: &Context, request: ByPartnerUser<GetMe>) -> Outcome<GetMe> {
    let user = request.user;
    let organization = cx.store().organizations().get(user.organization()).await?.ok_or(Failure::NotFound)?;
    Ok(Me { user_id: user.user_id().clone(), email: user.email().clone(), role: Role::PartnerUser, organization })
}

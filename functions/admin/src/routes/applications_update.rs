//! PATCH /admin/v1/organizations/{org}/api-applications/{id}

use contract::routes::AdminUpdateApplication;
use management::Manager;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminUpdateApplication, _>(handle)
}

/// Changes name, permissions, source addresses, or whether the application may be used.
///
/// # Errors
/// `not_found`, `precondition_failed`; `conflict` where the name is taken.
pub async fn handle(cx: &Context, request: ByAdmin<AdminUpdateApplication>) -> Outcome<AdminUpdateApplication> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    management::update(cx, &manager, &id, input.if_match, input.body).await
}

//! POST /admin/v1/organizations/{org}/api-applications

use contract::routes::AdminCreateApplication;
use management::Manager;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminCreateApplication, _>(handle)
}

/// Creates an application. Its API key is in this answer and nowhere else.
///
/// # Errors
/// `validation_failed`; `conflict` where name or signing key is taken or there are too many.
pub async fn handle(cx: &Context, request: ByAdmin<AdminCreateApplication>) -> Outcome<AdminCreateApplication> {
    let (admin, input) = (request.admin, request.input);
    let manager = Manager::admin(&admin, input.path);
    management::create(cx, &manager, input.body).await
}

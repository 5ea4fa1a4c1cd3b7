//! GET /admin/v1/organizations/{org}/api-applications/{id}

use contract::routes::AdminGetApplication;
use management::Manager;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminGetApplication, _>(handle)
}

/// Reads an application with its keys, never a secret.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminGetApplication>) -> Outcome<AdminGetApplication> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    management::get(cx, &manager, &id).await
}

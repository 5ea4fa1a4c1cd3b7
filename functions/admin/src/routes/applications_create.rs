//! POST /admin/v1/organizations/{org}/api-applications

use contract::routes::AdminCreateApplication;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Creates an application. Only this answer contains its API key.
///
/// # Errors
/// `not_found`, `validation_failed`, `application_disabled`; `conflict` if name or signing key is taken, or the
/// organization has the maximum number of applications.
pub async fn handle(cx: &Context, request: ByAdmin<AdminCreateApplication>) -> Outcome<AdminCreateApplication> {
    let (admin, input) = (request.admin, request.input);
    let manager = Manager::admin(&admin, input.path);
    applications::create(cx, &manager, &input.body).await
}

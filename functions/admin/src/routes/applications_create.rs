//! POST /admin/v1/organizations/{org}/api-applications

use contract::routes::AdminCreateApplication;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Creates an application. Its API key is in this answer and nowhere else.
///
/// # Errors
/// `validation_failed`; `conflict` where name or signing key is taken or there are too many.
pub async fn handle(cx: &Context, request: ByAdmin<AdminCreateApplication>) -> Outcome<AdminCreateApplication> {
    let (admin, input) = (request.admin, request.input);
    let manager = Manager::admin(&admin, input.path);
    applications::create(cx, &manager, &input.body).await
}

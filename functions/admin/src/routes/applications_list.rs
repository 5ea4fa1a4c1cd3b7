//! GET /admin/v1/organizations/{org}/api-applications

use contract::routes::AdminListApplications;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Lists the organization's applications, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminListApplications>) -> Outcome<AdminListApplications> {
    let (admin, input) = (request.admin, request.input);
    let manager = Manager::admin(&admin, input.path);
    applications::list(cx, &manager, input.query).await
}

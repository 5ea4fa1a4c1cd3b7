//! GET /admin/v1/organizations/{org}/api-applications/{id}

use contract::routes::AdminGetApplication;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Reads an application with its keys, without secrets.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminGetApplication>) -> Outcome<AdminGetApplication> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    applications::get(cx, &manager, &id).await
}

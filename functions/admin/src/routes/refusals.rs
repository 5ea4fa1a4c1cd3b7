//! GET /admin/v1/organizations/{org}/api-applications/{id}/refusals

use contract::routes::AdminListRefusals;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Lists an application's refused requests, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminListRefusals>) -> Outcome<AdminListRefusals> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    applications::refusals(cx, &manager, &id, &input.query).await
}

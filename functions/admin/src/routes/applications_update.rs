//! PATCH /admin/v1/organizations/{org}/api-applications/{id}

use contract::routes::AdminUpdateApplication;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Changes an application's name, permissions, source addresses, header rules or enabled state.
///
/// # Errors
/// `not_found`, `validation_failed`, `precondition_failed`; `conflict` if the name is taken.
pub async fn handle(cx: &Context, request: ByAdmin<AdminUpdateApplication>) -> Outcome<AdminUpdateApplication> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    applications::update(cx, &manager, &id, input.if_match, &input.body).await
}

//! PATCH /partner/v1/api-applications/{id}

use contract::routes::UpdateApplication;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Changes an application's name, permissions, source addresses, header rules or enabled state.
///
/// # Errors
/// `not_found`, `validation_failed`, `precondition_failed`; `conflict` if the name is taken.
pub async fn handle(cx: &Context, request: ByPartnerUser<UpdateApplication>) -> Outcome<UpdateApplication> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::update(cx, &manager, &input.path, input.if_match, &input.body).await
}

//! GET /partner/v1/api-applications/{id}/refusals

use contract::routes::ListRefusals;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Lists an application's refused requests, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByPartnerUser<ListRefusals>) -> Outcome<ListRefusals> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::refusals(cx, &manager, &input.path, &input.query).await
}

//! GET /partner/v1/api-applications/{id}

use contract::routes::GetApplication;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Reads an application with its keys, without secrets.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByPartnerUser<GetApplication>) -> Outcome<GetApplication> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::get(cx, &manager, &input.path).await
}

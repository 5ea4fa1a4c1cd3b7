//! POST /partner/v1/api-applications

use contract::routes::CreateApplication;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Creates an application. Only this answer contains its API key.
///
/// # Errors
/// `validation_failed`, `application_disabled`; `conflict` if name or signing key is taken, or the organization has the
/// maximum number of applications.
pub async fn handle(cx: &Context, request: ByPartnerUser<CreateApplication>) -> Outcome<CreateApplication> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::create(cx, &manager, &input.body).await
}

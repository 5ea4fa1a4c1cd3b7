//! POST /partner/v1/api-applications

use contract::routes::CreateApplication;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Creates an application. Its API key is in this answer and nowhere else.
///
/// # Errors
/// `validation_failed`; `conflict` where name or signing key is taken or there are too many.
pub async fn handle(cx: &Context, request: ByPartnerUser<CreateApplication>) -> Outcome<CreateApplication> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::create(cx, &manager, &input.body).await
}

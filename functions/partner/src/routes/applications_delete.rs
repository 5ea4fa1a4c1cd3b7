//! DELETE /partner/v1/api-applications/{id}

use contract::route::NoContent;
use contract::routes::DeleteApplication;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Deletes an application. Its history stays.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByPartnerUser<DeleteApplication>) -> Outcome<DeleteApplication> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::delete(cx, &manager, &input.path, input.if_match).await?;
    Ok(NoContent)
}

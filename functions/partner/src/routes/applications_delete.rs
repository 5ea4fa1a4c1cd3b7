//! DELETE /partner/v1/api-applications/{id}

use contract::route::NoContent;
use contract::routes::DeleteApplication;
use management::Manager;
use runtime::{ByPartnerUser, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::partner_user::<DeleteApplication, _>(handle)
}

/// Deletes an application. Its history stays.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByPartnerUser<DeleteApplication>) -> Outcome<DeleteApplication> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    management::delete(cx, &manager, &input.path, input.if_match).await?;
    Ok(NoContent)
}

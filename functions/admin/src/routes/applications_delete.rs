//! DELETE /admin/v1/organizations/{org}/api-applications/{id}

use contract::route::NoContent;
use contract::routes::AdminDeleteApplication;
use runtime::ByAdmin;
use usecases::{Context, Manager, Outcome, applications};

/// Deletes an application. Its history stays.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminDeleteApplication>) -> Outcome<AdminDeleteApplication> {
    let (admin, input) = (request.admin, request.input);
    let (organization, id) = input.path;
    let manager = Manager::admin(&admin, organization);
    applications::delete(cx, &manager, &id, input.if_match).await?;
    Ok(NoContent)
}

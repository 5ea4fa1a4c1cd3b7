//! GET /partner/v1/api-applications

use contract::routes::ListApplications;
use runtime::ByPartnerUser;
use usecases::{Context, Manager, Outcome, applications};

/// Lists the organization's applications, newest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByPartnerUser<ListApplications>) -> Outcome<ListApplications> {
    let (manager, input) = (Manager::partner(&request.user), request.input);
    applications::list(cx, &manager, input.query).await
}

//! POST /admin/v1/organizations/{org}/screening/{subjectId}/run

use contract::routes::AdminScreenAgain;
use runtime::ByAdmin;
use usecases::{Context, Outcome, screening};

/// Screens a customer with its persons, or a beneficiary, again.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminScreenAgain>) -> Outcome<AdminScreenAgain> {
    let ((organization, subject), if_match) = (request.input.path, request.input.if_match);
    screening::repeat(cx, &request.admin, &organization, &subject, if_match).await
}

//! POST /admin/v1/organizations/{org}/screening/{subjectId}/run

use contract::routes::AdminScreenAgain;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminScreenAgain, _>(handle)
}

/// Screens a customer with its persons, or a beneficiary, again.
///
/// # Errors
/// `not_found`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminScreenAgain>) -> Outcome<AdminScreenAgain> {
    let ((organization, subject), if_match) = (request.input.path, request.input.if_match);
    lifecycle::screening::screen_again(cx, &request.admin, &organization, &subject, if_match).await
}

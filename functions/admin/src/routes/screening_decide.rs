//! POST /admin/v1/organizations/{org}/screening/{subjectId}/matches/{matchId}/decision

use contract::routes::AdminDecideMatch;
use runtime::ByAdmin;
use usecases::{Context, Outcome, screening};

/// Clears or confirms a match.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminDecideMatch>) -> Outcome<AdminDecideMatch> {
    let ((organization, subject, found), if_match) = (request.input.path, request.input.if_match);
    screening::decide(cx, &request.admin, &organization, &subject, &found, if_match, &request.input.body)
        .await
}

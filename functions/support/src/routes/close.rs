//! POST /api/v1/support/tickets/{id}/close

use contract::routes::CloseTicket;
use domain::ticket;
use usecases::{Context, Outcome, tickets};
use verify::Verified;

/// Closes a support ticket for good.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: Verified<CloseTicket>) -> Outcome<CloseTicket> {
    tickets::change(cx, &request.author(), request.organization(), request.path(), request.if_match(), ticket::close).await
}

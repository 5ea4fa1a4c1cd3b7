//! POST /api/v1/support/tickets/{id}/close

use contract::routes::CloseTicket;
use lifecycle::tickets;
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<CloseTicket, _>(handle)
}

/// Closes a support ticket for good.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: Verified<CloseTicket>) -> Outcome<CloseTicket> {
    tickets::close(cx, request.organization(), request.path(), request.if_match()).await
}

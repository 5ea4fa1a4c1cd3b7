//! GET /api/v1/support/tickets/{id}

use contract::routes::GetTicket;
use lifecycle::tickets;
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<GetTicket, _>(handle)
}

/// Reads a support ticket with its messages, oldest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetTicket>) -> Outcome<GetTicket> {
    tickets::read(cx, request.organization(), request.path()).await
}

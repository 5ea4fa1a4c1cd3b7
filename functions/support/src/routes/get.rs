//! GET /api/v1/support/tickets/{id}

use contract::routes::GetTicket;
use usecases::{Context, Outcome, tickets};
use verify::Verified;

/// Reads a support ticket with its messages, oldest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: Verified<GetTicket>) -> Outcome<GetTicket> {
    tickets::get(cx, request.organization(), request.path()).await
}

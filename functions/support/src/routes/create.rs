//! POST /api/v1/support/tickets

use contract::routes::CreateTicket;
use usecases::{Context, Outcome, tickets};
use verify::Verified;

/// Opens a support ticket.
///
/// # Errors
/// `validation_failed` if it names an unknown document.
pub async fn handle(cx: &Context, request: Verified<CreateTicket>) -> Outcome<CreateTicket> {
    let (author, organization) = (request.author(), request.organization().clone());
    tickets::create(cx, &author, &organization, &request.into_body()).await
}

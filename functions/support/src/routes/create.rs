//! POST /api/v1/support/tickets

use contract::routes::CreateTicket;
use lifecycle::tickets;
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<CreateTicket, _>(handle)
}

/// Opens a support ticket.
///
/// # Errors
/// `validation_failed` where it names a document that there is not.
pub async fn handle(cx: &Context, request: Verified<CreateTicket>) -> Outcome<CreateTicket> {
    let organization = request.organization().clone();
    tickets::open(cx, &organization, request.into_body()).await
}

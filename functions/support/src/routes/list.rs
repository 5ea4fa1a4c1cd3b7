//! GET /api/v1/support/tickets

use contract::routes::ListTickets;
use contract::ticket::TicketStatus;
use runtime::{Context, Endpoint, Outcome};
use store::Selection;
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<ListTickets, _>(handle)
}

/// Lists the organization's support tickets, newest first, without their messages.
///
/// # Errors
/// Where the store fails.
pub async fn handle(cx: &Context, request: Verified<ListTickets>) -> Outcome<ListTickets> {
    let query = request.query();
    let status = query.status.map(TicketStatus::name);
    let selection = Selection { status, after: query.cursor.clone(), limit: query.limit, ..Selection::default() };
    Ok(cx.store().tickets(request.organization()).list(selection).await?)
}

//! GET /api/v1/support/tickets

use contract::routes::ListTickets;
use contract::ticket::TicketStatus;
use usecases::{Context, Outcome};
use store::Selection;
use verify::Verified;

/// Lists the organization's support tickets, newest first, without their messages.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: Verified<ListTickets>) -> Outcome<ListTickets> {
    let query = request.query();
    let status = query.status.map(TicketStatus::name);
    let selection = Selection { status, after: query.cursor.clone(), limit: query.limit, ..Selection::default() };
    Ok(cx.store().tickets(request.organization()).list(selection).await?)
}

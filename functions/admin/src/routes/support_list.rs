//! GET /admin/v1/support/tickets

use contract::ticket::{Ticket, TicketStatus};
use contract::routes::AdminListTickets;
use runtime::ByAdmin;
use usecases::{Context, Outcome};

/// Lists the support tickets of all organizations in one status, newest first.
///
/// # Errors
/// Only errors of the store.
pub async fn handle(cx: &Context, request: ByAdmin<AdminListTickets>) -> Outcome<AdminListTickets> {
    let query = request.input.query;
    let status = query.status.unwrap_or(TicketStatus::Open);
    Ok(cx.store().queue::<Ticket>().list(status.name(), query.cursor.as_ref(), query.limit).await?)
}

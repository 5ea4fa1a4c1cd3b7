//! GET /admin/v1/organizations/{org}/support/tickets/{id}

use contract::routes::AdminGetTicket;
use runtime::ByAdmin;
use usecases::{Context, Outcome, tickets};

/// Reads an organization's support ticket with its messages, oldest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminGetTicket>) -> Outcome<AdminGetTicket> {
    let (organization, id) = request.input.path;
    tickets::get(cx, &organization, &id).await
}

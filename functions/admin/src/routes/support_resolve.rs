//! POST /admin/v1/organizations/{org}/support/tickets/{id}/resolve

use contract::routes::AdminResolveTicket;
use domain::ticket;
use runtime::ByAdmin;
use usecases::{Context, Outcome, tickets};

/// Marks an organization's support ticket as resolved.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminResolveTicket>) -> Outcome<AdminResolveTicket> {
    let (author, input) = (request.admin.author(), request.input);
    let (organization, id) = input.path;
    tickets::change(cx, &author, &organization, &id, input.if_match, ticket::resolve).await
}

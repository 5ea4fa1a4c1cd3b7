//! POST /admin/v1/organizations/{org}/support/tickets/{id}/resolve

use contract::routes::AdminResolveTicket;
use lifecycle::tickets;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminResolveTicket, _>(handle)
}

/// Marks an organization's support ticket as resolved.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`
pub async fn handle(cx: &Context, request: ByAdmin<AdminResolveTicket>) -> Outcome<AdminResolveTicket> {
    let (organization, id) = request.input.path;
    tickets::resolve(cx, &organization, &id, request.input.if_match).await
}

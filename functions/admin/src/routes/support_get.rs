//! GET /admin/v1/organizations/{org}/support/tickets/{id}

use contract::routes::AdminGetTicket;
use lifecycle::tickets;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminGetTicket, _>(handle)
}

/// Reads an organization's support ticket with its messages, oldest first.
///
/// # Errors
/// `not_found`
pub async fn handle(cx: &Context, request: ByAdmin<AdminGetTicket>) -> Outcome<AdminGetTicket> {
    let (organization, id) = request.input.path;
    tickets::read(cx, &organization, &id).await
}

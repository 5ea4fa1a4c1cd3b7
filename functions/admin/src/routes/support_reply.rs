//! POST /admin/v1/organizations/{org}/support/tickets/{id}/messages

use contract::routes::AdminReplyToTicket;
use contract::ticket::MessageAuthor;
use lifecycle::tickets;
use runtime::{ByAdmin, Context, Endpoint, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::nuvera_admin::<AdminReplyToTicket, _>(handle)
}

/// Answers an organization's support ticket, which waits for the partner from then on.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`; `conflict` where it has as many messages as it may.
pub async fn handle(cx: &Context, request: ByAdmin<AdminReplyToTicket>) -> Outcome<AdminReplyToTicket> {
    let input = request.input;
    let (organization, id) = input.path;
    tickets::say(cx, &organization, &id, input.if_match, MessageAuthor::Nuvera, input.body.message).await
}

//! POST /api/v1/support/tickets/{id}/messages

use contract::routes::ReplyToTicket;
use contract::ticket::MessageAuthor;
use lifecycle::tickets;
use runtime::{Context, Endpoint, Outcome};
use verify::Verified;

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::application::<ReplyToTicket, _>(handle)
}

/// Adds a message to a support ticket, which waits for Nuvera from then on.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`; `conflict` where it has as many messages as it may.
pub async fn handle(cx: &Context, request: Verified<ReplyToTicket>) -> Outcome<ReplyToTicket> {
    let (organization, id, if_match) = (request.organization().clone(), request.path().clone(), request.if_match());
    let message = request.into_body().message;
    tickets::say(cx, &organization, &id, if_match, MessageAuthor::Partner, message).await
}

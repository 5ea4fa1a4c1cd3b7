//! POST /api/v1/support/tickets/{id}/messages

use contract::routes::ReplyToTicket;
use contract::ticket::MessageAuthor;
use domain::ticket::{self, NewMessage};
use usecases::{Context, Outcome, tickets};
use verify::Verified;

/// Adds a message to a support ticket, which then waits for Nuvera.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`; `conflict` if it has the maximum number of messages.
pub async fn handle(cx: &Context, request: Verified<ReplyToTicket>) -> Outcome<ReplyToTicket> {
    let (organization, id, if_match) = (request.organization().clone(), request.path().clone(), request.if_match());
    let author = request.author();
    let message = NewMessage { author: MessageAuthor::Partner, body: request.into_body().message };
    let reply = |before: &_| ticket::reply(before, message.clone());
    tickets::change(cx, &author, &organization, &id, if_match, reply).await
}

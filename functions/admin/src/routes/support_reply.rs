//! POST /admin/v1/organizations/{org}/support/tickets/{id}/messages

use contract::routes::AdminReplyToTicket;
use contract::ticket::MessageAuthor;
use domain::ticket::{self, NewMessage};
use runtime::ByAdmin;
use usecases::{Context, Outcome, tickets};

/// Answers an organization's support ticket, which then waits for the partner.
///
/// # Errors
/// `not_found`, `state_conflict`, `precondition_failed`; `conflict` if it has the maximum number of messages.
pub async fn handle(cx: &Context, request: ByAdmin<AdminReplyToTicket>) -> Outcome<AdminReplyToTicket> {
    let (author, input) = (request.admin.author(), request.input);
    let (organization, id) = input.path;
    let message = NewMessage { author: MessageAuthor::Nuvera, body: input.body.message };
    let reply = |before: &_| ticket::reply(before, message.clone());
    tickets::change(cx, &author, &organization, &id, input.if_match, reply).await
}

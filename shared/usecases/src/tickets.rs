//! Support tickets with their messages.

use contract::id::{OrganizationId, TicketId};
use contract::if_match::IfMatch;
use contract::ticket::{Message, NewTicket, Ticket, TicketWithMessages};
use domain::{Author, CommandError, Decision, ticket};

use crate::context::Context;
use crate::execute;
use crate::failure::Failure;

/// Opens a ticket with its first message.
///
/// # Errors
/// `validation_failed` if it names an unknown document.
pub async fn create(
    cx: &Context,
    author: &Author,
    organization: &OrganizationId,
    new: &NewTicket,
) -> Result<TicketWithMessages, Failure> {
    let tickets = cx.store().tickets(organization);
    let ticket = execute::create(cx, author, &tickets, |moment| Ok(ticket::create(organization, new, moment))).await?;
    with_messages(cx, organization, ticket).await
}

/// Returns a ticket with its messages.
///
/// # Errors
/// `not_found`
pub async fn get(cx: &Context, organization: &OrganizationId, id: &TicketId) -> Result<TicketWithMessages, Failure> {
    let ticket = cx.store().tickets(organization).get(id.as_str()).await?.ok_or(CommandError::NotFound)?;
    with_messages(cx, organization, ticket).await
}

/// Changes a ticket to the state from `decide`.
///
/// # Errors
/// `not_found`, `precondition_failed`, errors of `decide`.
pub async fn change(
    cx: &Context,
    author: &Author,
    organization: &OrganizationId,
    id: &TicketId,
    if_match: Option<IfMatch>,
    decide: impl Fn(&Ticket) -> Result<Decision<Ticket>, CommandError>,
) -> Result<TicketWithMessages, Failure> {
    let tickets = cx.store().tickets(organization);
    let ticket = execute::change(cx, author, &tickets, id.as_str(), if_match, |before, _| decide(before)).await?;
    with_messages(cx, organization, ticket).await
}

async fn with_messages(
    cx: &Context,
    organization: &OrganizationId,
    ticket: Ticket,
) -> Result<TicketWithMessages, Failure> {
    let mut messages: Vec<Message> = cx.store().tickets(organization).lines(ticket.id.as_str()).await?;
    messages.reverse();
    Ok(TicketWithMessages { ticket, messages })
}

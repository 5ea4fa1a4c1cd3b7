//! Support tickets: opened by partners, answered by both sides, resolved by Nuvera, closed by partners.

use std::future::ready;

use contract::id::{MessageId, OrganizationId, TicketId};
use contract::ticket::{MAX_MESSAGES, Message, MessageAuthor, NewTicket, Ticket, TicketStatus, TicketWithMessages};
use contract::value::Text;
use runtime::{Context, Failure, Moment};
use verify::IfMatch;

use crate::change::wrong_status;
use crate::execute::{self, Change};

/// Opens a ticket with its first message.
///
/// # Errors
/// `validation_failed` where it names a document that there is not.
pub async fn open(cx: &Context, organization: &OrganizationId, new: NewTicket) -> Result<TicketWithMessages, Failure> {
    let tickets = cx.store().tickets(organization);
    let ticket = execute::create(cx, None, &tickets, |moment| {
        let ticket = Ticket {
            id: TicketId::new(moment.next_id()),
            org_id: organization.clone(),
            subject: new.subject.clone(),
            category: new.category,
            related_to: new.related_to.clone(),
            document_ids: new.document_ids.as_ref().map(|list| list.as_slice().to_vec()).unwrap_or_default(),
            status: TicketStatus::Open,
            message_count: 1,
            created_at: moment.at(),
            updated_at: moment.at(),
            revision: 1,
        };
        ready(Ok(Change::to(ticket, Some(message(&moment, MessageAuthor::Partner, &new.message)))))
    })
    .await?;
    with_messages(cx, organization, ticket).await
}

/// A ticket with its messages.
///
/// # Errors
/// `not_found`
pub async fn read(cx: &Context, organization: &OrganizationId, id: &TicketId) -> Result<TicketWithMessages, Failure> {
    let ticket = cx.store().tickets(organization).get(id.as_str()).await?.ok_or(Failure::NotFound)?;
    with_messages(cx, organization, ticket).await
}

/// Adds a message; the ticket then waits for the other side.
///
/// # Errors
/// `not_found`, `precondition_failed`; `state_conflict` where it is closed; `conflict` where it has as many messages as
/// it may.
pub async fn say(
    cx: &Context,
    organization: &OrganizationId,
    id: &TicketId,
    if_match: Option<IfMatch>,
    author: MessageAuthor,
    text: Text<1, 10_000>,
) -> Result<TicketWithMessages, Failure> {
    let status = match author {
        MessageAuthor::Partner => TicketStatus::WaitingForNuvera,
        MessageAuthor::Nuvera => TicketStatus::WaitingForPartner,
    };
    change(cx, organization, id, if_match, &TicketStatus::LIVE, status, Some((author, &text))).await
}

/// Marks a ticket as resolved.
///
/// # Errors
/// `not_found`, `precondition_failed`; `state_conflict` where it is resolved or closed.
pub async fn resolve(
    cx: &Context,
    organization: &OrganizationId,
    id: &TicketId,
    if_match: Option<IfMatch>,
) -> Result<TicketWithMessages, Failure> {
    change(cx, organization, id, if_match, &TicketStatus::UNRESOLVED, TicketStatus::Resolved, None).await
}

/// Closes a ticket for good.
///
/// # Errors
/// `not_found`, `precondition_failed`; `state_conflict` where it is closed.
pub async fn close(
    cx: &Context,
    organization: &OrganizationId,
    id: &TicketId,
    if_match: Option<IfMatch>,
) -> Result<TicketWithMessages, Failure> {
    change(cx, organization, id, if_match, &TicketStatus::LIVE, TicketStatus::Closed, None).await
}

async fn change(
    cx: &Context,
    organization: &OrganizationId,
    id: &TicketId,
    if_match: Option<IfMatch>,
    out_of: &[TicketStatus],
    into: TicketStatus,
    new_message: Option<(MessageAuthor, &Text<1, 10_000>)>,
) -> Result<TicketWithMessages, Failure> {
    let tickets = cx.store().tickets(organization);
    let decide = |before: &Ticket, moment: &Moment| {
        if !out_of.contains(&before.status) {
            let allowed: Vec<_> = out_of.iter().map(|status| status.name()).collect();
            return Err(wrong_status(before, &allowed));
        }
        if new_message.is_some() && before.message_count >= MAX_MESSAGES {
            return Err(Failure::Conflict(
                format!("The ticket has {MAX_MESSAGES} messages, as many as it may. Open another.").into(),
            ));
        }
        let message_count = before.message_count + u32::from(new_message.is_some());
        let line = new_message.map(|(author, text)| message(moment, author, text));
        Ok(Change::to(Ticket { status: into, message_count, ..before.clone() }, line))
    };
    let ticket =
        execute::change(cx, None, &tickets, id.as_str(), if_match, |before, moment| ready(decide(&before, &moment)))
            .await?;
    with_messages(cx, organization, ticket).await
}

fn message(moment: &Moment, author: MessageAuthor, body: &Text<1, 10_000>) -> Message {
    Message { id: MessageId::new(moment.next_id()), author, body: body.clone(), created_at: moment.at() }
}

async fn with_messages(
    cx: &Context,
    organization: &OrganizationId,
    ticket: Ticket,
) -> Result<TicketWithMessages, Failure> {
    let mut messages = cx.store().tickets(organization).lines(ticket.id.as_str()).await?;
    messages.reverse();
    Ok(TicketWithMessages { ticket, messages })
}

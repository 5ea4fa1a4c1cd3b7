//! Support tickets: opened by partners, answered by both sides, resolved by Nuvera, closed by partners.

use contract::id::{MessageId, OrganizationId, TicketId};
use contract::record::Record as _;
use contract::ticket::{MAX_MESSAGES, Message, MessageAuthor, NewTicket, Ticket, TicketStatus, TicketWithMessages};
use contract::value::Text;
use runtime::{Context, Failure};
use store::{ForChange, UpdateError};
use verify::IfMatch;

use crate::change::{ATTEMPTS, BUSY, forbidden, open as begin};

/// Opens a ticket with its first message.
///
/// # Errors
/// `validation_failed` where it names a document that there is not.
pub async fn open(cx: &Context, organization: &OrganizationId, new: NewTicket) -> Result<TicketWithMessages, Failure> {
    let ticket = Ticket {
        id: TicketId::new(cx.next_id()),
        org_id: organization.clone(),
        subject: new.subject,
        category: new.category,
        related_to: new.related_to,
        document_ids: new.document_ids.map(|list| list.as_slice().to_vec()).unwrap_or_default(),
        status: TicketStatus::Open,
        message_count: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
        revision: 1,
    };
    let message = message(cx, MessageAuthor::Partner, new.message);
    let ticket = cx.store().tickets(organization).insert(ticket, &message, cx.operation()).await?;
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
    let message = message(cx, author, text);
    change(cx, organization, id, if_match, &TicketStatus::LIVE, status, Some(&message)).await
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
    message: Option<&Message>,
) -> Result<TicketWithMessages, Failure> {
    let tickets = cx.store().tickets(organization);
    for _ in 0..ATTEMPTS {
        let before = match begin(cx, &tickets, id.as_str(), if_match).await? {
            ForChange::Open(ticket) => ticket,
            ForChange::Done(ticket) => return with_messages(cx, organization, ticket).await,
        };
        if !out_of.contains(&before.status) {
            let allowed: Vec<_> = out_of.iter().map(|status| status.name()).collect();
            return Err(forbidden(&before, &allowed));
        }
        if message.is_some() && before.message_count >= MAX_MESSAGES {
            return Err(Failure::Conflict(
                format!("The ticket has {MAX_MESSAGES} messages, as many as it may. Open another.").into(),
            ));
        }
        let mut ticket = Ticket { status: into, ..before.clone() };
        ticket.message_count += u32::from(message.is_some());
        ticket.stamp(ticket.revision + 1, Some(cx.now()));
        match tickets.replace(&before, ticket, message, cx.operation()).await {
            Ok(ticket) => return with_messages(cx, organization, ticket).await,
            Err(UpdateError::Changed) => {}
            Err(UpdateError::Refused(error)) => return Err(error.into()),
        }
    }
    Err(BUSY)
}

fn message(cx: &Context, author: MessageAuthor, body: Text<1, 10_000>) -> Message {
    Message { id: MessageId::new(cx.next_id()), author, body, created_at: cx.now() }
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

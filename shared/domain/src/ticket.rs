//! Support tickets: opened by partners, answered by both sides, resolved by Nuvera, closed by partners.

use contract::audit::AuditActor;
use contract::id::{MessageId, OrganizationId, TicketId};
use contract::table::Table;
use contract::ticket::{MAX_MESSAGES, Message, MessageAuthor, NewTicket, Ticket, TicketStatus};
use contract::value::Text;

use crate::author::Author;
use crate::change::{Decision, Step};
use crate::error::CommandError;
use crate::moment::Moment;
use crate::record::{Attachment, Entity, Line, Record, entity_of_organization, record_of_organization};
use crate::review;

/// Statuses in which messages can be added.
pub const LIVE: [TicketStatus; 4] =
    [TicketStatus::Open, TicketStatus::WaitingForPartner, TicketStatus::WaitingForNuvera, TicketStatus::Resolved];

/// Statuses in which a ticket can be resolved.
pub const UNRESOLVED: [TicketStatus; 3] =
    [TicketStatus::Open, TicketStatus::WaitingForPartner, TicketStatus::WaitingForNuvera];

/// Message that a change adds.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Author's side.
    pub author: MessageAuthor,
    /// Text.
    pub body: Text<1, 10_000>,
}

/// New ticket, with its first message.
pub fn create(organization: &OrganizationId, new: &NewTicket, moment: &Moment) -> Decision<Ticket> {
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
    Decision::with(ticket, Some(NewMessage { author: MessageAuthor::Partner, body: new.message.clone() }))
}

/// Ticket after a message, waiting for the other side.
///
/// # Errors
/// [`CommandError::WrongStatus`] if it is closed; [`CommandError::Conflict`] if it has the maximum number of messages.
pub fn reply(ticket: &Ticket, message: NewMessage) -> Result<Decision<Ticket>, CommandError> {
    review::require(ticket, ticket.status, &LIVE)?;
    if ticket.message_count >= MAX_MESSAGES {
        let detail = format!("The ticket has {MAX_MESSAGES} messages, the maximum. Open a new ticket.");
        return Err(CommandError::Conflict(detail.into()));
    }
    let status = match message.author {
        MessageAuthor::Partner => TicketStatus::WaitingForNuvera,
        MessageAuthor::Nuvera => TicketStatus::WaitingForPartner,
    };
    let after = Ticket { status, message_count: ticket.message_count + 1, ..ticket.clone() };
    Ok(Decision::with(after, Some(message)))
}

/// Ticket after Nuvera resolved it.
///
/// # Errors
/// [`CommandError::WrongStatus`] if it is resolved or closed.
pub fn resolve(ticket: &Ticket) -> Result<Decision<Ticket>, CommandError> {
    review::require(ticket, ticket.status, &UNRESOLVED)?;
    Ok(Decision::to(Ticket { status: TicketStatus::Resolved, ..ticket.clone() }))
}

/// Ticket after the partner closed it for good.
///
/// # Errors
/// [`CommandError::WrongStatus`] if it is closed.
pub fn close(ticket: &Ticket) -> Result<Decision<Ticket>, CommandError> {
    review::require(ticket, ticket.status, &LIVE)?;
    Ok(Decision::to(Ticket { status: TicketStatus::Closed, ..ticket.clone() }))
}

impl Line for Message {}

impl Entity for Ticket {
    type Line = Message;
    type Remark = Option<NewMessage>;

    entity_of_organization!();
    fn history(_: Option<&Self>, _: Option<&Self>, _: &Option<NewMessage>, _: &AuditActor) -> Vec<Step> {
        Vec::new()
    }
    fn line(
        _before: Option<&Self>,
        _after: &Self,
        message: &Option<NewMessage>,
        _author: &Author,
        moment: &Moment,
    ) -> Option<Message> {
        let NewMessage { author, body } = message.clone()?;
        Some(Message { id: MessageId::new(moment.next_id()), author, body, created_at: moment.at() })
    }
}

impl Record for Ticket {
    const TABLE: Table = Table::Support;

    record_of_organization!();
    fn status(&self) -> &'static str {
        self.status.name()
    }
    fn documents(&self) -> Vec<Attachment<'_>> {
        Attachment::list("/documentIds", &self.document_ids).collect()
    }
}

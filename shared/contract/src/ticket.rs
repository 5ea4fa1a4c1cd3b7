//! Support tickets and their messages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{DocumentId, MessageId, OrganizationId, TicketId};
use crate::json::{list_query, names, object};
use crate::route::Output;
use crate::time::Timestamp;
use crate::value::{List, OneLine, Text};

/// Most messages of a ticket. Its answer contains all of them, and has at most 4 MB.
pub const MAX_MESSAGES: u32 = 96;
/// Most bytes of a character in an answer: a quote is escaped twice, for JSON and for Lambda's envelope.
const CHARACTER: u32 = 4;
const _: () = assert!(MAX_MESSAGES * (10_000 * CHARACTER + 500) < 4_000_000 - 64 * 1024, "a ticket fits an answer");

names! {
    /// Status of a ticket.
    pub enum TicketStatus {
        /// Not answered yet.
        Open = "OPEN",
        WaitingForPartner = "WAITING_FOR_PARTNER",
        WaitingForNuvera = "WAITING_FOR_NUVERA",
        /// Resolved. A message from the partner opens it again.
        Resolved = "RESOLVED",
        /// Closed for good.
        Closed = "CLOSED",
    }
}

names! {
    /// Category of a ticket.
    pub enum TicketCategory {
        Api = "API",
        Payment = "PAYMENT",
        Customer = "CUSTOMER",
        Compliance = "COMPLIANCE",
        Other = "OTHER",
    }
}

names! {
    /// Type of the related record.
    pub enum RelatedType {
        Customer = "CUSTOMER",
        Beneficiary = "BENEFICIARY",
        Document = "DOCUMENT",
        Payment = "PAYMENT",
        Application = "API_APPLICATION",
    }
}

names! {
    /// Author of a message.
    pub enum MessageAuthor {
        Partner = "PARTNER",
        Nuvera = "NUVERA",
    }
}

object! {
    /// Record that a ticket is about.
    pub struct RelatedTo {
        /// Type of the record.
        pub r#type: RelatedType,
        /// Id of the record. It is not checked.
        #[schemars(example = &"cus_0HqYx3vQm6h2nXcYt8Wd1e")]
        pub id: OneLine<1, 100>,
    }
}

object! {
    /// Request body that opens a ticket.
    pub struct NewTicket {
        /// Subject, in one line.
        #[schemars(example = &"A customer's review takes long")]
        pub subject: OneLine<1, 200>,
        /// Category of the ticket.
        #[schemars(example = &"CUSTOMER")]
        pub category: TicketCategory,
        /// First message.
        #[schemars(example = &"We submitted this customer a week ago. Is anything missing?")]
        pub message: Text<1, 10_000>,
        /// Record that the ticket is about.
        pub related_to: Option<RelatedTo>,
        /// Documents for the ticket.
        pub document_ids: Option<List<DocumentId, 0, 20>>,
    }
}

object! {
    /// Request body that adds a message to a ticket.
    pub struct NewMessage {
        /// Text of the message.
        #[schemars(example = &"Thank you, the extract is attached.")]
        pub message: Text<1, 10_000>,
    }
}

/// Message of a ticket.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Message id.
    pub id: MessageId,
    /// Author of the message.
    pub author: MessageAuthor,
    /// Text of the message.
    #[schemars(example = &"We submitted this customer a week ago. Is anything missing?")]
    pub body: Text<1, 10_000>,
    /// Time of the message.
    pub created_at: Timestamp,
}

/// Ticket without its messages.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// Ticket id.
    pub id: TicketId,
    /// Owning organization.
    pub org_id: OrganizationId,
    /// Subject, in one line.
    #[schemars(example = &"A customer's review takes long")]
    pub subject: OneLine<1, 200>,
    /// Category of the ticket.
    #[schemars(example = &"CUSTOMER")]
    pub category: TicketCategory,
    /// Record that the ticket is about.
    pub related_to: Option<RelatedTo>,
    /// Documents of the ticket.
    pub document_ids: Vec<DocumentId>,
    /// Status of the ticket.
    pub status: TicketStatus,
    /// Number of messages.
    #[schemars(example = 1)]
    pub message_count: u32,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time of the last change.
    pub updated_at: Timestamp,
    /// Number of changes; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

/// Ticket with its messages.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketWithMessages {
    /// Ticket.
    #[serde(flatten)]
    pub ticket: Ticket,
    /// Messages, oldest first.
    pub messages: Vec<Message>,
}

impl Output for TicketWithMessages {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.ticket.revision);
}

list_query! {
    /// Filters of a list of tickets.
    pub struct TicketQuery {
        /// Status to filter by.
        pub status: Option<TicketStatus>,
    }
}

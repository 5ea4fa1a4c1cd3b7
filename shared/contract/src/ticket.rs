//! Support tickets and their messages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{DocumentId, MessageId, OrganizationId, TicketId};
use crate::json::{names, object};
use crate::page::{Limit, Position};
use crate::route::Output;
use crate::time::Timestamp;
use crate::value::{List, OneLine, Text};

/// Most messages of a ticket. Its answer contains all of them, and has at most 4 MB.
pub const MAX_MESSAGES: u32 = 96;
/// Most bytes of a character in an answer: a quote is escaped twice, for JSON and for Lambda's envelope.
const CHARACTER: u32 = 4;
const _: () = assert!(MAX_MESSAGES * (10_000 * CHARACTER + 500) < 4_000_000 - 64 * 1024, "a ticket fits an answer");

names! {
    /// Where a ticket stands.
    pub enum TicketStatus {
        /// Nobody answered yet.
        Open = "OPEN",
        WaitingForPartner = "WAITING_FOR_PARTNER",
        WaitingForNuvera = "WAITING_FOR_NUVERA",
        /// Answered for good; a message of the partner's opens it again.
        Resolved = "RESOLVED",
        /// Final.
        Closed = "CLOSED",
    }
}

names! {
    /// What a ticket is about.
    pub enum TicketCategory {
        Api = "API",
        Payment = "PAYMENT",
        Customer = "CUSTOMER",
        Compliance = "COMPLIANCE",
        Other = "OTHER",
    }
}

names! {
    /// What kind of record a ticket is about.
    pub enum RelatedType {
        Customer = "CUSTOMER",
        Beneficiary = "BENEFICIARY",
        Document = "DOCUMENT",
        Payment = "PAYMENT",
        Application = "API_APPLICATION",
    }
}

names! {
    /// Who wrote a message.
    pub enum MessageAuthor {
        Partner = "PARTNER",
        Nuvera = "NUVERA",
    }
}

object! {
    /// The record that a ticket is about.
    pub struct RelatedTo {
        /// Its kind.
        pub r#type: RelatedType,
        /// Its id. Whether there is such a record is for whoever reads it to see.
        #[schemars(example = &"cus_0HqYx3vQm6h2nXcYt8Wd1e")]
        pub id: OneLine<1, 100>,
    }
}

object! {
    /// The body that opens a ticket.
    pub struct NewTicket {
        /// What it is about, in a line.
        #[schemars(example = &"A customer's review takes long")]
        pub subject: OneLine<1, 200>,
        /// What it is about, roughly.
        #[schemars(example = &"CUSTOMER")]
        pub category: TicketCategory,
        /// The first message.
        #[schemars(example = &"We submitted this customer a week ago. Is anything missing?")]
        pub message: Text<1, 10_000>,
        /// The record that it is about.
        pub related_to: Option<RelatedTo>,
        /// Documents that show it.
        pub document_ids: Option<List<DocumentId, 0, 20>>,
    }
}

object! {
    /// The body that adds a message to a ticket.
    pub struct NewMessage {
        /// What is said.
        #[schemars(example = &"Thank you, the extract is attached.")]
        pub message: Text<1, 10_000>,
    }
}

/// A message of a ticket.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub author: MessageAuthor,
    /// What is said.
    #[schemars(example = &"We submitted this customer a week ago. Is anything missing?")]
    pub body: Text<1, 10_000>,
    /// When.
    pub created_at: Timestamp,
}

/// A ticket without its messages.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// The organization it belongs to.
    pub org_id: OrganizationId,
    /// What it is about, in a line.
    #[schemars(example = &"A customer's review takes long")]
    pub subject: OneLine<1, 200>,
    /// What it is about, roughly.
    #[schemars(example = &"CUSTOMER")]
    pub category: TicketCategory,
    /// The record that it is about.
    pub related_to: Option<RelatedTo>,
    /// Documents that show it.
    pub document_ids: Vec<DocumentId>,
    /// Where it stands.
    pub status: TicketStatus,
    /// How many messages it has.
    #[schemars(example = 1)]
    pub message_count: u32,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Counts the changes; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

/// A ticket with its messages.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketWithMessages {
    /// The ticket.
    #[serde(flatten)]
    pub ticket: Ticket,
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
}

impl Output for TicketWithMessages {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.ticket.revision);
}

object! {
    /// Which tickets to list.
    pub struct TicketQuery {
        /// Only those in this status.
        pub status: Option<TicketStatus>,
        /// Where the last page ended.
        pub cursor: Option<Position>,
        /// Most records on a page. A page ends earlier where its answer would exceed 4 MB.
        pub limit: Option<Limit>,
    }
}

//! Activity log of a record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::ActivityId;
use crate::json::{names, object};
use crate::page::Position;
use crate::time::Timestamp;

names! {
    /// Type of record that an activity belongs to.
    pub enum EntityType {
        Customer = "CUSTOMER",
        Beneficiary = "BENEFICIARY",
        Payment = "PAYMENT",
    }
}

names! {
    /// Type of event.
    pub enum EventType {
        StatusChange = "STATUS_CHANGE",
        PhaseChange = "PHASE_CHANGE",
        AssignmentChange = "ASSIGNMENT_CHANGE",
        Comment = "COMMENT",
    }
}

names! {
    /// Role of the actor.
    pub enum CreatorRole {
        /// A partner's service, through an API application.
        Application = "API_APPLICATION",
        Admin = "NUVERA_ADMIN",
    }
}

/// Entry in an activity log.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Activity id.
    pub id: ActivityId,
    /// Type of the record.
    pub entity_type: EntityType,
    /// Id of the record.
    #[schemars(example = &"cus_0HqYx3vQm6h2nXcYt8Wd1e")]
    pub entity_id: String,
    /// Type of the event.
    pub event_type: EventType,
    /// Status before the event; `null` if there was none.
    #[schemars(example = &"DRAFT")]
    pub from_status: Option<String>,
    /// Status after the event.
    #[schemars(example = &"PENDING_REVIEW")]
    pub to_status: Option<String>,
    /// Note added to the event.
    #[schemars(extend("x-example" = false))]
    pub note: Option<String>,
    /// User that the record was assigned to.
    #[schemars(extend("x-example" = false))]
    pub target_user_id: Option<String>,
    /// Given name of that user.
    #[schemars(extend("x-example" = false))]
    pub target_user_first_name: Option<String>,
    /// Family name of that user.
    #[schemars(extend("x-example" = false))]
    pub target_user_last_name: Option<String>,
    /// Id of the actor: an application or a person.
    #[schemars(example = &"app_0HqYx3vQm6h2nXcYt8Wd1e")]
    pub created_by_id: String,
    /// Given name of the person, or name of the application.
    #[schemars(example = &"Payments service")]
    pub created_by_first_name: Option<String>,
    /// Family name of the person.
    #[schemars(extend("x-example" = false))]
    pub created_by_last_name: Option<String>,
    /// Role of the actor.
    pub created_by_role: CreatorRole,
    /// Time of the event.
    pub created_at: Timestamp,
}

object! {
    /// Filters of an activity log.
    pub struct ActivityQuery {
        /// `nextCursor` of the previous answer. One answer has the whole log, unless it exceeds 4 MB or 1,000 entries.
        pub cursor: Option<Position>,
    }
}

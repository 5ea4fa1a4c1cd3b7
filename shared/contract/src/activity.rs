//! The activity log of a record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::ActivityId;
use crate::json::{names, object};
use crate::page::Position;
use crate::time::Timestamp;

names! {
    /// What kind of record an activity belongs to.
    pub enum EntityType {
        Customer = "CUSTOMER",
        Beneficiary = "BENEFICIARY",
        Payment = "PAYMENT",
    }
}

names! {
    /// What happened to the record.
    pub enum EventType {
        StatusChange = "STATUS_CHANGE",
        PhaseChange = "PHASE_CHANGE",
        AssignmentChange = "ASSIGNMENT_CHANGE",
        Comment = "COMMENT",
    }
}

names! {
    /// Who made it happen.
    pub enum CreatorRole {
        /// A partner's service, by an API application.
        Application = "API_APPLICATION",
        Admin = "NUVERA_ADMIN",
    }
}

/// One line of an activity log.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// What kind of record it is about.
    pub entity_type: EntityType,
    /// The record's id.
    #[schemars(example = &"cus_0HqYx3vQm6h2nXcYt8Wd1e")]
    pub entity_id: String,
    /// What happened.
    pub event_type: EventType,
    /// The status before; `null` where there was none.
    #[schemars(example = &"DRAFT")]
    pub from_status: Option<String>,
    /// The status after.
    #[schemars(example = &"PENDING_REVIEW")]
    pub to_status: Option<String>,
    /// What was noted.
    #[schemars(extend("x-example" = false))]
    pub note: Option<String>,
    /// Whom an assignment is to.
    #[schemars(extend("x-example" = false))]
    pub target_user_id: Option<String>,
    /// Their given name.
    #[schemars(extend("x-example" = false))]
    pub target_user_first_name: Option<String>,
    /// Their family name.
    #[schemars(extend("x-example" = false))]
    pub target_user_last_name: Option<String>,
    /// Who did it: an application's or a person's id.
    #[schemars(example = &"app_0HqYx3vQm6h2nXcYt8Wd1e")]
    pub created_by_id: String,
    /// Their given name; an application's name.
    #[schemars(example = &"Payments service")]
    pub created_by_first_name: Option<String>,
    /// Their family name.
    #[schemars(extend("x-example" = false))]
    pub created_by_last_name: Option<String>,
    /// What they are.
    pub created_by_role: CreatorRole,
    /// When.
    pub created_at: Timestamp,
}

object! {
    /// Selected part of an activity log.
    pub struct ActivityQuery {
        /// End of the previous answer. An answer has the whole log, unless it exceeds 4 MB or 1,000 lines.
        pub cursor: Option<Position>,
    }
}

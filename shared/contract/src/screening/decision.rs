//! Decisions of admins on matches.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::DispositionId;
use crate::json::{names, object};
use crate::member::UserId;
use crate::time::Timestamp;
use crate::value::Text;

names! {
    /// Decision on a match.
    pub enum ScreeningDecision {
        /// The subject is not the listed party.
        Clear = "CLEAR",
        /// The subject is the listed party.
        Confirm = "CONFIRM",
    }
}

object! {
    /// Request body that decides a match.
    pub struct NewDecision {
        /// Decision.
        pub decision: ScreeningDecision,
        /// Reason for the decision: evidence that they are, or are not, the same party.
        #[schemars(example = &"Another date of birth, checked against the passport.")]
        pub reason: Text<1, 2000>,
        /// `disposition.id` of the decision to replace. Required if the match is decided, and refused if it is open.
        #[schemars(extend("x-example" = false))]
        pub supersedes: Option<DispositionId>,
    }
}

names! {
    /// Outcome of a decision.
    pub enum Outcome {
        Cleared = "CLEARED",
        Confirmed = "CONFIRMED",
    }
}

impl From<ScreeningDecision> for Outcome {
    fn from(decision: ScreeningDecision) -> Self {
        match decision {
            ScreeningDecision::Clear => Self::Cleared,
            ScreeningDecision::Confirm => Self::Confirmed,
        }
    }
}

/// Decision on a match.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Disposition {
    /// Disposition id.
    pub id: DispositionId,
    /// Outcome of the decision.
    pub outcome: Outcome,
    /// Id of the entry in the watch list.
    #[schemars(example = &"NK-7Hq2v")]
    pub os_entity_id: String,
    /// Reason for the decision.
    #[schemars(example = &"Another date of birth, checked against the passport.")]
    pub reason: String,
    /// Topics of the entry at the time of the decision.
    #[schemars(example = serde_json::json!(["sanction"]))]
    pub topics_at_decision: Vec<String>,
    /// User who decided.
    pub reviewed_by_user_id: UserId,
    /// Display name of that user; `null` for partners.
    #[schemars(extend("x-example" = false))]
    pub reviewed_by_display_name: Option<String>,
    /// Time of the decision.
    pub reviewed_at: Timestamp,
}

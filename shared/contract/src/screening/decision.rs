//! What an admin decides of a match.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::DispositionId;
use crate::json::{names, object};
use crate::member::UserId;
use crate::time::Timestamp;
use crate::value::Text;

names! {
    /// What to make of a match.
    pub enum ScreeningDecision {
        /// The subject is not who is listed.
        Clear = "CLEAR",
        /// It is.
        Confirm = "CONFIRM",
    }
}

object! {
    /// The body that decides a match.
    pub struct NewDecision {
        /// What is decided.
        pub decision: ScreeningDecision,
        /// Why: what shows that they are, or are not, the same.
        #[schemars(example = &"Another date of birth, checked against the passport.")]
        pub reason: Text<1, 2000>,
        /// The decision that this one replaces, by its `disposition.id`. Needed where the match is decided, refused where
        /// it is open.
        #[schemars(extend("x-example" = false))]
        pub supersedes: Option<DispositionId>,
    }
}

names! {
    /// What was made of a match.
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

/// A decision on a match.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Disposition {
    /// Its id.
    pub id: DispositionId,
    /// What was decided.
    pub outcome: Outcome,
    /// The entry of the watch list.
    #[schemars(example = &"NK-7Hq2v")]
    pub os_entity_id: String,
    /// Why.
    #[schemars(example = &"Another date of birth, checked against the passport.")]
    pub reason: String,
    /// Why the entry was listed when it was decided.
    #[schemars(example = serde_json::json!(["sanction"]))]
    pub topics_at_decision: Vec<String>,
    /// Who decided.
    pub reviewed_by_user_id: UserId,
    /// What they are called; `null` for partners.
    #[schemars(extend("x-example" = false))]
    pub reviewed_by_display_name: Option<String>,
    /// When.
    pub reviewed_at: Timestamp,
}

//! An entry of the watch list that a subject is alike.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Disposition;
use crate::id::MatchId;
use crate::time::Timestamp;

/// How alike one property is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Feature {
    /// What the comparison is called.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// How alike, from 0 to 1.
    pub score: String,
    /// What the record says.
    pub matched_value: String,
    /// What the watch list says.
    pub candidate_value: String,
    /// What it did to the score of the match.
    pub note: Option<String>,
}

/// What the watch list says of an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// What it is.
    pub label: String,
    /// What the list says.
    pub values: Vec<String>,
    /// Whether a page gives it a line of its own.
    pub full_width: bool,
}

/// An entry of the watch list that a subject is alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Match {
    /// Its id.
    pub match_id: MatchId,
    /// The entry's id in the watch list.
    pub os_entity_id: String,
    /// The entry's name.
    pub caption: String,
    /// What kind of thing the entry is, such as `Person` or `Company`.
    pub schema: String,
    /// How alike they are, from 0 to 1.
    pub score: String,
    /// Whether the score reaches the threshold.
    pub is_match: bool,
    /// Why the entry is listed.
    pub topics: Vec<String>,
    /// Where the entry comes from.
    pub datasets: Vec<String>,
    /// How the score comes about.
    pub features: Vec<Feature>,
    /// What the watch list says of the entry.
    pub evidence: Vec<Evidence>,
    /// Other names of the entry.
    pub aliases: Vec<String>,
    /// What was decided; `null` while it is open.
    pub disposition: Option<Disposition>,
    /// When it was found first.
    pub created_at: Timestamp,
}

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
    #[schemars(example = &"name")]
    pub key: String,
    /// What people call it.
    #[schemars(example = &"Name")]
    pub label: String,
    /// How alike, from 0 to 1.
    #[schemars(example = &"0.95")]
    pub score: String,
    /// What the record says.
    #[schemars(example = &"Ada Trading Ltd")]
    pub matched_value: String,
    /// What the watch list says.
    #[schemars(example = &"Ada Trading House")]
    pub candidate_value: String,
    /// What it did to the score of the match.
    #[schemars(extend("x-example" = false))]
    pub note: Option<String>,
}

/// What the watch list says of an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// What it is.
    #[schemars(example = &"Countries")]
    pub label: String,
    /// What the list says.
    #[schemars(example = serde_json::json!(["ae"]))]
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
    #[schemars(example = &"NK-7Hq2v")]
    pub os_entity_id: String,
    /// The entry's name.
    #[schemars(example = &"Ada Trading House")]
    pub caption: String,
    /// What kind of thing the entry is, such as `Person` or `Company`.
    #[schemars(example = &"Company")]
    pub schema: String,
    /// How alike they are, from 0 to 1.
    #[schemars(example = &"0.95")]
    pub score: String,
    /// Whether the score reaches the threshold.
    #[schemars(example = true)]
    pub is_match: bool,
    /// Why the entry is listed.
    #[schemars(example = serde_json::json!(["sanction"]))]
    pub topics: Vec<String>,
    /// Where the entry comes from.
    #[schemars(example = serde_json::json!(["un_sc_sanctions"]))]
    pub datasets: Vec<String>,
    /// How the score comes about.
    pub features: Vec<Feature>,
    /// What the watch list says of the entry.
    pub evidence: Vec<Evidence>,
    /// Other names of the entry.
    #[schemars(example = serde_json::json!(["ATH"]))]
    pub aliases: Vec<String>,
    /// What was decided; `null` while it is open.
    #[schemars(extend("x-example" = false))]
    pub disposition: Option<Disposition>,
    /// When it was found first.
    pub created_at: Timestamp,
}

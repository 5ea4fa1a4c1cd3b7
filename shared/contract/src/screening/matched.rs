//! Matches between a subject and an entry of the watch list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Disposition;
use crate::id::MatchId;
use crate::time::Timestamp;

/// Similarity of one property.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Feature {
    /// Name of the comparison.
    #[schemars(example = &"name")]
    pub key: String,
    /// Display name of the comparison.
    #[schemars(example = &"Name")]
    pub label: String,
    /// Similarity from 0 to 1.
    #[schemars(example = &"0.95")]
    pub score: String,
    /// Value in the record.
    #[schemars(example = &"Ada Trading Ltd")]
    pub matched_value: String,
    /// Value in the watch list.
    #[schemars(example = &"Ada Trading House")]
    pub candidate_value: String,
    /// Effect on the score of the match.
    #[schemars(extend("x-example" = false))]
    pub note: Option<String>,
}

/// Value of an entry in the watch list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// Display name of the value.
    #[schemars(example = &"Countries")]
    pub label: String,
    /// Values in the list.
    #[schemars(example = serde_json::json!(["ae"]))]
    pub values: Vec<String>,
    /// `true` if a page should show it on a separate line.
    pub full_width: bool,
}

/// Entry of the watch list that is similar to a subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Match {
    /// Match id.
    pub match_id: MatchId,
    /// Id of the entry in the watch list.
    #[schemars(example = &"NK-7Hq2v")]
    pub os_entity_id: String,
    /// Name of the entry.
    #[schemars(example = &"Ada Trading House")]
    pub caption: String,
    /// Type of the entry, such as `Person` or `Company`.
    #[schemars(example = &"Company")]
    pub schema: String,
    /// Similarity from 0 to 1.
    #[schemars(example = &"0.95")]
    pub score: String,
    /// `true` if the score reaches the threshold.
    #[schemars(example = true)]
    pub is_match: bool,
    /// Topics that the entry is listed for.
    #[schemars(example = serde_json::json!(["sanction"]))]
    pub topics: Vec<String>,
    /// Sources of the entry.
    #[schemars(example = serde_json::json!(["un_sc_sanctions"]))]
    pub datasets: Vec<String>,
    /// Comparisons that make up the score.
    pub features: Vec<Feature>,
    /// Values of the entry in the watch list.
    pub evidence: Vec<Evidence>,
    /// Other names of the entry.
    #[schemars(example = serde_json::json!(["ATH"]))]
    pub aliases: Vec<String>,
    /// Decision; `null` while the match is open.
    #[schemars(extend("x-example" = false))]
    pub disposition: Option<Disposition>,
    /// Time at which it was first found.
    pub created_at: Timestamp,
}

//! Report of a match.

use contract::id::MatchId;
use contract::screening::{Evidence, Feature, Match};
use contract::time::Timestamp;

use crate::entry::Entry;
use crate::score::{Comparison, Hit};
use crate::{THRESHOLD, written};

/// Most values that are stored of a list's entry. Entries with hundreds of names are common.
const MOST_VALUES: usize = 8;
const MOST_CHARACTERS: usize = 120;

/// Builds an undecided match.
pub(crate) fn report(hit: &Hit<'_>, match_id: MatchId, created_at: Timestamp) -> Match {
    Match {
        match_id,
        os_entity_id: hit.entry.id.clone(),
        caption: short(&hit.entry.name),
        schema: hit.entry.schema.clone(),
        score: written(hit.score),
        is_match: hit.score >= THRESHOLD,
        topics: hit.entry.topics(),
        datasets: few(&hit.entry.datasets),
        features: hit.comparisons.iter().map(feature).collect(),
        evidence: evidence(hit.entry),
        aliases: few(&hit.entry.aliases),
        disposition: None,
        created_at,
    }
}

fn feature(comparison: &Comparison) -> Feature {
    Feature {
        key: comparison.key.to_owned(),
        label: comparison.label.to_owned(),
        score: written(comparison.score),
        matched_value: short(&comparison.own),
        candidate_value: short(&comparison.listed),
        note: comparison.note.clone(),
    }
}

fn evidence(entry: &Entry) -> Vec<Evidence> {
    let first_seen: Vec<String> = Some(entry.first_seen.clone()).filter(|day| !day.is_empty()).into_iter().collect();
    [
        ("Sanctions", &entry.sanctions, true),
        ("Date of birth", &entry.birth_dates, false),
        ("Countries", &entry.countries, false),
        ("Identifiers", &entry.identifiers, false),
        ("Addresses", &entry.addresses, true),
        ("Listed since", &first_seen, false),
    ]
    .into_iter()
    .filter(|(_, values, _)| !values.is_empty())
    .map(|(label, values, full_width)| Evidence { label: label.to_owned(), values: few(values), full_width })
    .collect()
}

fn few(values: &[String]) -> Vec<String> {
    values.iter().take(MOST_VALUES).map(|value| short(value)).collect()
}

fn short(text: &str) -> String {
    text.chars().take(MOST_CHARACTERS).collect()
}

//! Score of a match, from the name and all other known facts.
//!
//! The name decides alone, since a party that hides chooses all other facts. So another date of birth, other countries
//! or another kind of party lower a score for the reviewer, and never clear a match.

use crate::entry::Entry;
use crate::name;
use crate::subject::{Kind, Party};
use crate::{THRESHOLD, written};

/// Penalty for a differing date of birth. Such a match ranks below exact ones.
const OTHER_BIRTH: f64 = 0.10;
/// Penalty for no country in common. It is half as much: people move, and companies have several countries.
const OTHER_COUNTRY: f64 = 0.05;
/// Penalty for another kind of party. Companies have their owners' names, and forms contain mistakes.
const OTHER_KIND: f64 = 0.05;
/// Score of a match with the same identifier: an exact name with one contradicting fact.
const SAME_IDENTIFIER: f64 = 0.95;
/// Lowest similarity of names for a shared identifier to count: one word of several. Numbers of two registers can
/// coincide.
pub(crate) const SHARED_WORD: f64 = 0.25;

/// Entry that a subject matches.
#[derive(Clone, Debug)]
pub(crate) struct Hit<'a> {
    pub(crate) entry: &'a Entry,
    pub(crate) score: f64,
    pub(crate) comparisons: Vec<Comparison>,
}

/// Result of one comparison.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) key: &'static str,
    pub(crate) label: &'static str,
    pub(crate) score: f64,
    pub(crate) own: String,
    pub(crate) listed: String,
    pub(crate) note: Option<String>,
}

/// Two names and their similarity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'a> {
    pub(crate) own: &'a str,
    pub(crate) listed: &'a str,
    pub(crate) score: f64,
}

/// Comparison of a fact other than the name, and its penalty.
struct Beside {
    key: &'static str,
    label: &'static str,
    less: f64,
    own: String,
    listed: String,
    same: bool,
}

/// Scores a party against an entry, given the similarity of their names.
pub(crate) fn judge<'a>(party: &Party<'_>, named: &Named<'_>, entry: &'a Entry) -> Hit<'a> {
    let mut score = named.score;
    let mut comparisons = vec![Comparison {
        key: party.name_key,
        label: party.name_label,
        score: named.score,
        own: named.own.to_owned(),
        listed: named.listed.to_owned(),
        note: None,
    }];
    for beside in [kinds(party, entry), births(party, entry), countries(party, entry)].into_iter().flatten() {
        let before = score;
        if !beside.same && score >= THRESHOLD {
            score = (score - beside.less).max(THRESHOLD);
        }
        let note =
            (!beside.same).then(|| format!("{} differs: score lowered by {}.", beside.label, written(before - score)));
        comparisons.push(Comparison {
            key: beside.key,
            label: beside.label,
            score: f64::from(u8::from(beside.same)),
            own: beside.own,
            listed: beside.listed,
            note,
        });
    }
    if let Some((own, listed)) = same_identifier(party, entry) {
        let lifts = named.score >= SHARED_WORD && score < SAME_IDENTIFIER;
        score = if lifts { SAME_IDENTIFIER } else { score };
        let note = lifts.then(|| format!("Same identifier: score raised to {}.", written(SAME_IDENTIFIER)));
        comparisons.push(Comparison { key: "identifier", label: "Identifier", score: 1.0, own, listed, note });
    }
    Hit { entry, score, comparisons }
}

fn kinds(party: &Party<'_>, entry: &Entry) -> Option<Beside> {
    let own = match party.kind {
        Kind::Person => "Person",
        Kind::Organization => "Organization",
        Kind::Any => "Person or organization",
    };
    // Only a contradiction is shown: most matches have the same kind.
    (!entry.can_be(party.kind)).then(|| Beside {
        key: "schema",
        label: "Kind of party",
        less: OTHER_KIND,
        own: own.to_owned(),
        listed: entry.schema.clone(),
        same: false,
    })
}

fn births(party: &Party<'_>, entry: &Entry) -> Option<Beside> {
    let born = party.birth_date.filter(|_| !entry.birth_dates.is_empty())?;
    // Often only the year is known.
    let same = entry.birth_dates.iter().any(|listed| born.starts_with(listed.as_str()) || listed.starts_with(born));
    Some(Beside {
        key: "birthDate",
        label: "Date of birth",
        less: OTHER_BIRTH,
        own: born.to_owned(),
        listed: entry.birth_dates.join(", "),
        same,
    })
}

fn countries(party: &Party<'_>, entry: &Entry) -> Option<Beside> {
    if party.countries.is_empty() || entry.countries.is_empty() {
        return None;
    }
    let same = party.countries.iter().any(|own| entry.countries.iter().any(|c| c.eq_ignore_ascii_case(own)));
    Some(Beside {
        key: "country",
        label: "Country",
        less: OTHER_COUNTRY,
        own: party.countries.join(", "),
        listed: entry.countries.join(", ").to_ascii_uppercase(),
        same,
    })
}

fn same_identifier(party: &Party<'_>, entry: &Entry) -> Option<(String, String)> {
    party.identifiers.iter().find_map(|own| {
        let plain = name::identifier(own)?;
        let listed = entry.identifiers.iter().find(|listed| name::identifier(listed).as_ref() == Some(&plain))?;
        Some((own.clone(), listed.clone()))
    })
}

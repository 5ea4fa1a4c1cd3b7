//! How alike somebody and an entry are.
//!
//! Words are compared by Jaro-Winkler and paired one to one, the most alike first. A name scores what the shorter of the
//! two is covered by such pairs, each word by its length, and a little less for each word that only the other has: so a
//! middle name or a patronymic does not hide anybody. A date of birth or countries that contradict take something away;
//! an identifier that is the same lifts what is at least half alike.

use std::collections::HashMap;

use crate::asked::Asked;
use crate::entry::Entry;
use crate::name;

/// Words less alike than this are different words.
const WORD_THRESHOLD: f64 = 0.85;
/// Words this short are the same or are not.
const SHORT: usize = 3;
/// Whole names less alike than this, with their words joined, are different names.
const JOINED_THRESHOLD: f64 = 0.9;
/// What each word that only one of the names has takes away.
const EXTRA_WORD: f64 = 0.05;
/// What another date of birth takes away.
const OTHER_BIRTH: f64 = 0.10;
/// What having no country in common takes away.
const OTHER_COUNTRY: f64 = 0.05;
/// What the same identifier lifts a score to, where names are at least half alike.
const SAME_IDENTIFIER: f64 = 0.95;
const HALF: f64 = 0.5;

/// How alike two names are, from 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Aligned(f64);

/// An entry that somebody is alike.
#[derive(Clone, Debug)]
pub(crate) struct Hit<'a> {
    pub(crate) entry: &'a Entry,
    pub(crate) score: f64,
    pub(crate) comparisons: Vec<Comparison>,
}

/// What one comparison said.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) key: &'static str,
    pub(crate) label: &'static str,
    pub(crate) score: f64,
    pub(crate) own: String,
    pub(crate) listed: String,
    pub(crate) note: Option<&'static str>,
}

/// The words of a list that are alike `word`, by their places.
pub(crate) fn similar_words(word: &str, words: &[Box<str>]) -> HashMap<usize, f64> {
    let alike = |listed: &str| {
        if listed == word {
            return Some(1.0);
        }
        if word.len() <= SHORT || listed.len() <= SHORT {
            return None;
        }
        Some(strsim::jaro_winkler(word, listed)).filter(|score| *score >= WORD_THRESHOLD)
    };
    words.iter().enumerate().filter_map(|(at, listed)| Some((at, alike(listed)?))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "lengths of words")]
fn weight(length: usize) -> f64 {
    length as f64
}

impl Aligned {
    /// Of two names with words of these lengths, and the pairs of words that are alike.
    pub(crate) fn of(own: &[usize], listed: &[usize], mut pairs: Vec<(usize, usize, f64)>) -> Self {
        pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| (a.0, a.1).cmp(&(b.0, b.1))));
        let (mut used_own, mut used_listed) = (vec![false; own.len()], vec![false; listed.len()]);
        let own_is_shorter = own.len() <= listed.len();
        let mut covered = 0.0;
        for (at, other, score) in pairs {
            let (Some(mine), Some(theirs)) = (used_own.get_mut(at), used_listed.get_mut(other)) else { continue };
            if *mine || *theirs {
                continue;
            }
            (*mine, *theirs) = (true, true);
            let length = if own_is_shorter { own.get(at) } else { listed.get(other) };
            covered += weight(length.copied().unwrap_or_default()) * score;
        }
        let (shorter, longer) = if own_is_shorter { (own, listed) } else { (listed, own) };
        let extra = longer.len() - shorter.len();
        // One word alone does not stand for a name of several.
        let whole = if shorter.len() == 1 && extra > 0 { longer } else { shorter };
        let whole = weight(whole.iter().sum());
        Self(if whole > 0.0 { (covered / whole - EXTRA_WORD * weight(extra)).max(0.0) } else { 0.0 })
    }

    /// Of two names with their words joined; `None` where they are not alike.
    pub(crate) fn as_a_whole(own: &str, listed: &str) -> Option<Self> {
        let (longer, shorter) = (own.len().max(listed.len()), own.len().min(listed.len()));
        // Each letter more is a difference.
        let possible = weight(shorter) / weight(longer) >= JOINED_THRESHOLD && shorter > SHORT;
        let score = possible.then(|| strsim::normalized_damerau_levenshtein(own, listed))?;
        (score >= JOINED_THRESHOLD).then_some(Self(score))
    }

    pub(crate) fn improve(&mut self, other: Self) {
        self.0 = self.0.max(other.0);
    }
}

/// How alike `asked` and `entry` are, whose names `own` and `listed` are alike as `aligned` says.
pub(crate) fn judge<'a>(asked: &Asked, own: &str, entry: &'a Entry, listed: &str, aligned: Aligned) -> Hit<'a> {
    let mut score = aligned.0;
    let mut comparisons = vec![Comparison {
        key: "name",
        label: "Name",
        score: aligned.0,
        own: own.to_owned(),
        listed: listed.to_owned(),
        note: None,
    }];
    let mut compare = |key, label, same: bool, own: String, listed: String, note| {
        comparisons.push(Comparison { key, label, score: f64::from(u8::from(same)), own, listed, note });
    };
    if let Some(born) = asked.birth_date.as_deref().filter(|_| !entry.birth_dates.is_empty()) {
        // Of many only the year is known.
        let same = entry.birth_dates.iter().any(|listed| born.starts_with(listed.as_str()) || listed.starts_with(born));
        score -= if same { 0.0 } else { OTHER_BIRTH };
        let note = (!same).then_some("Another date of birth: 0.10 less.");
        compare("birthDate", "Date of birth", same, born.to_owned(), entry.birth_dates.join(", "), note);
    }
    if !asked.countries.is_empty() && !entry.countries.is_empty() {
        let same = asked.countries.iter().any(|own| entry.countries.iter().any(|c| c.eq_ignore_ascii_case(own)));
        score -= if same { 0.0 } else { OTHER_COUNTRY };
        let note = (!same).then_some("No country in common: 0.05 less.");
        let listed = entry.countries.join(", ").to_ascii_uppercase();
        compare("country", "Country", same, asked.countries.join(", "), listed, note);
    }
    if let Some((own, listed)) = same_identifier(asked, entry) {
        let lifts = aligned.0 >= HALF && score < SAME_IDENTIFIER;
        score = if lifts { SAME_IDENTIFIER } else { score };
        let note = lifts.then_some("The same identifier: lifted to 0.95.");
        compare("identifier", "Identifier", true, own, listed, note);
    }
    Hit { entry, score, comparisons }
}

fn same_identifier(asked: &Asked, entry: &Entry) -> Option<(String, String)> {
    asked.identifiers.iter().find_map(|own| {
        let plain = name::identifier(own)?;
        let listed = entry.identifiers.iter().find(|listed| name::identifier(listed).as_ref() == Some(&plain))?;
        Some((own.clone(), listed.clone()))
    })
}

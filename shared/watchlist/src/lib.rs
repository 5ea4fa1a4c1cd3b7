//! Watch lists: matches between customers, persons and beneficiaries, and listed parties.
//!
//! No I/O. A list is parsed from the bytes of OpenSanctions' `targets.simple.csv`
//! (<https://www.opensanctions.org/docs/bulk/csv/>). [`subject`] converts a record to search subjects,
//! [`WatchList::search`] finds similar entries, and [`screen()`] builds the stored result with earlier decisions.
//!
//! Whoever wants to pass chooses every field, so each step undoes one way to disguise a name:
//!
//! | module | does |
//! | --- | --- |
//! | `name::clean` | NFKC; removes invisible characters; maps look-alike letters in mixed words, and digits among letters; reads words as the Latin ones that they look like (UTS #39), beside their transliteration |
//! | `name` | transliterates (`any_ascii`), splits words, joins initials, reads numbers in digits, words and Roman |
//! | `name::forms`, `kinds`, `nicknames` | tables: legal forms of the world, titles, particles, business words, places, short forms |
//! | `spelling` | a word's sound, its consonants, and an edit distance in which vowels, and consonants of one class, cost less |
//! | `compare` | pairs words one to one in any order, then split and joined words, initials and numbers; finds a listed name's letters within others, whatever the spaces |
//! | `index` | finds candidates by consonants with one left out, and by the letters of a whole name, so that a search never compares all names |
//! | `score` | what dates of birth, countries, the kind of party and identifiers change |
//!
//! The words left over decide. If only one side has some, one name lies within the other: a match, and words that the
//! partner added lower nothing. If both sides have some, the names contradict each other and differ, however much they
//! share. Business words, places and numbers added to a person's name contradict nothing. One word alone stands for a
//! name of several only if it identifies an organization. Words added to a part of a person's name that would be found
//! are taken away again, if few listed names have the rest: "Viktor Draganov Smith" is found like "Viktor Draganov",
//! and "Kim Jong Man" is not "Kim Jong Sik". A thing, such as a ship, is no party: it is found by its whole name, with
//! nothing but business words added. Everything beside the name lowers a score and never removes a match. Each number
//! in the code has its reason.
//!
//! A bank is a related party of its beneficiary's subject: the match's first feature says whose name it was (`name`,
//! `bankName`, `intermediaryBank`).
//!
//! `tests/vectors/name_pairs.csv` has labelled pairs of invented names, a rule a row. `cargo xtask bench --names FILE`
//! measures on any file of nomenklatura's form.
//!
//! The list is looked up in S3 with each screening, by its ETag, and read if it differs from the one that this process
//! has. A list that cannot be read stops the request: skipping a row could miss a listed party.

mod compare;
mod entry;
mod index;
mod list;
mod name;
mod report;
mod score;
mod screen;
mod spelling;
pub mod subject;

pub use list::{WatchList, WatchListError};
pub use screen::{Decision, DecisionConflict, ScreeningContext, decide, screen};
pub use subject::{Kind, Related, Role, SearchSubject};

/// Name of the comparison in results. Its number changes with the way of comparing.
pub const ALGORITHM: &str = "names-aligned/3";
/// Lowest score of a match.
pub const THRESHOLD: f64 = 0.88;

/// Returns the similarity of two names, from 0 to 1. `kind` is that of the listed party.
///
/// A score of at least [`THRESHOLD`] is a match.
pub fn compare_names(own: &str, listed: &str, kind: Kind) -> f64 {
    compare::best_reading(own, listed, kind == Kind::Person)
}

/// Formats a score or threshold as the API writes it.
fn written(score: f64) -> String {
    format!("{score:.2}")
}

#[cfg(test)]
mod tests;

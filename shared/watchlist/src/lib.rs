//! Watch lists: which customers, persons and beneficiaries are alike somebody who is listed.
//!
//! No I/O. A list is read from the bytes of OpenSanctions' `targets.simple.csv`
//! (<https://www.opensanctions.org/docs/bulk/csv/>), a record says who is asked for ([`asked`]), [`WatchList::search`]
//! finds whom they are alike, and [`screen()`] makes of it what is kept, with what was decided before.

pub mod asked;
mod compare;
mod entry;
mod index;
mod list;
mod name;
mod report;
mod score;
mod screen;
mod spelling;

pub use asked::{Asked, Kind, Related, Role};
pub use list::{WatchList, WatchListError};
pub use screen::{Around, Decision, Undecidable, decide, screen};

/// How names are compared, as it stands in each result. Its number changes with the way of comparing.
pub const ALGORITHM: &str = "names-aligned/3";
/// The least score of a match.
pub const THRESHOLD: f64 = 0.88;

/// Returns the similarity of two names alone, from 0 to 1. `kind` is that of the listed party.
///
/// A score of at least [`THRESHOLD`] is a match.
#[must_use]
pub fn compare_names(own: &str, listed: &str, kind: Kind) -> f64 {
    compare::best_reading(own, listed, kind == Kind::Person)
}

/// As the API writes scores and thresholds.
fn written(score: f64) -> String {
    format!("{score:.2}")
}

#[cfg(test)]
mod tests;

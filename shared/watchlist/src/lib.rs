//! Watch lists: matches between customers, persons and beneficiaries, and listed parties.
//!
//! No I/O. A list is parsed from the bytes of OpenSanctions' `targets.simple.csv`
//! (<https://www.opensanctions.org/docs/bulk/csv/>). [`asked`] converts a record to search subjects,
//! [`WatchList::search`] finds similar entries, and [`screen()`] builds the stored result with earlier decisions.

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

/// Name of the comparison in results. Its number changes with the way of comparing.
pub const ALGORITHM: &str = "names-aligned/3";
/// Lowest score of a match.
pub const THRESHOLD: f64 = 0.88;

/// Returns the similarity of two names, from 0 to 1. `kind` is that of the listed party.
///
/// A score of at least [`THRESHOLD`] is a match.
#[must_use]
pub fn compare_names(own: &str, listed: &str, kind: Kind) -> f64 {
    compare::best_reading(own, listed, kind == Kind::Person)
}

/// Formats a score or threshold as the API writes it.
fn written(score: f64) -> String {
    format!("{score:.2}")
}

#[cfg(test)]
mod tests;

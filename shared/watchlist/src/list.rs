//! Watch list, parsed once and searched many times.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};
use sha2::{Digest, Sha256};

use crate::entry::Entry;
use crate::index::Index;
use crate::name::{Class, Lexicon, Word, identifier, other_readings, words};
use crate::score::{Hit, Named, SHARED_WORD, judge};
use crate::subject::{Kind, Party, SearchSubject};
use crate::{THRESHOLD, compare};

/// Bytes that are not a watch list.
#[derive(Debug, thiserror::Error)]
pub enum WatchListError {
    /// Missing column.
    #[error("the column {0:?} is missing: the file must be OpenSanctions' targets.simple.csv")]
    Column(&'static str),
    /// Malformed row.
    #[error("row {0} is malformed: {1}")]
    Row(u64, String),
    /// Empty list.
    #[error("the list has no entries")]
    Empty,
}

/// Watch list.
#[derive(Debug)]
pub struct WatchList {
    version: String,
    entries: Vec<Entry>,
    names: Vec<Name>,
    index: Index,
    /// Entries by their identifiers.
    identified: HashMap<String, Vec<usize>>,
}

/// Name of an entry.
#[derive(Clone, Copy, Debug)]
struct Name {
    entry: usize,
    /// Position among its names: 0 is the main name, others are aliases.
    place: usize,
}

/// Splits a column at `;`.
fn values(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

impl WatchList {
    /// Parses `targets.simple.csv`.
    ///
    /// # Errors
    /// The first problem. A list is parsed wholly or not at all: skipping a row could miss a listed party.
    pub fn read(bytes: &[u8]) -> Result<Self, WatchListError> {
        let mut reader = ReaderBuilder::new().from_reader(bytes);
        let row_error = |error: &csv::Error, row| {
            WatchListError::Row(error.position().map_or(row, csv::Position::line), error.to_string())
        };
        let header = reader.headers().map_err(|error| row_error(&error, 1))?.clone();
        let column = |name: &'static str| header.iter().position(|found| found == name);
        let needed = |name: &'static str| column(name).ok_or(WatchListError::Column(name));
        let (id, schema, own_name) = (needed("id")?, needed("schema")?, needed("name")?);
        let optional = |name, row: &StringRecord| values(column(name).and_then(|at| row.get(at)).unwrap_or_default());
        let mut entries = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|error| row_error(&error, 0))?;
            let text = |at: usize| row.get(at).unwrap_or_default().trim().to_owned();
            entries.push(Entry {
                id: text(id),
                schema: text(schema),
                name: text(own_name),
                aliases: optional("aliases", &row),
                birth_dates: optional("birth_date", &row),
                countries: optional("countries", &row),
                addresses: optional("addresses", &row),
                identifiers: optional("identifiers", &row),
                sanctions: optional("sanctions", &row),
                datasets: optional("dataset", &row),
                first_seen: optional("first_seen", &row).join(""),
            });
        }
        if entries.is_empty() {
            return Err(WatchListError::Empty);
        }
        let digest = hex::encode(Sha256::digest(bytes));
        Ok(Self::of(digest.chars().take(16).collect(), entries))
    }

    fn of(version: String, entries: Vec<Entry>) -> Self {
        let (mut names, mut name_words, mut known) = (Vec::new(), Vec::new(), Vec::new());
        let mut places: HashMap<Word, u32> = HashMap::new();
        let mut lexicon = Lexicon::default();
        for (at, entry) in entries.iter().enumerate() {
            for (place, name) in [&entry.name].into_iter().chain(&entry.aliases).enumerate() {
                let own = lexicon.words(name);
                if own.is_empty() {
                    continue;
                }
                let place_of = |word: Word| {
                    *places.entry(word).or_insert_with_key(|word| {
                        known.push(word.clone());
                        u32::try_from(known.len() - 1).unwrap_or(u32::MAX)
                    })
                };
                name_words.push(own.into_iter().map(place_of).collect());
                names.push(Name { entry: at, place });
            }
        }
        let mut identified: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            for plain in entry.identifiers.iter().filter_map(|number| identifier(number)) {
                identified.entry(plain).or_default().push(at);
            }
        }
        Self { version, entries, names, index: Index::new(known, &name_words), identified }
    }

    /// Returns the first 16 hex digits of the file's SHA-256.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the entries that are similar to `asked`, the most similar first.
    pub(crate) fn search(&self, asked: &SearchSubject) -> Vec<Hit<'_>> {
        let mut best: HashMap<usize, Hit<'_>> = HashMap::new();
        for party in asked.parties() {
            for own in party.names {
                let readings = std::iter::once(words(own)).chain(other_readings(own));
                for reading in readings.filter(|reading| !reading.is_empty()) {
                    let reading: Vec<&Word> = reading.iter().collect();
                    self.by_name(&party, own, &reading, &mut best);
                }
            }
            self.by_identifier(&party, &mut best);
        }
        let mut hits: Vec<_> = best.into_values().collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entry.id.cmp(&b.entry.id)));
        hits
    }

    fn by_name<'a>(&'a self, party: &Party<'_>, own: &str, reading: &[&Word], best: &mut HashMap<usize, Hit<'a>>) {
        for at in self.index.candidates(reading) {
            let Some((name, entry)) = self.names.get(at).and_then(|name| Some((name, self.entries.get(name.entry)?)))
            else {
                continue;
            };
            let known = self.index.name(at);
            if entry.is_thing() && !compare::is_whole_name(reading, &known) {
                continue;
            }
            let person = entry.is_person(party.kind);
            let mut score = compare::compare(reading, &known, person);
            if score < THRESHOLD && person {
                score = score.max(self.without_added(reading, &known));
            }
            if score < THRESHOLD || self.is_weak(party, entry, reading, &known) {
                continue;
            }
            keep(best, name.entry, judge(party, &Named { own, listed: entry.named(name.place), score }, entry));
        }
    }

    /// Returns the similarity of a person's name without words before or after it; 0 if there is none.
    ///
    /// Example: "Viktor Draganov Smith" for "Viktor Draganov Zelinsky". The remaining words must be rare: "Viktor
    /// Draganov" is found, so an added word must not clear it. If the words are common, as in "Kim Jong Sik", the other
    /// word shows another person.
    fn without_added(&self, own: &[&Word], listed: &[&Word]) -> f64 {
        let among = |word: &Word, words: &[&Word]| words.iter().any(|other| compare::alike(other, word).is_some());
        let is_rare =
            |word: &&&Word| word.is_telling() && word.text.len() >= SHORTEST_RARE && self.index.shared_by(word) <= RARE;
        let mut best = 0.0_f64;
        for added in 1..=own.len().saturating_sub(2).min(MOST_ADDED) {
            let front = own.get(added..).unwrap_or_default();
            let behind = own.get(..own.len() - added).unwrap_or_default();
            // Another word before the name is another given name, unless the listed one is there too.
            let given = listed.first().is_some_and(|first| among(first, front));
            for part in [Some(behind), given.then_some(front)].into_iter().flatten() {
                let score = compare::compare(part, listed, true);
                if score >= THRESHOLD
                    && score > best
                    && listed.iter().filter(|word| among(word, part)).any(|w| is_rare(&w))
                {
                    best = score;
                }
            }
        }
        best
    }

    /// Finds entries that share an identifier with the party. They must also share a word of the name.
    fn by_identifier<'a>(&'a self, party: &Party<'_>, best: &mut HashMap<usize, Hit<'a>>) {
        let numbers = party.identifiers.iter().filter_map(|number| identifier(number));
        for at in numbers.filter_map(|plain| self.identified.get(&plain)).flatten() {
            let Some(entry) = self.entries.get(*at) else { continue };
            let person = entry.is_person(party.kind);
            let listed = || [&entry.name].into_iter().chain(&entry.aliases);
            let pairs = party.names.iter().flat_map(|own| listed().map(move |listed| (own, listed)));
            let scored =
                pairs.map(|(own, listed)| Named { own, listed, score: compare::best_reading(own, listed, person) });
            let closest = scored.max_by(|a, b| a.score.total_cmp(&b.score));
            if let Some(named) = closest.filter(|named| named.score >= SHARED_WORD) {
                keep(best, *at, judge(party, &named, entry));
            }
        }
    }

    /// Returns true for a match on one listed word that says little.
    ///
    /// The word is common in the list, or is an organization's name within a person's.
    fn is_weak(&self, party: &Party<'_>, entry: &Entry, own: &[&Word], listed: &[&Word]) -> bool {
        let telling = |words: &[&Word]| words.iter().filter(|word| word.class != Class::Particle).count();
        let other_kind = party.kind == Kind::Person && !entry.can_be(Kind::Person);
        telling(own) > 1
            && telling(listed) == 1
            && (other_kind
                || listed.iter().any(|word| word.class != Class::Particle && self.index.shared_by(word) > COMMON))
    }
}

/// Keeps the better of two hits of an entry.
fn keep<'a>(best: &mut HashMap<usize, Hit<'a>>, entry: usize, hit: Hit<'a>) {
    if best.get(&entry).is_none_or(|known| known.score < hit.score) {
        best.insert(entry, hit);
    }
}

/// Most listed names with a rare word: the spellings of one party, or of a few relatives.
const RARE: usize = 6;
/// Fewest letters of a rare word. Shorter ones are syllables of many names.
const SHORTEST_RARE: usize = 5;
/// Most words that are dropped. A field has room for more, and each costs a comparison.
const MOST_ADDED: usize = 3;
/// Most listed names with a word that is not yet common.
///
/// A group of companies has some ten with one name; words such as "Star" and "Victory" have hundreds.
const COMMON: usize = 40;

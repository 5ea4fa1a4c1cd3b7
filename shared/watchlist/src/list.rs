//! A watch list, read once and searched many times.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};
use sha2::{Digest, Sha256};

use crate::asked::Asked;
use crate::entry::Entry;
use crate::name;
use crate::score::{Aligned, Hit, judge, similar_words};
use crate::{Kind, THRESHOLD};

/// The bytes are no watch list.
#[derive(Debug, thiserror::Error)]
pub enum WatchListError {
    /// A column that there must be is not there.
    #[error("the column {0:?} is missing: the file must be OpenSanctions' targets.simple.csv")]
    Column(&'static str),
    /// A row cannot be read.
    #[error("row {0} cannot be read: {1}")]
    Row(u64, String),
    /// There is no entry.
    #[error("there is no entry in it")]
    Empty,
}

/// A watch list.
#[derive(Debug)]
pub struct WatchList {
    version: String,
    entries: Vec<Entry>,
    names: Vec<Name>,
    /// Every word of every name, once.
    words: Vec<Box<str>>,
    /// The names that a word is in.
    names_with: Vec<Vec<usize>>,
}

/// One of an entry's names.
#[derive(Debug)]
struct Name {
    entry: usize,
    /// Which of its names: 0 is the entry's own, others are aliases.
    place: usize,
    /// Places in `words`.
    words: Vec<usize>,
    /// All words in one.
    joined: Box<str>,
}

/// Lists are written with `;` between the values of a column.
fn values(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

impl WatchList {
    /// Reads `targets.simple.csv`.
    ///
    /// # Errors
    /// What is wrong with it. A list is read wholly or not at all: nobody in it may be missed.
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
        let (mut names, mut words, mut names_with) = (Vec::new(), Vec::new(), Vec::<Vec<usize>>::new());
        let mut places: HashMap<String, usize> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            for (place, name) in [&entry.name].into_iter().chain(&entry.aliases).enumerate() {
                let own = name::words(name);
                if own.is_empty() {
                    continue;
                }
                let joined = own.concat().into_boxed_str();
                let mut word_places = Vec::with_capacity(own.len());
                for word in own {
                    let next = words.len();
                    let found = *places.entry(word).or_insert_with_key(|word| {
                        words.push(word.as_str().into());
                        names_with.push(Vec::new());
                        next
                    });
                    if let Some(with) = names_with.get_mut(found)
                        && with.last() != Some(&names.len())
                    {
                        with.push(names.len());
                    }
                    word_places.push(found);
                }
                names.push(Name { entry: at, place, words: word_places, joined });
            }
        }
        Self { version, entries, names, words, names_with }
    }

    /// The first 16 hex digits of the file's SHA-256.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The entries that `asked` is alike, the most alike first.
    pub(crate) fn search(&self, asked: &Asked) -> Vec<Hit<'_>> {
        let mut best: HashMap<usize, Hit<'_>> = HashMap::new();
        for own in &asked.names {
            let words = name::words(own);
            for (name, aligned) in self.alike(&words, asked.kind) {
                let Some(entry) = self.entries.get(name.entry) else { continue };
                let listed = name.place.checked_sub(1).and_then(|alias| entry.aliases.get(alias));
                let hit = judge(asked, own, entry, listed.unwrap_or(&entry.name), aligned);
                if hit.score >= THRESHOLD && best.get(&name.entry).is_none_or(|known| known.score < hit.score) {
                    best.insert(name.entry, hit);
                }
            }
        }
        let mut hits: Vec<_> = best.into_values().collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entry.id.cmp(&b.entry.id)));
        hits
    }

    /// The names that share a word like one of `words`, or are alike as a whole, with how alike they are.
    fn alike<'a>(&'a self, words: &[String], kind: Kind) -> impl Iterator<Item = (&'a Name, Aligned)> {
        let similar: Vec<HashMap<usize, f64>> = words.iter().map(|word| similar_words(word, &self.words)).collect();
        let mut found: HashMap<usize, Aligned> = HashMap::new();
        let sharing = similar.iter().flat_map(HashMap::keys).filter_map(|word| self.names_with.get(*word)).flatten();
        for at in sharing {
            if let Some(name) = self.names.get(*at) {
                found.entry(*at).or_insert_with(|| self.align(words, &similar, name));
            }
        }
        // Words that are parted in another way: "Al Qaida", "Alqaida".
        let joined = words.concat();
        for (at, name) in self.names.iter().enumerate() {
            if name.words.len() != words.len()
                && let Some(alike) = Aligned::as_a_whole(&joined, &name.joined)
            {
                found.entry(at).and_modify(|known| known.improve(alike)).or_insert(alike);
            }
        }
        found
            .into_iter()
            .filter_map(|(at, aligned)| Some((self.names.get(at)?, aligned)))
            .filter(move |(name, _)| self.entries.get(name.entry).is_some_and(|entry| entry.can_be(kind)))
    }

    fn align(&self, words: &[String], similar: &[HashMap<usize, f64>], name: &Name) -> Aligned {
        let length = |word: &usize| self.words.get(*word).map_or(0, |word| word.len());
        let pairs = similar.iter().enumerate().flat_map(|(own, similar)| {
            let listed = name.words.iter().enumerate();
            listed.filter_map(move |(listed, word)| Some((own, listed, *similar.get(word)?)))
        });
        let own: Vec<usize> = words.iter().map(String::len).collect();
        let listed: Vec<usize> = name.words.iter().map(length).collect();
        Aligned::of(&own, &listed, pairs.collect())
    }
}

//! Index of a list's names. It finds candidates for a name without comparing all.
//!
//! Words are found by the consonants of their sound, with one of them replaced, missing or added. For that, each word
//! is indexed by its skeleton and by each skeleton with one consonant left out (Garbe's symmetric deletes). Names are
//! found by two words, by one if they have no more, and by all words joined.

use std::hash::{Hash as _, Hasher};

use crate::compare::{FEWEST_WITHIN, MOST_LETTERS_MORE, MOST_WITHIN, alike, joined, runs, within_keys};
use crate::name::{Class, Script, Word, nicknames};
use crate::spelling::{letters, most_letters_apart, skeleton, sound, tolerance};

/// Names and their words, indexed.
#[derive(Debug)]
pub(crate) struct Index {
    words: Vec<Word>,
    /// Letter set of each word's sound, and length of the word; `None` for a script other than an alphabet.
    shapes: Vec<Option<(u32, usize)>>,
    /// Words by key hash.
    by_key: Vec<(u32, u32)>,
    /// Start of each word's names in `names_with`, and the last end.
    starts: Vec<u32>,
    names_with: Vec<u32>,
    /// Words of each name, and the start of each name's words.
    name_words: Vec<u32>,
    name_starts: Vec<u32>,
    /// Names by the hash of their joined words.
    joined: Vec<(u32, u32)>,
    /// Names by the hash of their letters without spaces. The second field has the hashes of the first letters.
    within: Vec<(u32, u32)>,
    beginnings: Vec<u32>,
}

/// Kinds of keys, hashed separately so that they do not mix.
#[derive(Hash)]
enum Key<'a> {
    Skeleton(&'a str),
    Number(u32),
    /// Half of a joined name's skeleton, and length of the whole.
    FirstHalf(usize, &'a str),
    LastHalf(usize, &'a str),
    Pair(&'a str),
    Letters(&'a str),
}

impl Key<'_> {
    #[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
    fn hashed(&self) -> u32 {
        let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
        self.hash(&mut hasher);
        let hash = hasher.finish();
        (hash ^ (hash >> 32)) as u32
    }
}

/// FNV-1a hasher. A list has a million short keys, and colliding keys give an attacker nothing.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}

/// Returns the keys of a word, for indexing and look-up.
fn keys(skeleton: &str, number: Option<u32>) -> Vec<u32> {
    if let Some(number) = number {
        return vec![Key::Number(number).hashed()];
    }
    let mut keys = vec![Key::Skeleton(skeleton).hashed()];
    // Deleting the only consonant leaves nothing, which all such words would share.
    if skeleton.len() > 1 {
        let mut less = String::with_capacity(skeleton.len());
        for at in 0..skeleton.len() {
            less.clear();
            less.extend(skeleton.char_indices().filter(|(other, _)| *other != at).map(|(_, c)| c));
            keys.push(Key::Skeleton(&less).hashed());
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Returns the halves of a joined name's skeleton. The indexed skeleton has `length` consonants.
fn halves(whole: &str, length: usize) -> [Option<u32>; 2] {
    let middle = length / 2;
    let last = whole.len().checked_sub(length - middle).and_then(|from| whole.get(from..));
    [
        whole.get(..middle).map(|half| Key::FirstHalf(length, half).hashed()),
        last.map(|half| Key::LastHalf(length, half).hashed()),
    ]
}

/// Returns the skeletons of a name without spaces. The word orders are those of [`crate::compare`].
fn wholes(words: &[&Word]) -> Vec<String> {
    let skeletons: Vec<&str> =
        words.iter().filter(|word| word.class != Class::Particle).map(|word| &*word.skeleton).collect();
    let mut found: Vec<String> = Vec::with_capacity(3);
    for turn in [0, skeletons.len().saturating_sub(1), 1].into_iter().take(skeletons.len().min(3)) {
        let mut whole = String::new();
        for c in skeletons.iter().cycle().skip(turn).take(skeletons.len()).flat_map(|part| part.chars()) {
            if !whole.ends_with(c) {
                whole.push(c);
            }
        }
        if !found.contains(&whole) {
            found.push(whole);
        }
    }
    found
}

/// Fewest consonants of a name that is found as a whole.
const FEWEST: usize = 3;

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn at(place: u32) -> usize {
    place as usize
}

fn found(sorted: &[(u32, u32)], key: u32) -> impl Iterator<Item = u32> {
    let from = sorted.partition_point(|(known, _)| *known < key);
    sorted.iter().skip(from).take_while(move |(known, _)| *known == key).map(|(_, place)| *place)
}

/// Groups sorted pairs by their first value: start of each group, and all second values.
fn grouped(count: usize, pairs: &[(u32, u32)]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = Vec::with_capacity(count + 1);
    let mut from = 0;
    for group in 0..count {
        starts.push(place(from));
        from += pairs.iter().skip(from).take_while(|(of, _)| at(*of) == group).count();
    }
    starts.push(place(from));
    (starts, pairs.iter().map(|(_, place)| *place).collect())
}

fn group<'a>(starts: &[u32], all: &'a [u32], of: usize) -> &'a [u32] {
    let range = starts.get(of).zip(starts.get(of + 1));
    range.and_then(|(from, to)| all.get(at(*from)..at(*to))).unwrap_or_default()
}

impl Index {
    /// Builds the index from words and the names' word positions.
    pub(crate) fn new(words: Vec<Word>, names: &[Vec<u32>]) -> Self {
        let mut by_key: Vec<(u32, u32)> = Vec::with_capacity(words.len() * 6);
        for (at, word) in words.iter().enumerate() {
            by_key.extend(keys(&word.skeleton, word.number).into_iter().map(|key| (key, place(at))));
        }
        let (mut with, mut joined) = (Vec::new(), Vec::with_capacity(names.len() * 6));
        let (mut within, mut beginnings) = (Vec::with_capacity(names.len() * 3), Vec::with_capacity(names.len() * 3));
        let (mut name_words, mut name_starts) = (Vec::new(), Vec::with_capacity(names.len() + 1));
        for (name, places) in names.iter().enumerate() {
            name_starts.push(place(name_words.len()));
            name_words.extend_from_slice(places);
            with.extend(places.iter().map(|word| (*word, place(name))));
            let of_name: Vec<&Word> = places.iter().filter_map(|word| words.get(at(*word))).collect();
            for whole in wholes(&of_name).iter().filter(|whole| whole.len() >= FEWEST) {
                joined.extend(halves(whole, whole.len()).into_iter().flatten().map(|key| (key, place(name))));
            }
            for pair in of_name.windows(2) {
                joined.push((Key::Pair(&run_skeleton(pair)).hashed(), place(name)));
            }
            for key in within_keys(&of_name) {
                within.push((Key::Letters(&key.text).hashed(), place(name)));
                beginnings.extend(key.text.get(..FEWEST_WITHIN).map(|start| Key::Letters(start).hashed()));
            }
        }
        name_starts.push(place(name_words.len()));
        for sorted in [&mut by_key, &mut with, &mut joined, &mut within] {
            sorted.sort_unstable();
            sorted.dedup();
            sorted.shrink_to_fit();
        }
        beginnings.sort_unstable();
        beginnings.dedup();
        beginnings.shrink_to_fit();
        let (starts, names_with) = grouped(words.len(), &with);
        let shapes = words.iter().map(shape).collect();
        Self { words, shapes, by_key, starts, names_with, name_words, name_starts, joined, within, beginnings }
    }

    /// Returns the words of a name.
    pub(crate) fn name(&self, name: usize) -> Vec<&Word> {
        let places = group(&self.name_starts, &self.name_words, name);
        places.iter().filter_map(|place| self.words.get(at(*place))).collect()
    }

    /// Returns the number of names with a word.
    pub(crate) fn shared_by(&self, word: &Word) -> usize {
        let same = |place: &u32| self.words.get(at(*place)).is_some_and(|known| known.text == word.text);
        let places = keys(&word.skeleton, word.number).into_iter().flat_map(|key| found(&self.by_key, key));
        let mut places: Vec<u32> = places.filter(same).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|place| group(&self.starts, &self.names_with, at(place)).len()).sum()
    }

    /// Returns the names that may match one of these words.
    pub(crate) fn candidates(&self, own: &[&Word]) -> Vec<usize> {
        let count = self.name_starts.len().saturating_sub(1);
        let mut hits = vec![0_u8; count];
        let mut touched: Vec<u32> = Vec::new();
        let mut hit = |name: u32| {
            if let Some(hits) = hits.get_mut(at(name)) {
                if *hits == 0 {
                    touched.push(name);
                }
                *hits = hits.saturating_add(1);
            }
        };
        for word in own {
            for near in self.near(word) {
                group(&self.starts, &self.names_with, at(near)).iter().copied().for_each(&mut hit);
            }
            // A joined word equals two, so it counts twice.
            if word.skeleton.len() >= FEWEST {
                let pairs = || found(&self.joined, Key::Pair(&word.skeleton).hashed());
                pairs().chain(pairs()).for_each(&mut hit);
            }
        }
        for run in runs(own) {
            for near in self.near_run(run) {
                group(&self.starts, &self.names_with, at(near)).iter().copied().for_each(&mut hit);
            }
        }
        let few = own.iter().filter(|word| word.class != Class::Particle).count() < 2
            || own.iter().any(|word| word.class == Class::Initials);
        let mut names: Vec<usize> = touched
            .into_iter()
            .map(at)
            .filter(|name| few || hits.get(*name).is_some_and(|hits| *hits > 1) || self.is_found_by_one(*name))
            .collect();
        names.extend(self.as_a_whole(own));
        names.extend(self.by_letters(own));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Returns true if one common word makes the name a candidate.
    ///
    /// Such a name has initials, or at most one word that is neither initials nor particle.
    fn is_found_by_one(&self, name: usize) -> bool {
        let words = self.name(name);
        let telling = words.iter().filter(|word| !matches!(word.class, Class::Particle | Class::Initials));
        telling.count() < 2 || words.iter().any(|word| word.class == Class::Initials)
    }

    /// Returns the listed words similar to a word.
    fn near(&self, word: &Word) -> Vec<u32> {
        let mut near = Vec::new();
        if word.class != Class::Particle && !(word.class == Class::Initials && word.text.len() == 1) {
            let own = shape(word);
            let can_be = |place: u32| self.shapes.get(at(place)).is_some_and(|shape| can_be_alike(own, *shape));
            let is_alike = |known: &Word| known.class != Class::Particle && alike(word, known).is_some();
            near = self.words_by(keys(&word.skeleton, word.number), can_be, is_alike);
            if let Some(number) = word.number_misspelt() {
                near.extend(self.words_by(keys("", Some(number)), |_| true, is_alike));
            }
            if let Some(stem) = word.without_glued_form() {
                near.extend(self.words_that_are(stem));
            }
        }
        near.extend(nicknames::of(&word.text).flat_map(|name| self.words_that_are(name)));
        near.sort_unstable();
        near.dedup();
        near
    }

    fn words_that_are(&self, text: &str) -> Vec<u32> {
        let key = Key::Skeleton(&skeleton(&sound(text))).hashed();
        self.words_by(vec![key], |_| true, |known| &*known.text == text && known.class != Class::Particle)
    }

    /// Returns the listed words similar to joined words. It also finds exact matches from the last word to the first.
    fn near_run(&self, run: &[&Word]) -> Vec<u32> {
        let text: String = run.iter().map(|word| &*word.text).collect();
        let own = Some((letters(&sound(&text)), text.len()));
        let can_be = |place: u32| self.shapes.get(at(place)).is_some_and(|shape| can_be_alike(own, *shape));
        let mut near = self.words_by(keys(&run_skeleton(run), None), can_be, |known| joined(run, known).is_some());
        let backwards: String = run.iter().rev().map(|word| &*word.text).collect();
        near.extend(self.words_that_are(&backwards));
        near
    }

    /// Returns the names whose letters are consecutive in these words. The direction is forwards, or from the last word
    /// to the first.
    fn by_letters(&self, own: &[&Word]) -> Vec<usize> {
        let forwards: String = own.iter().map(|word| &*word.text).collect();
        let backwards: String = own.iter().rev().map(|word| &*word.text).collect();
        let mut names = Vec::new();
        for text in [forwards, backwards] {
            for from in 0..(text.len() + 1).saturating_sub(FEWEST_WITHIN) {
                let begins = text.get(from..from + FEWEST_WITHIN).map(|start| Key::Letters(start).hashed());
                // Few sequences of eight letters start a listed name.
                if begins.is_some_and(|key| self.beginnings.binary_search(&key).is_ok()) {
                    let ends = from + FEWEST_WITHIN..=text.len().min(from + MOST_WITHIN);
                    let keys = ends.filter_map(|to| text.get(from..to)).map(|text| Key::Letters(text).hashed());
                    names.extend(keys.flat_map(|key| found(&self.within, key)).map(at));
                }
            }
        }
        names
    }

    fn words_by(&self, wanted: Vec<u32>, can_be: impl Fn(u32) -> bool, is_near: impl Fn(&Word) -> bool) -> Vec<u32> {
        let places = wanted.into_iter().flat_map(|key| found(&self.by_key, key));
        let mut places: Vec<u32> = places.filter(|place| can_be(*place)).collect();
        places.sort_unstable();
        places.dedup();
        places.retain(|place| self.words.get(at(*place)).is_some_and(&is_near));
        places
    }

    /// Returns the names that are similar as a whole: half of the consonants are the same.
    fn as_a_whole(&self, own: &[&Word]) -> Vec<usize> {
        let mut names = Vec::new();
        for whole in wholes(own).iter().filter(|whole| whole.len() >= FEWEST) {
            for length in whole.len() - 1..=whole.len() + 1 {
                let keys = halves(whole, length).into_iter().flatten();
                names.extend(keys.flat_map(|key| found(&self.joined, key)).map(at));
            }
        }
        // Names with the same number of words are already found word by word. Most others have other letters.
        let own_shape = whole_shape(own);
        names.retain(|name| {
            group(&self.name_starts, &self.name_words, *name).len() != own.len()
                && can_be_one(own_shape, whole_shape(&self.name(*name)))
        });
        names
    }
}

/// Returns the shape of a word; see [`Index::shapes`].
fn shape(word: &Word) -> Option<(u32, usize)> {
    (word.script == Script::Alphabet && word.number.is_none()).then(|| (letters(&word.sound), word.text.len()))
}

/// Returns false if words of these shapes cannot sound similar. It excludes most without comparing them.
fn can_be_alike(own: Option<(u32, usize)>, known: Option<(u32, usize)>) -> bool {
    let (Some((own, own_length)), Some((known, length))) = (own, known) else { return true };
    own_length.abs_diff(length) <= MOST_LETTERS_MORE
        && (own ^ known).count_ones() <= most_letters_apart(tolerance(own_length.max(length)))
}

/// Returns letter set and length of a name without particles; `None` for a script other than an alphabet.
fn whole_shape(words: &[&Word]) -> Option<(u32, usize)> {
    let mut words = words.iter().filter(|word| word.class != Class::Particle);
    words.try_fold((0, 0), |(all, length), word| {
        (word.script == Script::Alphabet).then(|| (all | letters(&word.sound), length + word.text.len()))
    })
}

/// Returns false if two names cannot match as a whole. Two more letters may differ: sounds can change where words meet.
fn can_be_one(own: Option<(u32, usize)>, known: Option<(u32, usize)>) -> bool {
    let (Some((own, own_length)), Some((known, length))) = (own, known) else { return true };
    own_length.abs_diff(length) <= MOST_LETTERS_MORE && (own ^ known).count_ones() <= most_letters_apart(1.0) + 2
}

fn run_skeleton(run: &[&Word]) -> String {
    let text: String = run.iter().map(|word| &*word.text).collect();
    skeleton(&sound(&text))
}

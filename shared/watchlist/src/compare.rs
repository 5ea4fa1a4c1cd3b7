//! Similarity of two names, regardless of word order, spelling and spacing.
//!
//! Words are paired one to one, the most similar first; then words that are split or joined differently, and initials.
//!
//! The unpaired words decide. If at most one side has some, one name equals or contains the other. If both have some,
//! the names contradict each other and differ, however much else they share.

mod joined;
mod word;

use crate::name::{Class, OFFICES, Word, other_readings, words};
pub(crate) use joined::{FEWEST_WITHIN, MOST_LETTERS_MORE, MOST_WITHIN, joined, runs, within_keys};
pub(crate) use word::alike;

/// Penalty per word that only the listed name has. Extra words of the searched name cost nothing, otherwise adding some
/// would hide a name.
const MISSING: f64 = 0.01;
/// Largest such penalty: a full name of eight words is found by two of them.
const MISSING_MOST: f64 = 0.04;
/// Factor on the score of names that do not contain each other: always below the threshold.
const CONTRADICTED: f64 = 0.85;
/// Similarity of an initial and its word. It is one letter in six, and so some evidence.
const INITIAL: f64 = 0.88;
/// Similarity of different numbers. Funds, trusts and branches that differ only in their number belong to one owner.
const SIBLING: f64 = 0.8;
/// Fewest letters, with spaces, of a name that may be cut off. Some fields have a maximum length (SWIFT: 35).
const CUT_OFF: usize = 28;
/// Fewest letters of a word that identifies an organization together with others.
const TELLING: usize = 4;
/// Fewest letters of a single word that identifies an organization.
const TELLING_ALONE: usize = 5;

/// Words of a name, and those already paired.
struct Side<'a> {
    words: &'a [&'a Word],
    paired: Vec<bool>,
}

impl<'a> Side<'a> {
    fn new(words: &'a [&'a Word]) -> Self {
        Self { words, paired: vec![false; words.len()] }
    }

    fn free(&self, at: usize) -> Option<&'a Word> {
        let free = self.paired.get(at).is_some_and(|paired| !paired);
        self.words.get(at).copied().filter(|_| free)
    }

    fn take(&mut self, from: usize, count: usize) {
        self.paired.iter_mut().skip(from).take(count).for_each(|paired| *paired = true);
    }

    fn number_left(&self) -> Option<(usize, &'a Word)> {
        self.left().find(|(_, word)| word.number.is_some())
    }

    fn left(&self) -> impl Iterator<Item = (usize, &'a Word)> {
        let words = self.words.iter().zip(&self.paired).enumerate();
        words
            .filter(|(_, (word, paired))| !**paired && word.class != Class::Particle)
            .map(|(at, (word, _))| (at, *word))
    }
}

/// Totals over the paired words.
#[derive(Default)]
struct Paired {
    /// Letters, and letters weighted with their similarity.
    letters: f64,
    alike: f64,
    /// Distinctive words, written in full.
    telling: usize,
    /// Length of the longest of them.
    longest: usize,
    /// Words written in full.
    full: usize,
    initials: usize,
}

#[expect(clippy::cast_precision_loss, reason = "lengths of words")]
fn number(length: usize) -> f64 {
    length as f64
}

impl Paired {
    /// Adds a word that equals several of the other name: each of them counts.
    fn add_joined(&mut self, joined: &Word, parts: &[&Word], alike: f64) {
        self.add(joined, joined, alike);
        let of_class = |telling: bool| {
            let words = parts.iter().filter(|word| word.class != Class::Particle);
            words.filter(|word| !telling || word.is_telling()).count()
        };
        self.full += of_class(false).saturating_sub(1);
        self.telling += of_class(true).saturating_sub(1);
    }

    fn add(&mut self, own: &Word, listed: &Word, alike: f64) {
        let letters = own.text.len().min(listed.text.len());
        let particle = own.class == Class::Particle || listed.class == Class::Particle;
        let weight = number(letters) * if particle { 0.5 } else { 1.0 };
        self.letters += weight;
        self.alike += weight * alike;
        if particle {
            return;
        }
        self.full += 1;
        if own.is_telling() {
            self.telling += 1;
            self.longest = self.longest.max(letters);
        }
    }
}

/// Returns the similarity of two names, from 0 to 1. `person` marks the listed name as a person's.
pub(crate) fn compare(own: &[&Word], listed: &[&Word], person: bool) -> f64 {
    let (mut own, mut listed) = (Side::new(own), Side::new(listed));
    let mut paired = Paired::default();
    pair_words(&mut own, &mut listed, &mut paired);
    pair_parted(&mut own, &mut listed, &mut paired);
    if person {
        pair_initials(&mut own, &mut listed, &mut paired);
    }
    pair_numbers(&mut own, &mut listed, &mut paired, person);
    pair_cut_off(&mut own, &mut listed, &mut paired);
    let score = judge(&own, &listed, &paired, person);
    score.max(joined::compare(own.words, listed.words)).max(joined::within(own.words, listed.words, person))
}

/// Returns the highest similarity of two names over all readings of `own`.
pub(crate) fn best_reading(own: &str, listed: &str, person: bool) -> f64 {
    let listed = words(listed);
    let listed: Vec<&Word> = listed.iter().collect();
    let readings = std::iter::once(words(own)).chain(other_readings(own));
    let score = |own: Vec<Word>| compare(&own.iter().collect::<Vec<_>>(), &listed, person);
    readings.map(score).max_by(f64::total_cmp).unwrap_or_default()
}

fn pair_words(own: &mut Side<'_>, listed: &mut Side<'_>, paired: &mut Paired) {
    let mut pairs: Vec<(usize, usize, f64)> = Vec::with_capacity(own.words.len().max(listed.words.len()));
    for (at, word) in own.words.iter().enumerate() {
        let others = listed.words.iter().enumerate();
        pairs.extend(others.filter_map(|(other, listed)| Some((at, other, alike(word, listed)?))));
    }
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| (a.0, a.1).cmp(&(b.0, b.1))));
    for (at, other, alike) in pairs {
        if let (Some(word), Some(known)) = (own.free(at), listed.free(other)) {
            own.take(at, 1);
            listed.take(other, 1);
            paired.add(word, known, alike);
        }
    }
}

/// Pairs one word with several consecutive ones: "Abdulrahman", "Abdul Rahman"; "Zelinsky", "Zel in sky".
fn pair_parted(own: &mut Side<'_>, listed: &mut Side<'_>, paired: &mut Paired) {
    for at in 0..own.words.len() {
        for other in 0..listed.words.len() {
            let (Some(word), Some(known)) = (own.free(at), listed.free(other)) else { continue };
            if let Some((count, alike)) = run_alike(own, at, known) {
                own.take(at, count);
                listed.take(other, 1);
                paired.add(known, known, alike);
            } else if let Some((count, alike)) = run_alike(listed, other, word) {
                let parts = listed.words.get(other..other + count).unwrap_or_default();
                own.take(at, 1);
                listed.take(other, count);
                paired.add_joined(word, parts, alike);
            }
        }
    }
}

/// Returns the number of free words that form `whole`, and their similarity. They start at `at`, in either direction.
fn run_alike(side: &Side<'_>, at: usize, whole: &Word) -> Option<(usize, f64)> {
    (2..=joined::MOST_PIECES).find_map(|count| {
        let run = side.words.get(at..at + count)?;
        let free = (at..at + count).all(|at| side.free(at).is_some());
        Some((count, joined(run, whole).filter(|_| free)?))
    })
}

/// Pairs initials with consecutive words that start with them: "JC" and "Jean Claude".
fn pair_initials(own: &mut Side<'_>, listed: &mut Side<'_>, paired: &mut Paired) {
    for at in 0..own.words.len() {
        pair_initial(at, own, listed, paired);
    }
    for at in 0..listed.words.len() {
        pair_initial(at, listed, own, paired);
    }
}

fn pair_initial(at: usize, own: &mut Side<'_>, listed: &mut Side<'_>, paired: &mut Paired) {
    let Some(initials) = own.free(at).filter(|word| word.class == Class::Initials) else { return };
    let letters = initials.text.len();
    let stands = |from: usize| {
        let mut words = (from..from + letters).map(|at| listed.free(at).filter(|word| word.class != Class::Particle));
        initials.text.chars().all(|letter| words.next().flatten().is_some_and(|word| word.text.starts_with(letter)))
    };
    let Some(from) = (0..listed.words.len()).find(|from| stands(*from)) else { return };
    own.take(at, 1);
    listed.take(from, letters);
    paired.initials += letters;
    // Weighted as three letters per word.
    paired.letters += 3.0 * number(letters);
    paired.alike += 3.0 * number(letters) * INITIAL;
}

fn pair_numbers(own: &mut Side<'_>, listed: &mut Side<'_>, paired: &mut Paired, person: bool) {
    while let (Some((at, word)), Some((other, known))) = (own.number_left(), listed.number_left())
        && !person
    {
        own.take(at, 1);
        listed.take(other, 1);
        paired.add(word, known, SIBLING);
    }
}

/// Pairs the last words if one of them was cut off.
fn pair_cut_off(own: &mut Side<'_>, listed: &mut Side<'_>, paired: &mut Paired) {
    let letters = |side: &Side<'_>| side.words.iter().map(|word| word.text.len() + 1).sum::<usize>();
    let (Some(at), Some(other)) = (own.words.len().checked_sub(1), listed.words.len().checked_sub(1)) else { return };
    let (Some(word), Some(known)) = (own.words.get(at), listed.words.get(other)) else { return };
    let cut = |short: &Word, long: &Word, side: &Side<'_>| {
        letters(side) >= CUT_OFF && short.text.len() < long.text.len() && long.text.starts_with(&*short.text)
    };
    let free = |side: &Side<'_>, at: usize| side.paired.get(at).is_some_and(|paired| !paired);
    if free(own, at) && free(listed, other) && (cut(word, known, own) || cut(known, word, listed)) {
        own.take(at, 1);
        listed.take(other, 1);
        paired.add(word, known, INITIAL);
    }
}

fn judge(own: &Side<'_>, listed: &Side<'_>, paired: &Paired, person: bool) -> f64 {
    if paired.letters <= 0.0 {
        return 0.0;
    }
    let mean = paired.alike / paired.letters;
    let own_left: Vec<(usize, &Word)> = own.left().filter(|(_, word)| !(person && is_added_freely(word))).collect();
    // Middle initial that only the list has.
    let listed_left: Vec<(usize, &Word)> =
        listed.left().filter(|(_, word)| !(person && word.class == Class::Initials)).collect();
    let missing = (MISSING * number(listed_left.len())).min(MISSING_MOST);
    let found = match (own_left.is_empty(), listed_left.is_empty()) {
        // Freely added words do not form a name with a single word: "Hannibal Trading".
        (true, true) if person => {
            paired.full > 1 || (paired.full > 0 && (paired.initials > 0 || own.left().next().is_none()))
        }
        (true, true) => paired.full > 0,
        _ if person => is_person_within(own, &own_left, listed, &listed_left, paired),
        (false, false) => false,
        (_, complete) => is_organization_within(paired, complete, &listed_left),
    };
    if found {
        return mean - missing;
    }
    let all: f64 = own_left.iter().chain(&listed_left).map(|(_, word)| number(word.text.len())).sum();
    CONTRADICTED * mean * paired.letters / (paired.letters + all)
}

/// Returns true for a word that never contradicts a person's name. It is a business term, place, number or initials.
fn is_added_freely(word: &Word) -> bool {
    matches!(word.class, Class::Generic | Class::Place | Class::Initials) || word.number.is_some()
}

/// Returns true if one person's name contains the other.
fn is_person_within(
    own: &Side<'_>,
    own_left: &[(usize, &Word)],
    listed: &Side<'_>,
    listed_left: &[(usize, &Word)],
    paired: &Paired,
) -> bool {
    // One word alone does not identify a name of several, but with an initial, or with an office that one person holds.
    let enough = paired.full >= 2 || (paired.full == 1 && paired.initials > 0 && paired.longest >= TELLING);
    if own_left.is_empty() || listed_left.is_empty() {
        let office = own.words.iter().any(|word| OFFICES.contains(&&*word.text));
        let family_name = listed.paired.last().is_some_and(|paired| *paired);
        return enough || (office && family_name && own_left.is_empty() && paired.longest >= TELLING_ALONE);
    }
    // Words before or after the name hide nobody, even with a middle name left out.
    let paired_at = |side: &Side<'_>| {
        let first = side.paired.iter().position(|paired| *paired);
        first.zip(side.paired.iter().rposition(|paired| *paired))
    };
    let (Some(within_own), Some(within_listed)) = (paired_at(own), paired_at(listed)) else { return false };
    let outside = |(first, last): (usize, usize), at: usize| at < first || at > last;
    if is_shifted(own, own_left, listed, listed_left, paired) {
        return true;
    }
    paired.full >= 2
        && own_left.iter().all(|(at, _)| outside(within_own, *at))
        && listed_left.iter().all(|(at, _)| !outside(within_listed, *at))
}

/// Returns true if the first name is missing and others were added.
///
/// Example: "Marisol Quintero Arboleda Smith" for "Luz Marisol Quintero Arboleda". Three shared names, with the family
/// name among them, identify a person. A name in the place of the missing one shows another person: "Hasan Omar Ali
/// Wardaki", "Khalid Omar Ali Wardaki".
fn is_shifted(
    own: &Side<'_>,
    own_left: &[(usize, &Word)],
    listed: &Side<'_>,
    listed_left: &[(usize, &Word)],
    paired: &Paired,
) -> bool {
    let last_own = own.paired.iter().rposition(|paired| *paired);
    let first_listed = listed.paired.iter().position(|paired| *paired);
    paired.full >= 3
        && listed.paired.last().is_some_and(|paired| *paired)
        && own_left.iter().all(|(at, _)| last_own.is_some_and(|last| *at > last))
        && listed_left.iter().all(|(at, _)| first_listed.is_some_and(|first| *at < first))
}

/// Returns true if two names cover each other. Words that say little may be left.
///
/// Example: "Grey Albatross Shipping Co" for the ship "Grey Albatross". Ships are named after persons, virtues and
/// stars. So a name within theirs, or theirs within a longer one, does not count.
pub(crate) fn is_whole_name(own: &[&Word], listed: &[&Word]) -> bool {
    if joined::compare(own, listed) > 0.0 {
        return true;
    }
    let (mut own, mut listed) = (Side::new(own), Side::new(listed));
    let mut paired = Paired::default();
    pair_words(&mut own, &mut listed, &mut paired);
    pair_parted(&mut own, &mut listed, &mut paired);
    let free = own.left().filter(|(_, word)| is_added_freely(word)).count();
    // One word is a name only by itself: "Victory Shipping" is not the ship "Victory".
    let enough = paired.full > 1 || free == 0;
    paired.telling > 0 && enough && listed.left().next().is_none() && own.left().count() == free
}

/// Returns true if one organization's name contains the other. `complete` means that all listed words are paired.
fn is_organization_within(paired: &Paired, complete: bool, listed_left: &[(usize, &Word)]) -> bool {
    if paired.telling == 0 || paired.longest < TELLING {
        return false;
    }
    // The listed name may be part of a longer one. In the other direction, with only one distinctive word, only words
    // that say little may be missing.
    let says_little = |word: &Word| matches!(word.class, Class::Generic | Class::Place) || word.number.is_some();
    let enough = paired.full > 1 || paired.longest >= TELLING_ALONE;
    enough && (complete || paired.telling > 1 || listed_left.iter().all(|(_, word)| says_little(word)))
}

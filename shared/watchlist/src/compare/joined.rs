//! Comparison of names whose words are split differently, or not at all.

use std::iter::once;

use crate::name::{Class, Script, Word, is_addition};
use crate::spelling::{self, distance, skeleton, sound};

/// Score of names that are equal without spaces.
const SAME: f64 = 0.98;
/// Largest distance between whole names: one letter. More would equate names that differ in a short word.
const TOLERANCE: f64 = 1.0;
/// Longest text with the smaller tolerance, in letters.
const SHORT: usize = 7;
const SHORT_TOLERANCE: f64 = 0.5;
/// Penalty per differing letter, as a share of the name.
const SLIP: f64 = 0.6;
/// Fewest letters of a name that is compared as a whole.
const FEWEST: usize = 5;

/// Largest difference in length: two letters between spellings of one sound ("sh", "shch"), and one wrong letter.
pub(crate) const MOST_LETTERS_MORE: usize = 3;

/// Most pieces of one word that are joined: "Zel", "in", "sky", and one more. A name in more pieces is found by its
/// letters; see [`within`].
pub(super) const MOST_PIECES: usize = 4;
/// Most letters of a word in three pieces or more. Ordinary names of three words are longer, and need no look-up.
const MOST_IN_PIECES: usize = 14;

/// Runs of consecutive words that may be pieces of one.
pub(crate) fn runs<'w, 'a>(words: &'w [&'a Word]) -> impl Iterator<Item = &'w [&'a Word]> {
    (2..=MOST_PIECES).flat_map(|count| words.windows(count)).filter(|run| can_be_pieces(run))
}

fn can_be_pieces(run: &[&Word]) -> bool {
    run.len() < 3 || run.iter().map(|word| word.text.len()).sum::<usize>() <= MOST_IN_PIECES
}

/// Returns the similarity of joined words, forwards or backwards, to `other`; `None` for a different word.
pub(crate) fn joined(run: &[&Word], other: &Word) -> Option<f64> {
    let alphabet = once(&other).chain(run).all(|word| word.script == Script::Alphabet);
    let letters: usize = run.iter().map(|word| word.text.len()).sum();
    // Most are distinguished by their length, before joining.
    if !can_be_pieces(run) || (alphabet && letters.abs_diff(other.text.len()) > MOST_LETTERS_MORE) {
        return None;
    }
    let scripts: Vec<Script> = run.iter().map(|word| word.script).collect();
    let forwards: String = run.iter().map(|word| &*word.text).collect();
    text_alike(&forwards, &scripts, other).or_else(|| {
        let backwards: String = run.iter().rev().map(|word| &*word.text).collect();
        // Only exact matches, since few search for pieces in an order that nobody reads.
        (backwards == *other.text && letters >= FEWEST).then_some(SAME)
    })
}

fn text_alike(text: &str, scripts: &[Script], other: &Word) -> Option<f64> {
    if text.len() < FEWEST || other.text.len() < FEWEST {
        return (text == &*other.text && text.len() > 2).then_some(SAME);
    }
    if text == &*other.text {
        return Some(SAME);
    }
    let sound = sound(text);
    let tolerance = if other.text.len() <= SHORT { SHORT_TOLERANCE } else { TOLERANCE };
    let exact = other.script == Script::Ideographs && scripts.contains(&Script::Ideographs);
    if let Some(price) = distance(&sound, &other.sound, tolerance).filter(|_| !exact) {
        return Some(SAME - SLIP * price / f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX)));
    }
    // A script without vowels may have no spaces either.
    let other_script = scripts.iter().any(|script| *script != other.script);
    (other_script && other.skeleton.len() >= 3 && skeleton(&sound) == *other.skeleton).then_some(0.9)
}

/// Returns the similarity of two names without spaces, over all their word orders; 0 if they differ.
pub(super) fn compare(own: &[&Word], listed: &[&Word]) -> f64 {
    let parted = |words: &[&Word]| words.iter().filter(|word| word.class != Class::Particle).count();
    if own.len() == listed.len() && parted(own) == parted(listed) {
        return 0.0;
    }
    let letters = |words: &[&Word]| {
        let all: usize = words.iter().map(|word| word.text.len()).sum();
        let particles = words.iter().filter(|word| word.class == Class::Particle);
        (all - particles.map(|word| word.text.len()).sum::<usize>(), all)
    };
    // All orders of a name have one of two lengths.
    let ((own_least, own_most), (least, most)) = (letters(own), letters(listed));
    if own_least > most + MOST_LETTERS_MORE || least > own_most + MOST_LETTERS_MORE {
        return 0.0;
    }
    let known = orders(listed);
    let alike = |text: &String| known.iter().filter_map(|other| whole(text, other, own, listed)).max_by(f64::total_cmp);
    orders(own).iter().filter_map(alike).max_by(f64::total_cmp).unwrap_or_default()
}

fn whole(own: &str, listed: &str, own_words: &[&Word], listed_words: &[&Word]) -> Option<f64> {
    let (shorter, longer) = (own.len().min(listed.len()), own.len().max(listed.len()));
    if shorter < FEWEST || longer - shorter > MOST_LETTERS_MORE {
        return None;
    }
    if own == listed {
        return Some(SAME);
    }
    let ideographs = |words: &[&Word]| words.iter().any(|word| word.script == Script::Ideographs);
    if ideographs(own_words) && ideographs(listed_words) {
        return None;
    }
    let tolerance = if longer <= SHORT { SHORT_TOLERANCE } else { TOLERANCE };
    let price = distance(&sound(own), &sound(listed), tolerance)?;
    Some(SAME - SLIP * price / f64::from(u32::try_from(longer).unwrap_or(u32::MAX)))
}

/// Returns the spellings of a name without spaces: as written, last word first, and first word last; each also without
/// particles.
pub(crate) fn orders(words: &[&Word]) -> Vec<String> {
    let without: Vec<&Word> = words.iter().copied().filter(|word| word.class != Class::Particle).collect();
    let mut found: Vec<String> = Vec::with_capacity(3);
    for words in [words, &without] {
        let turns = [0, words.len().saturating_sub(1), 1];
        for turn in turns.into_iter().take(if words.len() > 1 { 3 } else { 1 }) {
            let turned = words.iter().cycle().skip(turn).take(words.len());
            let text: String = turned.map(|word| &*word.text).collect();
            if !found.contains(&text) {
                found.push(text);
            }
        }
    }
    found
}

/// Fewest letters of a name that is found within others regardless of spaces: those of "Ana Silva". Shorter ones occur
/// by chance.
pub(crate) const FEWEST_WITHIN: usize = 8;
/// Most letters of such a name. It bounds the look-ups of a search. Longer names are found by their words.
pub(crate) const MOST_WITHIN: usize = 48;
/// Fewest letters of a name that is found with attached letters. The attached letters are not a word.
///
/// Shorter names occur within other names: "Ana Silva" in "Marianasilva".
const FEWEST_ATTACHED: usize = 12;
/// Fewest letters attached to a family name. Its endings are shorter: "Petrov", "Petrovich".
const FEWEST_BEHIND: usize = 5;
/// Endings of any length that make another family name: "Petrov", "Petrovskaya"; "Martin", "Martinsson".
const ENDINGS: [&str; 10] = ["sk", "ck", "ov", "ev", "vich", "shvili", "stein", "sson", "dottir", "ington"];
/// Score of a name with attached letters that are not a word: between the threshold and [`SAME`].
const ATTACHED: f64 = 0.93;
/// Penalty for each middle name that only the list has. The next constant is the most that count, as in the comparison
/// of words.
const MISSING: f64 = 0.01;
const MOST_MISSING: usize = 4;

/// Spelling of a listed name without spaces.
pub(crate) struct WithinKey {
    pub(crate) text: String,
    /// Middle names left out, and the letters of the first word.
    left_out: Option<(usize, usize)>,
}

/// Spellings under which a listed name is found within another: all its words, and the first with the last.
pub(crate) fn within_keys(listed: &[&Word]) -> Vec<WithinKey> {
    let names: Vec<&Word> = listed.iter().copied().filter(|word| word.class != Class::Particle).collect();
    let can = names.len() > 1
        && listed.iter().all(|word| word.script == Script::Alphabet)
        && names.iter().any(|word| word.is_telling() && word.text.len() > 3);
    if !can {
        return Vec::new();
    }
    let mut found: Vec<WithinKey> = orders(listed).into_iter().map(|text| WithinKey { text, left_out: None }).collect();
    if let (Some(first), Some(last), true) = (names.first(), names.last(), names.len() > 2) {
        found.extend([[first, last], [last, first]].map(|[one, next]| WithinKey {
            text: [&*one.text, &*next.text].concat(),
            left_out: Some((names.len() - 2, one.text.len())),
        }));
    }
    found.retain(|key| (FEWEST_WITHIN..=MOST_WITHIN).contains(&key.text.len()));
    found
}

/// Letters of a name without spaces, and the bounds of its words.
struct Joined {
    text: String,
    bounds: Vec<usize>,
}

impl Joined {
    fn of<'a>(words: impl Iterator<Item = &'a Word>) -> Self {
        let mut joined = Self { text: String::new(), bounds: vec![0] };
        for word in words {
            joined.text.push_str(&word.text);
            joined.bounds.push(joined.text.len());
        }
        joined
    }

    /// Returns the letters between the range and its nearest word boundaries. The first text precedes `from`, the
    /// second follows `to`.
    fn attached(&self, from: usize, to: usize) -> (&str, &str) {
        let before = self.bounds.iter().rfind(|bound| **bound <= from).copied().unwrap_or_default();
        let behind = self.bounds.iter().find(|bound| **bound >= to).copied().unwrap_or(to);
        (self.text.get(before..from).unwrap_or_default(), self.text.get(to..behind).unwrap_or_default())
    }

    /// Returns the boundaries between `from` and `to`.
    fn between(&self, from: usize, to: usize) -> impl Iterator<Item = usize> {
        self.bounds.iter().copied().filter(move |bound| from < *bound && *bound < to)
    }
}

/// Returns the score of a listed name with consecutive letters in `own`. Spaces do not matter. 0 if they are not
/// consecutive.
///
/// Examples: "Vik tor Zelinskysmith", "NovaObsidianCrescentHoldings". Letters attached to the name must be a title or a
/// business word, or the name must be too long to occur by chance.
pub(super) fn within(own: &[&Word], listed: &[&Word], person: bool) -> f64 {
    let letters = |words: &[&Word]| words.iter().map(|word| word.text.len()).sum::<usize>();
    // Most names are distinguished by their letters, before joining.
    let set = |words: &[&Word]| words.iter().fold(0, |set, word| set | spelling::letters(&word.text));
    let ends = || {
        let mut names = listed.iter().copied().filter(|word| word.class != Class::Particle);
        names.next().into_iter().chain(names.next_back())
    };
    let needed = ends().fold(0, |set, word| set | spelling::letters(&word.text));
    if letters(own) < FEWEST_WITHIN || ends().count() < 2 || needed & !set(own) != 0 {
        return 0.0;
    }
    let keys = within_keys(listed);
    if keys.is_empty() {
        return 0.0;
    }
    let texts = [Joined::of(own.iter().copied()), Joined::of(own.iter().rev().copied())];
    let keys = keys.iter().filter(|key| person || key.left_out.is_none());
    let scores = keys.flat_map(|key| texts.iter().filter_map(|text| score_within(text, key)));
    scores.max_by(f64::total_cmp).unwrap_or_default()
}

fn score_within(own: &Joined, key: &WithinKey) -> Option<f64> {
    let scores = own.text.match_indices(&key.text).filter_map(|(from, _)| {
        let to = from + key.text.len();
        let (before, behind) = own.attached(from, to);
        let is_free = |text: &str| text.is_empty() || is_addition(text);
        // Two whole words of a longer name are left to the comparison of words, which checks the words between them.
        let apart = key.left_out.is_some_and(|(_, first)| own.between(from, to).eq(once(from + first)));
        if apart && before.is_empty() && behind.is_empty() {
            return None;
        }
        let missing = key.left_out.map_or(0, |(count, _)| count).min(MOST_MISSING);
        let less = MISSING * f64::from(u32::try_from(missing).unwrap_or_default());
        if is_free(before) && is_free(behind) {
            return Some(SAME - less);
        }
        let one_word = own.between(from, to).next().is_none();
        let is_name = behind.len() >= FEWEST_BEHIND && !ENDINGS.iter().any(|ending| behind.starts_with(ending));
        let can = (is_free(before) || one_word) && (is_free(behind) || is_name);
        (can && key.text.len() >= FEWEST_ATTACHED).then_some(ATTACHED - less)
    });
    scores.max_by(f64::total_cmp)
}

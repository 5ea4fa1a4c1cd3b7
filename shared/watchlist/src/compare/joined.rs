//! Comparison of names whose words are split differently, or not at all.

use crate::name::{Class, Script, Word};
use crate::spelling::{distance, skeleton, sound};

/// Score of names that are equal without spaces.
const SAME: f64 = 0.98;
/// Largest distance between whole names: one letter. More would join names that differ in a short word.
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

/// Returns the similarity of two joined words to `other`; `None` for a different word.
pub(crate) fn two(one: &Word, next: &Word, other: &Word) -> Option<f64> {
    let scripts = [one.script, next.script];
    let alphabet = other.script == Script::Alphabet && scripts == [Script::Alphabet; 2];
    // Most are told apart by their length, before anything is written together.
    if alphabet && (one.text.len() + next.text.len()).abs_diff(other.text.len()) > MOST_LETTERS_MORE {
        return None;
    }
    let text = [&*one.text, &*next.text].concat();
    text_alike(&text, &scripts, other)
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
    // A script that writes no vowels may write no spaces either.
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
    // Each of a name's orders has one of two lengths.
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

/// Spellings of a name without spaces: as written, last word first, and first word last; each also without particles.
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

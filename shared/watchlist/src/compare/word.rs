//! Similarity of two words.

use crate::name::{Class, Script, Word, nicknames};
use crate::spelling::{distance, tolerance};

/// Score of different spellings of one sound.
const SAME_SOUND: f64 = 0.98;
/// Score of a short form, or of the name in another language.
const NICKNAME: f64 = 0.93;
/// Score of equal consonants. Some scripts write only those.
const SAME_CONSONANTS: f64 = 0.92;
/// Score of a word with a legal form attached: "SiemensAG".
const GLUED: f64 = 0.97;
/// Score of a misspelt number word: the same as one error in six letters.
const NUMBER_SLIP: f64 = 0.9;
/// Penalty per misspelt letter, as a share of the word. One letter in five leaves 0.88, the threshold.
const SLIP: f64 = 0.6;

/// Returns the similarity of two words; `None` for different words.
pub(crate) fn alike(own: &Word, listed: &Word) -> Option<f64> {
    if own.text == listed.text {
        return Some(1.0);
    }
    if let (Some(own), Some(listed)) = (own.particle(), listed.particle()) {
        return (own == listed).then_some(1.0);
    }
    if own.number.is_some() || listed.number.is_some() {
        let slips = own.number_misspelt().is_some_and(|number| listed.number == Some(number))
            || listed.number_misspelt().is_some_and(|number| own.number == Some(number));
        return if own.number == listed.number { Some(1.0) } else { slips.then_some(NUMBER_SLIP) };
    }
    // Checked before particles: "Ben" is Benjamin, unless it means son.
    if nicknames::same(&own.text, &listed.text) {
        return Some(by_sound(own, listed).unwrap_or(NICKNAME).max(NICKNAME));
    }
    let particle = own.class == Class::Particle || listed.class == Class::Particle;
    // Each sign of these distinguishes names, and so does each initial.
    let exact = own.script == Script::Ideographs && listed.script == Script::Ideographs;
    if particle || exact || own.class == Class::Initials || listed.class == Class::Initials {
        return None;
    }
    by_sound(own, listed).or_else(|| other_script(own, listed)).or_else(|| glued(own, listed))
}

fn by_sound(own: &Word, listed: &Word) -> Option<f64> {
    if own.sound == listed.sound {
        return Some(SAME_SOUND);
    }
    let letters = own.text.len().max(listed.text.len());
    let price = distance(&own.sound, &listed.sound, tolerance(letters))?;
    Some(1.0 - SLIP * price / f64::from(u32::try_from(letters).unwrap_or(u32::MAX)))
}

fn other_script(own: &Word, listed: &Word) -> Option<f64> {
    if own.script == listed.script || own.script == Script::Alphabet && listed.script == Script::Alphabet {
        return None;
    }
    let telling = own.skeleton.len() >= 2 || own.text.len() >= 4;
    let same = own.skeleton == listed.skeleton
        || (own.skeleton.len().min(listed.skeleton.len()) >= 4
            && strsim::levenshtein(&own.skeleton, &listed.skeleton) <= 1);
    (telling && same && !own.skeleton.is_empty()).then_some(SAME_CONSONANTS)
}

fn glued(own: &Word, listed: &Word) -> Option<f64> {
    let is = |one: &Word, other: &Word| one.without_glued_form().is_some_and(|stem| stem == &*other.text);
    (is(own, listed) || is(listed, own)).then_some(GLUED)
}

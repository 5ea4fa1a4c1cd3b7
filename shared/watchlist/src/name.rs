//! Names for comparison: words in ASCII, each with its class.

mod clean;
mod forms;
mod kinds;
pub(crate) mod nicknames;

pub(crate) use clean::Script;
pub(crate) use forms::OFFICES;

use std::collections::HashMap;
use std::sync::Arc;

use crate::spelling::{skeleton, sound};

/// Role of a word in identifying a name's owner.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Class {
    /// Distinctive word.
    Plain,
    /// Initials, in order: "J", or "JC".
    Initials,
    /// Common business term: "trading", "bank".
    Generic,
    /// Place name.
    Place,
    /// Particle or title, which can be left out.
    Particle,
}

/// Word of a name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Word {
    /// Text in lower case, in ASCII.
    pub(crate) text: Arc<str>,
    /// Sound; see [`sound`].
    pub(crate) sound: Arc<str>,
    /// Consonants of the sound.
    pub(crate) skeleton: Arc<str>,
    pub(crate) class: Class,
    pub(crate) script: Script,
    /// Value of a number word.
    pub(crate) number: Option<u32>,
}

/// Word before its class is known.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Raw {
    text: String,
    script: Script,
    /// True for at most four letters, all capitals.
    capitals: bool,
    number: Option<u32>,
    initials: bool,
}

impl AsRef<str> for Raw {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Word {
    fn of(raw: Raw) -> Self {
        let sound = sound(&raw.text);
        let class = if forms::particle(&raw.text).is_some() || forms::is_title(&raw.text) {
            Class::Particle
        } else if kinds::is_place(&raw.text) {
            Class::Place
        } else if kinds::is_generic(&raw.text) {
            Class::Generic
        } else if raw.initials {
            Class::Initials
        } else {
            Class::Plain
        };
        Self {
            skeleton: skeleton(&sound).into(),
            sound: sound.into(),
            text: raw.text.into(),
            class,
            script: raw.script,
            number: raw.number,
        }
    }

    /// Returns a particle in its canonical spelling: "ibn" is "bin".
    pub(crate) fn particle(&self) -> Option<&'static str> {
        forms::particle(&self.text)
    }

    /// Returns true for a word that distinguishes one name's owner from others.
    pub(crate) fn is_telling(&self) -> bool {
        !matches!(self.class, Class::Generic | Class::Place | Class::Particle) && self.number.is_none()
    }

    /// Returns the value of the number word that this one misspells.
    pub(crate) fn number_misspelt(&self) -> Option<u32> {
        kinds::number_misspelt(&self.text)
    }

    /// Returns the word without an attached legal form: "siemens" for "siemensag".
    pub(crate) fn without_glued_form(&self) -> Option<&str> {
        if self.text.len() <= SHORTEST_STEM + 1 {
            return None;
        }
        let stems = forms::GLUED.iter().filter_map(|form| {
            self.text.strip_suffix(form).or_else(|| self.text.strip_prefix(form).filter(|_| form.len() > 2))
        });
        stems.filter(|stem| stem.len() >= SHORTEST_STEM).min_by_key(|stem| stem.len())
    }
}

/// Returns true for a text that does not change a name's owner. It is attached to a name: a title, business word,
/// place, particle or legal form.
pub(crate) fn is_addition(text: &str) -> bool {
    forms::is_title(text)
        || forms::is_title_at_start(text)
        || forms::GLUED.contains(&text)
        || kinds::is_generic(text)
        || kinds::is_place(text)
        || WEB.contains(&text)
}

/// Parts of a web address before or after a name.
const WEB: [&str; 5] = ["www", "com", "net", "org", "info"];

/// Fewest letters that remain without an attached legal form. Shorter remainders are separate words.
const SHORTEST_STEM: usize = 5;

/// Cache of parsed words: a list repeats each of its words many times.
#[derive(Debug, Default)]
pub(crate) struct Lexicon(HashMap<Raw, Word>);

impl Lexicon {
    /// Returns the words of a name. Other scripts are transliterated; accents, punctuation and legal forms are removed.
    pub(crate) fn words(&mut self, name: &str) -> Vec<Word> {
        let shown = clean::without_leet(&clean::shown(name));
        let plain = match shown.contains(['%', '&', '+']) {
            true => shown.replace('%', " percent ").replace(['&', '+'], " and "),
            false => shown,
        };
        from_parts(parts(&plain), |raw| match self.0.get(&raw) {
            Some(known) => known.clone(),
            None => {
                let word = Word::of(raw.clone());
                self.0.insert(raw, word.clone());
                word
            }
        })
    }
}

/// Returns the words of one name.
pub(crate) fn words(name: &str) -> Vec<Word> {
    Lexicon::default().words(name)
}

/// Returns alternative readings of a name.
///
/// They are look-alikes as Latin letters, reversed text, words split at capitals, a Roman number in front, or one word
/// without its legal form.
pub(crate) fn other_readings(name: &str) -> Vec<Vec<Word>> {
    let shown = clean::shown(name);
    let parts = parts(&shown);
    // All first readings, and all last: a word has at most two, by its strokes.
    let read = |pick: fn(Vec<String>) -> Option<String>| -> Vec<String> {
        parts.iter().map(|part| pick(clean::latin_readings(part)).unwrap_or_else(|| part.clone())).collect()
    };
    let mut looks = vec![read(|readings| readings.into_iter().next()), read(|readings| readings.into_iter().last())];
    looks.dedup();
    looks.retain(|look| *look != parts);
    let disguised = looks.into_iter().map(|look| from_parts(look, Word::of));
    let parted: Vec<String> = parts.iter().flat_map(|part| parted_at_capitals(part)).collect();
    let parted = (parted.len() > parts.len()).then(|| from_parts(parted, Word::of));
    // "vokinA rotkiV" keeps its capitals at the words' ends, which occurs only to hide a name.
    let capital_at_end = |part: &String| {
        part.chars().last().is_some_and(char::is_uppercase) && part.chars().next().is_some_and(char::is_lowercase)
    };
    let turned = parts
        .iter()
        .any(capital_at_end)
        .then(|| from_parts(parts.iter().rev().map(|part| part.chars().rev().collect()).collect(), Word::of));
    // Whole name and its legal form in one word: "HarbourgateLinesAG".
    let whole = match words(name).as_slice() {
        [word] => word.without_glued_form().map(|stem| vec![Word::of(raw_word(stem.to_owned()))]),
        _ => None,
    };
    let numbered = roman_in_front(name);
    disguised.chain(turned).chain(parted).chain(numbered).chain(whole).filter(|words| !words.is_empty()).collect()
}

/// Fewest letters of a word that is split at capitals: "FitzGerald" and "McDonald" are one.
const SHORTEST_PARTED: usize = 4;

/// Returns the words of a part by its capitals: "NovaKoralloHoldings". Each is a title, or long enough for a name.
fn parted_at_capitals(part: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut last = None;
    for c in part.chars() {
        if c.is_uppercase() && last.is_some_and(char::is_lowercase) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
        last = Some(c);
    }
    let is_word = |word: &String| {
        (word.chars().count() >= SHORTEST_PARTED && word != "Fitz") || is_addition(&word.to_lowercase())
    };
    if words.iter().all(is_word) { words } else { vec![part.to_owned()] }
}

/// Returns the words of a name that starts with a Roman number: "IX. Lantern". As a first word, "XI" can also be a
/// family name.
fn roman_in_front(name: &str) -> Option<Vec<Word>> {
    let mut words = words(name);
    let written = clean::shown(name);
    let capitals = written.trim_start().chars().take_while(|c| c.is_ascii_uppercase()).count();
    let first = words.first_mut().filter(|first| first.number.is_none() && first.text.len() == capitals)?;
    first.number = kinds::roman(&first.text).filter(|_| first.text.len() <= LONGEST_ROMAN);
    first.class = Class::Plain;
    (first.number.is_some() && words.len() > 1).then_some(words)
}

fn from_parts(parts: Vec<String>, word: impl FnMut(Raw) -> Word) -> Vec<Word> {
    let mut raw: Vec<Raw> = parts.iter().flat_map(|part| raw(part)).collect();
    join_initials(&mut raw);
    join_numbers(&mut raw);
    let raw = forms::without_forms(&raw, |word| word.script == Script::Alphabet);
    let mut words: Vec<Word> = raw.into_iter().map(word).collect();
    if words.len() > 2
        && let Some(first) = words.first_mut()
        && forms::is_title_at_start(&first.text)
    {
        first.class = Class::Particle;
    }
    // No name starts or ends with a particle of one letter: "E. Balewa" has an initial.
    if words.len() > 1 {
        let last = words.len() - 1;
        for word in words.iter_mut().enumerate().filter(|(at, _)| *at == 0 || *at == last).map(|(_, word)| word) {
            if word.class == Class::Particle && word.text.len() == 1 {
                word.class = Class::Initials;
            }
        }
    }
    // In a name of particles only, each is a word: "Al Bin Ali" is not such a name.
    if words.iter().all(|word| word.class == Class::Particle) {
        words.iter_mut().for_each(|word| word.class = Class::Plain);
    }
    words
}

/// Splits a name at spaces and punctuation. A full stop after a single letter does not split: "S.A.", "J.C. Bach".
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut letters = 0;
    for c in text.chars() {
        let Some(part) = parts.last_mut() else { break };
        if clean::in_word(c) {
            part.push(c);
            letters += 1;
        } else if c == '.' && letters == 1 {
            letters = 0;
        } else if !part.is_empty() {
            letters = 0;
            parts.push(String::new());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Returns the ASCII words of a part. It has several if letters and digits alternate.
fn raw(part: &str) -> Vec<Raw> {
    let word = |text: String, script, capitals| {
        let number = kinds::number(&text);
        Raw { number, text, script, capitals, initials: false }
    };
    // The usual case.
    if part.bytes().all(|c| c.is_ascii_alphabetic()) {
        let capitals = part.len() <= LONGEST_ROMAN && part.bytes().all(|c| c.is_ascii_uppercase());
        return vec![word(part.to_ascii_lowercase(), Script::Alphabet, capitals)];
    }
    let script = clean::script(part);
    let looks = clean::unmixed(forms::without_unparted(part));
    let capitals = looks.chars().all(char::is_uppercase) && looks.chars().count() <= LONGEST_ROMAN;
    let ascii = any_ascii::any_ascii(&looks).to_ascii_lowercase();
    let mut found: Vec<String> = Vec::new();
    let ordinal = kinds::number(&ascii).is_some();
    for part in ascii.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'' && c != '`') {
        let mut last = None;
        for c in part.chars().filter(char::is_ascii_alphanumeric) {
            match found.last_mut() {
                Some(word) if last.is_some_and(|was| was == c.is_ascii_digit() || ordinal) => word.push(c),
                _ => found.push(c.to_string()),
            }
            last = Some(c.is_ascii_digit());
        }
    }
    found.into_iter().map(|text| word(text, script, capitals)).collect()
}

fn raw_word(text: String) -> Raw {
    Raw { number: None, text, script: Script::Alphabet, capitals: false, initials: false }
}

/// Longest accepted Roman number: XVIII has one more letter, and is rare.
const LONGEST_ROMAN: usize = 4;

/// Joins consecutive single letters, and marks initials.
fn join_initials(words: &mut Vec<Raw>) {
    let mut joined: Vec<Raw> = Vec::with_capacity(words.len());
    let single = |word: &Raw| word.text.len() == 1 && word.number.is_none();
    for word in words.drain(..) {
        match joined.last_mut() {
            Some(last) if single(&word) && last.initials => last.text.push_str(&word.text),
            _ => {
                let unvoiced =
                    word.text.len() == 2 && word.capitals && !word.text.contains(['a', 'e', 'i', 'o', 'u', 'y']);
                let initials = single(&word) || (unvoiced && word.script == Script::Alphabet);
                joined.push(Raw { initials, ..word });
            }
        }
    }
    // So many initials do not occur: "V i k t o r" is a word.
    joined.iter_mut().filter(|word| word.text.len() > MOST_INITIALS).for_each(|word| word.initials = false);
    *words = joined;
}

/// Most initials of a name.
const MOST_INITIALS: usize = 4;

/// Joins consecutive tens and ones, and parses Roman numbers. Those follow a name in capitals.
fn join_numbers(words: &mut Vec<Raw>) {
    let mut joined: Vec<Raw> = Vec::with_capacity(words.len());
    for mut word in words.drain(..) {
        if word.number.is_none() && word.capitals && !joined.is_empty() {
            word.number = kinds::roman(&word.text);
        }
        let tens =
            joined.last_mut().and_then(|last| last.number.as_mut()).filter(|n| **n >= 20 && **n < 100 && **n % 10 == 0);
        match (tens, word.number) {
            (Some(tens), Some(ones @ 1..=9)) => *tens += ones,
            _ => joined.push(word),
        }
    }
    *words = joined;
}

/// Normalizes a registration or document number. Short ones identify nothing.
pub(crate) fn identifier(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    (plain.len() >= 5).then(|| plain.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_normalized() {
        for (name, expected) in [
            ("Müller & Söhne GmbH", "muller and sohne"),
            ("ООО «Ромашка»", "romashka"),
            ("ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ \"РОМАШКА\"", "romashka"),
            ("Société d'Études S.A.", "societe detudes"),
            ("Владимир Иванов", "vladimir ivanov"),
            ("O'Neill,  Tip", "oneill tip"),
            ("Company Ltd.", "company ltd"),
            ("Romashka Sp. z o.o.", "romashka"),
            ("A. B. C. Trading", "abc trading"),
            ("A.B.C. Trading", "abc trading"),
            ("Dr.Romashka", "dr romashka"),
            ("Trust 2007-AHL2", "trust 2007 ahl 2"),
            ("3%ers", "3 percent ers"),
            ("習近平", "xijinping"),
            ("北京灯笼有限公司", "beijingdenglong"),
            ("株式会社ランタン", "rantan"),
            ("R0mashka", "romashka"),
        ] {
            let texts: Vec<String> = words(name).iter().map(|word| word.text.to_string()).collect();
            assert_eq!(texts.join(" "), expected, "{name}");
        }
        assert!(words(" - ").is_empty());
    }

    #[test]
    fn numbers_are_the_same_in_digits_words_and_roman() {
        for name in ["Brigade 44", "Brigade Forty-Four", "Brigade Forty 4", "BRIGADE FOURTY FOUR"] {
            assert_eq!(words(name).last().and_then(|word| word.number), Some(44), "{name}");
        }
        assert_eq!(words("Lantern Fund IV").last().and_then(|word| word.number), Some(4));
        assert_eq!(words("Vi Kramer").first().and_then(|word| word.number), None);
    }

    #[test]
    fn short_identifiers_are_ignored() {
        assert_eq!(identifier("ab 12-34/5").as_deref(), Some("AB12345"));
        assert_eq!(identifier("1234"), None);
    }
}

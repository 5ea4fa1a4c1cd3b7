//! Normalization of a name's text: invisible characters removed, look-alikes of Latin letters replaced.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Writing systems, by the sounds that a transliteration keeps.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Script {
    /// Letters for vowels and consonants: Latin, Cyrillic, Greek, Armenian, Georgian.
    Alphabet,
    /// Consonants only: Arabic, Hebrew, Syriac.
    Abjad,
    /// One sign per syllable, each distinctive: Han, Hangul.
    Ideographs,
    /// Signs for syllables: kana, the scripts of India and South-East Asia, Ethiopic.
    Syllables,
}

/// Code points that Unicode declares invisible: `Default_Ignorable_Code_Point` of `DerivedCoreProperties.txt` 16.0.
///
/// Zero-width characters, bidirectional controls, tags and variation selectors are among them. U+2800, an empty braille
/// cell, is shown as a blank and added here.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
        | 0x202A..=0x202E | 0x2060..=0x206F | 0x2800 | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
        | 0xFFF0..=0xFFF8 | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// Returns true for accents of Latin letters, in any number. They distinguish no names, and can be stacked without end.
fn is_accent(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// Apostrophes of all kinds; they do not split words: "O'Neill", "Ba'asyir".
const APOSTROPHES: &str =
    "'`´\u{2018}\u{2019}\u{201B}\u{2032}\u{02B9}\u{02BB}\u{02BC}\u{02BD}\u{02BE}\u{02BF}\u{FF07}\u{05F3}\u{05F4}";

/// Returns the visible text of a name, in Unicode's compatibility composition (NFKC).
pub(crate) fn shown(name: &str) -> String {
    if name.is_ascii() {
        return name.replace(['\'', '`'], "");
    }
    let visible = name.nfkc().filter(|c| !is_invisible(*c) && !is_accent(*c));
    // Twice: a removed character can have been between a letter and its mark.
    visible.collect::<String>().nfkc().filter(|c| !is_accent(*c) && !APOSTROPHES.contains(*c)).collect()
}

/// Returns true for a character of a word. Vowel signs and viramas are marks, and belong to one.
pub(crate) fn in_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Returns the script of a word: the first one in it that is not an alphabet.
pub(crate) fn script(word: &str) -> Script {
    let of = |c: char| match u32::from(c) {
        0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFE => Script::Abjad,
        0x1100..=0x11FF | 0x3400..=0x9FFF | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => Script::Ideographs,
        0x900..=0x109F | 0x1200..=0x139F | 0x1780..=0x18AF | 0x1900..=0x1CFF | 0x3040..=0x30FF | 0xA800..=0xAAFF => {
            Script::Syllables
        }
        _ => Script::Alphabet,
    };
    word.chars().map(of).find(|script| *script != Script::Alphabet).unwrap_or(Script::Alphabet)
}

/// Letters of other alphabets that look like a Latin one. Source: Unicode's `confusables.txt` (UTS 39), and two letters
/// of Cherokee that it leaves out.
const LOOKALIKES: &[(&str, char)] = &[
    ("аАαΑɑ", 'a'),
    ("вВβΒЬь", 'b'),
    ("сСϲϹ", 'c'),
    ("ԁ", 'd'),
    ("еЕεΕєҽ", 'e'),
    ("ԍɡ", 'g'),
    ("нНһҺΗ", 'h'),
    ("іІιΙӏӀ", 'i'),
    ("јЈ", 'j'),
    ("кКκΚ", 'k'),
    ("мМΜ", 'm'),
    ("ηпՈ", 'n'),
    ("оОοΟσօՕᎾ", 'o'),
    ("рРρΡ", 'p'),
    ("ԛ", 'q'),
    ("гᴦ", 'r'),
    ("ѕЅ", 's'),
    ("тТτΤᏆ", 't'),
    ("υսս", 'u'),
    ("ѵѴν", 'v'),
    ("ԝԜωшɯ", 'w'),
    ("хХχΧ", 'x'),
    ("уУγΥүҮ", 'y'),
    ("ΖΖ", 'z'),
];

/// Returns the Latin letter that a letter of another alphabet looks like.
fn lookalike(c: char) -> Option<char> {
    LATIN.get(&c).copied().filter(|_| !c.is_ascii())
}

static LATIN: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    LOOKALIKES.iter().flat_map(|(letters, latin)| letters.chars().map(|letter| (letter, *latin))).collect()
});

/// Returns the Latin letter that a letter of any script resembles. UTS #39 applies if the table has none.
///
/// `vertical` replaces the stroke that is both I and l.
fn lookalike_in(c: char, vertical: char) -> Option<char> {
    if let Some(known) = lookalike(c) {
        return Some(known);
    }
    // Latin letters with additions are kept: "ø", "þ".
    if c.is_ascii() || matches!(u32::from(c), 0x80..=0x24F | 0x1E00..=0x1EFF) || !c.is_alphabetic() {
        return None;
    }
    // Look-alikes are listed for one case, or for each a different one.
    let twins = std::iter::once(c).chain(c.to_uppercase()).chain(c.to_lowercase());
    twins.filter_map(|twin| latin_twin(twin, vertical)).next()
}

fn latin_twin(c: char, vertical: char) -> Option<char> {
    let skeleton: String = unicode_security::skeleton(c.encode_utf8(&mut [0; 4])).collect();
    let letter = match skeleton.as_str() {
        "rn" => 'm',
        "l" | "I" | "1" | "|" => vertical,
        "O" | "0" => 'o',
        other => {
            let mut letters = other.chars();
            let only = letters.next().filter(|_| letters.next().is_none())?;
            // The prototype of a small capital or another case can be a table's letter.
            lookalike(only).unwrap_or(only).to_ascii_lowercase()
        }
    };
    letter.is_ascii_alphabetic().then_some(letter)
}

/// Returns the Latin readings of a word in foreign letters. All of them must look Latin.
///
/// Covers words in mixed scripts and words without a Latin letter. Empty for words that only transliteration reads.
pub(crate) fn latin_readings(word: &str) -> Vec<String> {
    if word.is_ascii() || word.chars().count() < 3 {
        return Vec::new();
    }
    let read = |vertical| -> Option<String> {
        let letter = |c: char| if c.is_ascii() { Some(c) } else { lookalike_in(c, vertical) };
        word.chars().map(letter).collect()
    };
    let mut readings: Vec<String> = ['i', 'l'].into_iter().filter_map(read).collect();
    readings.dedup();
    readings
}

/// Replaces look-alikes in a word that mixes Latin with another alphabet; returns other words unchanged.
///
/// A word in two alphabets hides a name. By its sound, a Cyrillic "р" in a Latin word would be "r".
pub(crate) fn unmixed(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    let foreign = word.chars().any(|c| lookalike(c).is_some());
    if latin && foreign { word.chars().map(|c| lookalike(c).unwrap_or(c)).collect() } else { word.to_owned() }
}

/// Returns the letter that a digit or sign replaces.
fn letter_for(c: char) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => return None,
    })
}

/// Replaces signs and digits among letters by the letters that they imitate: "Ig0r", "$iemens".
///
/// A digit counts as a letter only between two letters, so "Trust 2007-A1" and "1st" are kept.
pub(crate) fn without_leet(text: &str) -> String {
    if !text.contains(|c| letter_for(c).is_some()) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let letter = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphabetic());
    let stands_for = |at: usize, c: char| {
        let (before, after) = (letter(at.checked_sub(1)), letter(Some(at + 1)));
        // At a word's start: "0leg", "1van". The rest must look like a name, not like an ordinal.
        let starts = !before && matches!(c, '0' | '1' | '@' | '$') && (1..=3).all(|next| letter(Some(at + next)));
        let between = if c.is_ascii_digit() { before && after } else { before || after };
        letter_for(c).filter(|_| between || starts)
    };
    chars.iter().enumerate().map(|(at, c)| stands_for(at, *c).unwrap_or(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_removed() {
        for hidden in
            ["\u{200B}", "\u{202E}", "\u{FEFF}", "\u{FE0F}", "\u{E0041}", "\u{AD}", "\u{34F}", "\u{336}\u{301}"]
        {
            let read = any_ascii::any_ascii(&shown(&format!("Zel{hidden}insky")));
            assert_eq!(read, "Zelinsky", "{hidden:?}");
        }
        assert_eq!(shown("Ｚｅｌｉｎｓｋｙ"), "Zelinsky");
        assert_eq!(shown("𝐙𝕖𝗅𝒾nsky"), "Zelinsky");
    }

    #[test]
    fn letters_that_look_latin_become_latin_in_a_latin_word() {
        assert_eq!(unmixed("Zеlinskу"), "Zelinsky");
        assert_eq!(unmixed("Рutin"), "putin");
        assert_eq!(unmixed("Путин"), "Путин");
        assert_eq!(latin_readings("ЅСОРЕ"), ["scope"]);
        assert_eq!(latin_readings("Путин"), [""; 0]);
        assert!(latin_readings("ꓦꓲꓗꓔꓳꓣ").contains(&"viktor".to_owned()));
        assert_eq!(latin_readings("Ꮩiktor"), ["viktor"]);
    }

    #[test]
    fn digits_among_letters_are_letters() {
        for (text, read) in [("Ig0r Sech1n", "Igor Sechin"), ("$iemens", "siemens"), ("0leg", "oleg")] {
            assert_eq!(without_leet(text), read);
        }
        for text in ["1st International", "Trust 2007-A1", "Brigade 44", "3%", "R2 D2"] {
            assert_eq!(without_leet(text), text);
        }
    }
}

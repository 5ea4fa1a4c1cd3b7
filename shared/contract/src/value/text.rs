//! Free texts: of one line, such as names, and of several lines.
//!
//! One rule checks both, by Unicode properties (ICU4X, Unicode 17 or later): no invisible characters, and none that
//! change the direction or the look of their neighbours. So a program compares what a reviewer reads. Texts of several
//! lines may have the marks that lay out Hebrew, Arabic and Khmer.
//!
//! The stored text has one kind of space in a line, and one kind of line end. Composed and decomposed characters are
//! kept as sent, so a client reads what it wrote. [`crate::name::look_alike`] compares names.

use std::borrow::Cow;
use std::str::FromStr;

use icu_properties::props::{
    BidiControl, CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, EmojiModifier, ExtendedPictographic,
    GeneralCategory, GeneralCategoryGroup, Ideographic, JoiningType, NoncharacterCodePoint, PrependedConcatenationMark,
    Script, VariationSelector,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use serde::{Deserialize, Deserializer};

use super::{InvalidValue, text_type};
use crate::json::schema;

/// Text of one line and `MIN` to `MAX` characters (Unicode scalar values): a name, an address, a number.
///
/// Every kind of space becomes U+0020. Surrounding and repeated spaces are dropped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OneLine<const MIN: usize, const MAX: usize>(String);

/// Text of several lines and `MIN` to `MAX` characters (Unicode scalar values).
///
/// Every kind of line end becomes U+000A; tabs stay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> FromStr for OneLine<MIN, MAX> {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let text = one_space(text);
        judge(&text, Layout::OneLine, MIN, MAX)?;
        Ok(Self(text.into_owned()))
    }
}

impl<const MIN: usize, const MAX: usize> FromStr for Text<MIN, MAX> {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let text = one_line_end(text);
        judge(&text, Layout::SeveralLines, MIN, MAX)?;
        Ok(Self(text.into_owned()))
    }
}

/// Pattern without control characters. No expression with the same meaning in every language could express the other
/// rules.
const LINE_PATTERN: &str = "^[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029]*$";

text_type!(OneLine<const MIN: usize, const MAX: usize>, read_as_stored);
schema!(inline OneLine<const MIN: usize, const MAX: usize>, {
    "type": "string", "minLength": MIN, "maxLength": MAX, "pattern": LINE_PATTERN,
});

text_type!(Text<const MIN: usize, const MAX: usize>, read_as_stored);
schema!(inline Text<const MIN: usize, const MAX: usize>, { "type": "string", "minLength": MIN, "maxLength": MAX });

/// Implements reading stored texts unchecked: rules become stricter, and old texts must stay readable.
macro_rules! read_as_stored {
    ($($name:ident),+) => {$(
        impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for $name<MIN, MAX> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self)
            }
        }
    )+};
}

read_as_stored!(OneLine, Text);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    OneLine,
    SeveralLines,
}

/// Checks each character of a text, then its length.
fn judge(text: &str, layout: Layout, min: usize, max: usize) -> Result<(), InvalidValue> {
    if let Some((at, found, rule)) = first_refused(text, layout) {
        let place = at + 1;
        return Err(InvalidValue::new(format!("{rule}; it contains U+{:04X} at character {place}", u32::from(found))));
    }
    let length = text.chars().count();
    if min > 0 && length > 0 && !text.chars().any(is_visible) {
        return Err(InvalidValue::new("must contain a visible character"));
    }
    if !(min..=max).contains(&length) {
        return Err(InvalidValue::new(format!("must have {min} to {max} characters, not {length}")));
    }
    Ok(())
}

/// Replaces each run of white space between words by one U+0020.
fn one_space(text: &str) -> Cow<'_, str> {
    let is_space = |c: char| category(c) == GeneralCategory::SpaceSeparator;
    let tidy = !text.starts_with(is_space)
        && !text.ends_with(is_space)
        && !text.contains("  ")
        && !text.chars().any(|c| c != ' ' && is_space(c));
    if tidy {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    // White space alone stays, so that its error is about white space and not about an empty text.
    if words.is_empty() { Cow::Borrowed(" ") } else { Cow::Owned(words.join(" ")) }
}

/// Replaces each line end by U+000A: CR LF, CR, and those of the Unicode Standard, section 5.8.
fn one_line_end(text: &str) -> Cow<'_, str> {
    let is_end = |c: char| matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if !text.contains(is_end) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace(is_end, "\n"))
}

/// Returns the first character that is not allowed at its place: character, position, and the broken rule.
fn first_refused(text: &str, layout: Layout) -> Option<(usize, char, &'static str)> {
    let characters: Vec<char> = text.chars().collect();
    let mut rest = characters.as_slice();
    let mut at = 0;
    while let Some((&c, after)) = rest.split_first() {
        let before = characters.get(..at).unwrap_or_default();
        if let Some(rule) = broken_rule(before, c, after, layout) {
            return Some((at, c, rule));
        }
        rest = after;
        at += 1;
    }
    None
}

/// Returns the rule that `c` breaks at its place.
fn broken_rule(before: &[char], c: char, after: &[char], layout: Layout) -> Option<&'static str> {
    if matches!(c, ' '..='~') {
        return None;
    }
    match c {
        '\n' | '\t' if layout == Layout::SeveralLines => None,
        '\t' => Some("must contain no tabs"),
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
            Some("must be one line, without line breaks")
        }
        '\u{200c}' | '\u{200d}' if joins(before, c, after) => None,
        '\u{200c}' | '\u{200d}' => Some("must contain joiners only where a script or an emoji needs them"),
        '\u{180e}' => {
            let mongolian = |c: Option<&char>| c.is_some_and(|c| script(*c) == Script::Mongolian);
            let parts = mongolian(before.last()) && mongolian(after.first());
            (!parts).then_some("must contain Mongolian vowel separators only between Mongolian letters")
        }
        // Marks that guide the layout of a line, without effect on other characters' order or look.
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' if layout == Layout::SeveralLines => None,
        '\u{e0020}'..='\u{e007f}' if layout == Layout::SeveralLines && is_flag_tag(before, c, after) => None,
        '\u{fffc}' | '\u{fffd}' => Some("must contain no replacement characters, which come from wrong decoding"),
        '\u{2800}' => Some("must contain no blank characters"),
        _ if CodePointSetData::new::<VariationSelector>().contains(c) => {
            let varies = before.last().is_some_and(|base| has_variants(*base, c));
            (!varies).then_some("must contain variation selectors only after a character that has variants")
        }
        _ if CodePointSetData::new::<BidiControl>().contains(c) => Some("must contain no direction marks"),
        _ if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c) => {
            Some("must contain no invisible characters")
        }
        _ if CodePointSetData::new::<NoncharacterCodePoint>().contains(c) => Some("must contain no noncharacters"),
        _ => match category(c) {
            GeneralCategory::Control => Some("must contain no control characters"),
            GeneralCategory::PrivateUse => Some("must contain no private-use characters"),
            GeneralCategory::Unassigned => Some("must contain no unassigned code points"),
            // The Arabic number sign and similar ones are visible, and precede the characters that they mark.
            GeneralCategory::Format if CodePointSetData::new::<PrependedConcatenationMark>().contains(c) => None,
            GeneralCategory::Format => Some("must contain no format characters"),
            _ => None,
        },
    }
}

/// Returns true for a tag in the flag of a region. England's is an example (UTS #51, emoji tag sequences).
fn is_flag_tag(before: &[char], c: char, after: &[char]) -> bool {
    const END: char = '\u{e007f}';
    let is_tag = |c: &&char| ('\u{e0020}'..END).contains(*c);
    let base = before.iter().rev().find(|c| !is_tag(c));
    let end = if c == END { Some(&END) } else { after.iter().find(|c| !is_tag(c)) };
    base == Some(&'\u{1f3f4}') && end == Some(&END) && (c != END || before.last() != base)
}

fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Returns true for a character that is visible on its own.
fn is_visible(c: char) -> bool {
    let seen = GeneralCategoryGroup::Letter
        .union(GeneralCategoryGroup::Number)
        .union(GeneralCategoryGroup::Punctuation)
        .union(GeneralCategoryGroup::Symbol);
    seen.contains(category(c))
}

/// Returns true if a joiner has an effect: RFC 5892, appendices A.1 and A.2 (CONTEXTJ), and emoji sequences (UTS #51).
///
/// Wider in three cases. Persian is typed with a non-joiner between a joining letter and any letter or digit, even
/// without effect: `کووید‌۱۹`, `PDF‌ها`. It is typed with a joiner after the last letter of an abbreviation, which then
/// has its initial form: `ه‍.ش`. Bengali writes ya-phalaa after RA as RA, joiner, virama (the Unicode Standard, section
/// 12.2).
fn joins(before: &[char], joiner: char, after: &[char]) -> bool {
    let is_virama =
        |c: char| CodePointMapData::<CanonicalCombiningClass>::new().get(c) == CanonicalCombiningClass::Virama;
    if before.last().is_some_and(|c| is_virama(*c)) {
        return true;
    }
    let joining = |c: &char| CodePointMapData::<JoiningType>::new().get(*c);
    let seen = |c: &&char| joining(c) != JoiningType::Transparent;
    let (left, right) = (before.iter().rev().find(seen), after.iter().find(seen));
    let (dual, to_left, to_right) = (JoiningType::DualJoining, JoiningType::LeftJoining, JoiningType::RightJoining);
    let is_one_of = |c: Option<&char>, kinds: &[JoiningType]| c.is_some_and(|c| kinds.contains(&joining(c)));
    if joiner == '\u{200c}' {
        let is_word = |c: Option<&char>| {
            let word = GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Number);
            c.is_some_and(|c| word.contains(category(*c)))
        };
        return (is_one_of(left, &[dual, to_left, to_right]) && is_word(right))
            || (is_word(left) && is_one_of(right, &[dual, to_right]));
    }
    let ends = !matches!(after.first(), Some('\u{200c}' | '\u{200d}')) && !is_one_of(right, &[dual, to_right]);
    if ends && is_one_of(left, &[dual, to_left]) {
        return true;
    }
    let is_letter = |c: &char| GeneralCategoryGroup::Letter.contains(category(*c));
    if after.first().is_some_and(|c| is_virama(*c)) && before.last().is_some_and(is_letter) {
        return true;
    }
    let pictographic = CodePointSetData::new::<ExtendedPictographic>();
    let modifier = CodePointSetData::new::<EmojiModifier>();
    let base = before.iter().rev().find(|c| !modifier.contains(**c) && **c != '\u{fe0f}');
    base.is_some_and(|base| pictographic.contains(*base))
        && after.first().is_some_and(|next| pictographic.contains(*next))
}

/// Returns true if `selector` can choose a variant of `base`. A character takes only one selector.
fn has_variants(base: char, selector: char) -> bool {
    let script = script(base);
    let ideographic = CodePointSetData::new::<Ideographic>().contains(base);
    match selector {
        // Text and emoji style: UTS #51.
        '\u{fe0e}' | '\u{fe0f}' => CodePointSetData::new::<Emoji>().contains(base),
        '\u{180b}'..='\u{180f}' => script == Script::Mongolian,
        // Standardized variants: ideographs, symbols, and the scripts of StandardizedVariants.txt.
        '\u{fe00}'..='\u{fe0d}' => {
            ideographic
                || [Script::PhagsPa, Script::Myanmar, Script::Manichaean].contains(&script)
                || GeneralCategoryGroup::Symbol.union(GeneralCategoryGroup::Punctuation).contains(category(base))
        }
        _ => ideographic,
    }
}

#[cfg(test)]
mod tests;

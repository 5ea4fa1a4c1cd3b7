//! What people call their applications and organizations.

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::str::FromStr;

use schemars::json_schema;

use crate::value::{InvalidValue, Text, text_type};

/// The most characters of a name.
const LONGEST: usize = 100;

/// What a name is that was given before [`Name`] had its rule: it is read and shown as it is.
pub type StoredName = Text<1, LONGEST>;

/// A name as it comes in. It is shown in one line, typed to confirm a deletion, and read in the history, so that it is
/// nothing but what one sees: words that begin with something visible, with one space between them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name(String);

/// What no name holds. Unicode calls it a control, a line or paragraph separator, white space, `Bidi_Control`, or
/// `Default_Ignorable_Code_Point`; U+2800 is a dot pattern without dots. The space is judged by its place.
const UNSEEN: [RangeInclusive<char>; 18] = [
    '\0'..='\u{1f}',
    '\u{7f}'..='\u{a0}',
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{1680}'..='\u{1680}',
    '\u{17b4}'..='\u{17b5}',
    '\u{2000}'..='\u{200b}',
    '\u{200e}'..='\u{200f}',
    '\u{2028}'..='\u{202f}',
    '\u{205f}'..='\u{206f}',
    '\u{2800}'..='\u{2800}',
    '\u{3000}'..='\u{3000}',
    '\u{3164}'..='\u{3164}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
];

/// What shapes the character before it, and is nothing alone: joiners and variation selectors.
const SHAPING: [RangeInclusive<char>; 3] = ['\u{180b}'..='\u{180f}', '\u{200c}'..='\u{200d}', '\u{fe00}'..='\u{fe0f}'];

fn is_in(ranges: &[RangeInclusive<char>], c: char) -> bool {
    ranges.iter().any(|range| range.contains(&c))
}

/// Checks a text that is shown in one line: nothing in it is invisible or changes how the rest reads.
///
/// # Errors
/// The rule that is broken.
pub(crate) fn check_line(text: &str) -> Result<(), InvalidValue> {
    if let Some(unseen) = text.chars().find(|c| is_in(&UNSEEN, *c)) {
        return Err(InvalidValue::new(format!(
            "must hold no line breaks, control characters, direction marks, invisible characters, or white space \
             but U+0020; it holds U+{:04X}",
            u32::from(unseen)
        )));
    }
    for word in text.split(' ') {
        match word.chars().next() {
            None => return Err(InvalidValue::new("must hold spaces only between words, and one at a time")),
            Some(first) if is_in(&SHAPING, first) => {
                return Err(InvalidValue::new(format!(
                    "must begin each word with a visible character, not with U+{:04X}",
                    u32::from(first)
                )));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

impl FromStr for Name {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let length = text.chars().count();
        if !(1..=LONGEST).contains(&length) {
            return Err(InvalidValue::new(format!("must have 1 to {LONGEST} characters, not {length}")));
        }
        check_line(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl Name {
    /// As it is stored.
    #[must_use]
    pub fn into_stored(self) -> StoredName {
        Text::judged(self.0)
    }
}

/// The rule as a regular expression, made of the same characters. All are of the basic plane: how others are written
/// differs between the languages that read the document.
fn pattern() -> String {
    let mut unseen = String::from(" ");
    let mut shaping = String::new();
    for (ranges, class) in [(&UNSEEN[..], &mut unseen), (&SHAPING[..], &mut shaping)] {
        for range in ranges {
            // Writing to a String cannot fail.
            let _ = write!(class, "\\u{:04X}", u32::from(*range.start()));
            if range.start() != range.end() {
                let _ = write!(class, "-\\u{:04X}", u32::from(*range.end()));
            }
        }
    }
    let visible = format!("[^{unseen}{shaping}]");
    format!("^{visible}( ?{visible}|[{shaping}])*$")
}

text_type!(Name, json_schema!({ "type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": pattern() }));

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        text.parse::<Name>().expect_err(&format!("{text:?}")).to_string()
    }

    #[test]
    fn names_are_words_in_any_script() {
        let longest = "ä".repeat(100);
        let family = "👩\u{200d}👧 \u{2764}\u{fe0f} 1\u{fe0f}\u{20e3}";
        for good in
            ["x", "Payments worker (Berlin) #2", "支付服务", "می\u{200c}خواهم", "क्\u{200d}ष", family, "نظام", &longest]
        {
            assert_eq!(good.parse::<Name>().unwrap().as_str(), good);
        }
        assert!(refused(&"ä".repeat(101)).contains("100 characters, not 101"));
        assert!(refused("").contains("1 to 100 characters, not 0"));
    }

    #[test]
    fn what_is_not_seen_is_refused_and_named() {
        let classes: [(&str, &[u32]); 5] = [
            ("control", &[0x0, 0x7, 0x9, 0xa, 0xd, 0x1b, 0x1f, 0x7f, 0x85, 0x9f]),
            (
                "direction",
                &[0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
            ),
            ("separator", &[0x2028, 0x2029]),
            ("no width", &[0xad, 0x34f, 0x200b, 0x2060, 0x2064, 0x206f, 0x3164, 0xfeff, 0xffa0, 0xfffb]),
            ("white space", &[0xa0, 0x1680, 0x2000, 0x2003, 0x2009, 0x200a, 0x202f, 0x205f, 0x2800, 0x3000]),
        ];
        for (class, points) in classes {
            for point in points {
                let c = char::from_u32(*point).unwrap();
                for text in [format!("a{c}b"), format!("{c}a"), format!("a{c}"), c.to_string()] {
                    assert!(refused(&text).ends_with(&format!("U+{point:04X}")), "{class} {text:?}");
                }
            }
        }
    }

    #[test]
    fn all_controls_and_white_space_are_unseen() {
        for c in ('\0'..=char::MAX).filter(|c| *c != ' ' && (c.is_control() || c.is_whitespace())) {
            assert!(is_in(&UNSEEN, c), "{c:?}");
        }
    }

    #[test]
    fn spaces_stand_between_words_and_joiners_behind_something() {
        for bad in [" ", "   ", " a", "a ", "a  b", "a b  c "] {
            assert!(refused(bad).contains("between words"), "{bad:?}");
        }
        for bad in ["\u{200d}", "\u{200c}\u{200d}", "\u{fe0f}", "\u{200d}a", "a \u{200d} b", "a \u{200c}b"] {
            assert!(refused(bad).contains("visible character"), "{bad:?}");
        }
    }

    #[test]
    fn a_name_from_before_the_rule_is_read() {
        let stored: StoredName = serde_json::from_str("\"Two\\nlines \\u202e\"").unwrap();
        assert_eq!(stored.as_str(), "Two\nlines \u{202e}");
    }
}

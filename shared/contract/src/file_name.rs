//! File names: parsed from a form's part or a JSON field, and written when a file is saved.

mod decode;
mod disposition;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::json::{from_text, schema};
use crate::value::{InvalidValue, OneLine};

pub use disposition::content_disposition;

/// Most bytes of a name in UTF-8: the limit of file systems (`NAME_MAX` of POSIX systems).
const LONGEST: usize = 255;

/// Original name of a file, without folders. It is shown and offered for saving, but never opens a file.
///
/// A name stored before this rule is read unchanged.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileName(String);

impl FileName {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses the name from a part's `Content-Disposition`: `filename*` wins over `filename` (RFC 6266, 4.3).
    ///
    /// An empty `filename` counts as none: browsers send it when no file was chosen.
    ///
    /// # Errors
    /// An [`InvalidValue`] if the name cannot be decoded or breaks a rule.
    pub(crate) fn from_parameters(plain: Option<&[u8]>, extended: Option<&[u8]>) -> Result<Option<Self>, InvalidValue> {
        let text = match (extended, plain) {
            (Some(extended), _) => decode::extended(extended)?,
            (None, Some(b"") | None) => return Ok(None),
            (None, Some(plain)) => decode::plain(plain)?,
        };
        text.parse().map(Some)
    }
}

impl FromStr for FileName {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let decoded = decode::encoded_words(text)?;
        let own = last_segment(&decoded);
        let name = one_space_between_words(own);
        let name = name.trim_end_matches([' ', '.']);
        if name.is_empty() {
            let reason =
                if decoded.is_empty() { "must not be empty" } else { "names a folder, or has only dots and spaces" };
            return Err(InvalidValue::new(reason));
        }
        if name.len() > LONGEST {
            let rule = format!("must have at most {LONGEST} bytes in UTF-8, not {}", name.len());
            return Err(InvalidValue::new(rule));
        }
        // A name of so many bytes has no more characters.
        let name: OneLine<1, LONGEST> = name.parse()?;
        Ok(Self(name.as_str().to_owned()))
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

from_text!(FileName);

schema!(inline FileName, { "type": "string", "minLength": 1, "maxLength": LONGEST });

/// Returns the name after the last slash of a path. The path can be of Unix or Windows, with a drive. Some clients send
/// whole paths.
fn last_segment(path: &str) -> &str {
    let last = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match last.as_bytes() {
        [drive, b':', _, ..] if drive.is_ascii_alphabetic() => last.get(2..).unwrap_or(last),
        _ => last,
    }
}

/// Replaces other kinds of space: macOS writes U+202F in the names of screenshots.
fn one_space_between_words(text: &str) -> String {
    let is_space = |c: char| c.is_whitespace() && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}');
    text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;

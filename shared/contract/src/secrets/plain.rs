//! Undoing of copying, escaping and word processing.

/// Invisible characters: byte order mark, zero-width space, direction marks, word joiner, soft hyphen.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2060}' | '\u{ad}' | '\0')
}

/// Dashes and minus signs that word processors write instead of hyphens.
pub(crate) const fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Returns the text with escapes undone: `%2B`, `\n`, `\u002B`, `&lt;`. Dashes become hyphens, and white space becomes
/// space or LF.
///
/// The console's `web/src/logic/private-key.ts` does the same. Both pass `tests/vectors/pasted_keys.json`.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (undone, length) = match c {
            '%' => percent(rest),
            '\\' => Some(backslash(rest)),
            '&' => entity(rest),
            _ => None,
        }
        .unwrap_or((Some(c), c.len_utf8()));
        match undone {
            Some('\r' | '\n') => out.push('\n'),
            Some(c) if is_dash(c) => out.push('-'),
            Some(c) if c.is_whitespace() => out.push(' '),
            Some(c) if !is_invisible(c) => out.push(c),
            _ => {}
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

type Undone = (Option<char>, usize);

fn percent(rest: &str) -> Option<Undone> {
    let value = u8::from_str_radix(rest.get(1..3)?, 16).ok()?;
    (value.is_ascii_graphic() || value.is_ascii_whitespace()).then_some((Some(char::from(value)), 3))
}

/// Decodes an escape of JSON or of a programming language; drops the backslash of any other.
fn backslash(rest: &str) -> Undone {
    match rest.as_bytes().get(1) {
        Some(b'n' | b'r') => (Some('\n'), 2),
        // The digits after `\x` stay for the hex parser.
        Some(b't' | b'x') => (Some(' '), 2),
        Some(b'u') => {
            let code = rest.get(2..6).and_then(|digits| u8::from_str_radix(digits, 16).ok());
            // `\u00NN` is ASCII; others do not matter here.
            code.filter(u8::is_ascii).map_or((None, 1), |code| (Some(char::from(code)), 6))
        }
        _ => (None, 1),
    }
}

/// Decodes an HTML entity: one of a few names, or the number of an ASCII character.
fn entity(rest: &str) -> Option<Undone> {
    const NAMES: [(&str, char); 5] = [("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&amp;", '&'), ("&lowbar;", '_')];
    /// Most characters of a number.
    const NUMBER: usize = 8;
    if let Some((name, c)) = NAMES.iter().find(|(name, _)| rest.starts_with(name)) {
        return Some((Some(*c), name.len()));
    }
    let after = rest.strip_prefix("&#")?;
    let number = after.get(..after.bytes().take(NUMBER).position(|byte| byte == b';')?)?;
    let value = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u8::from_str_radix(digits, 16),
        None => number.parse(),
    };
    let value = value.ok().filter(u8::is_ascii)?;
    Some((Some(char::from(value)), number.len() + 3))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn escapes_are_undone() {
        for (text, expected) in [
            (r"a\nb\r\nc\\nd", "a\nb\n\nc\nd"),
            (r"\x30\x82", " 30 82"),
            (r"\u002B\/\u003CD\u003E\u20ac", "+/<D>u20ac"),
            ("a%2Bb%0Ac%zz%", "a+b\nc%zz%"),
            ("&lt;D&gt;&amp;", "<D>&"),
            ("&#95;&#x5F;&#x5f;&#43;&#8364;&#;&#x;&#99999999999;&", "___+&#8364;&#;&#x;&#99999999999;&"),
            ("\u{feff}—–BEGIN\u{a0}", "--BEGIN "),
            ("ä\t\r\n\\", "ä \n\n"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}

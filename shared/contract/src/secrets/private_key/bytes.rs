//! Private keys whose bytes are written one by one: lists of numbers, and strings with escapes.

use super::{HEAD, PrivateForm, of_binary};

/// Finds a structure in a list of bytes. They are decimal (also signed, as in Java), or hex with `0x`.
pub(super) fn in_list(undone: &str) -> Option<PrivateForm> {
    let mut run = Vec::new();
    let mut words = undone.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    loop {
        let word = words.next();
        match word {
            // Casts, as in `(byte) 0x82`.
            Some("" | "byte" | "u8") => continue,
            Some(word) if let Some(byte) = byte(word) => {
                run.push(byte);
                continue;
            }
            _ => {}
        }
        if let Some(form) = in_bytes(&run) {
            return Some(form);
        }
        run.clear();
        word?;
    }
}

fn byte(word: &str) -> Option<u8> {
    if let Some(digits) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        return u8::from_str_radix(digits, 16).ok();
    }
    let number: i16 = word.parse().ok()?;
    u8::try_from(number).ok().or_else(|| i8::try_from(number).ok().map(i8::cast_unsigned))
}

/// Finds a structure in a string of bytes with escapes. Examples are `b'0\x82'`, `"0\u0082"` and `0%82`.
pub(super) fn in_escapes(text: &str) -> Option<PrivateForm> {
    // Without an escape, the structure of a key would be text.
    if !text.contains(['\\', '%']) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (byte, length) = match c {
            '%' => hex(rest, 1, 2).unwrap_or((Some(b'%'), 1)),
            '\\' => backslash(rest),
            c => (u8::try_from(u32::from(c)).ok(), c.len_utf8()),
        };
        bytes.extend(byte);
        rest = rest.get(length..).unwrap_or_default();
    }
    in_bytes(&bytes)
}

fn backslash(rest: &str) -> (Option<u8>, usize) {
    // Several backslashes come from repeated escaping.
    let digits = rest.trim_start_matches('\\');
    let slashes = rest.len() - digits.len();
    let simple = |byte| (Some(byte), slashes + 1);
    match digits.as_bytes() {
        [b'x', ..] => hex(rest, slashes + 1, 2).unwrap_or((None, slashes)),
        [b'u', ..] => hex(rest, slashes + 1, 4).unwrap_or((None, slashes)),
        [b'n', ..] => simple(b'\n'),
        [b'r', ..] => simple(b'\r'),
        [b't', ..] => simple(b'\t'),
        [b'0', ..] => simple(0),
        // A double backslash, or one before a quote.
        _ => ((slashes > 1).then_some(b'\\'), slashes),
    }
}

fn hex(rest: &str, at: usize, digits: usize) -> Option<(Option<u8>, usize)> {
    let value = u16::from_str_radix(rest.get(at..at + digits)?, 16).ok()?;
    Some((u8::try_from(value).ok(), at + digits))
}

fn in_bytes(bytes: &[u8]) -> Option<PrivateForm> {
    let is_key = |at: usize| bytes.get(at..bytes.len().min(at + HEAD)).and_then(of_binary).is_some();
    (0..bytes.len()).any(is_key).then_some(PrivateForm::Bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beginning of a PKCS#8 key.
    const KEY: [u8; 34] =
        *b"\x30\x82\x04\xbc\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x04\x82\x04\xa6\x30\x82\x04\xa2\x02\x01\x00\x02";

    #[test]
    fn bytes_are_found_in_any_notation() {
        let list = |write: &dyn Fn(u8) -> String| KEY.map(write).join(", ");
        let escaped = |write: &dyn Fn(u8) -> String| {
            KEY.map(|b| if b.is_ascii_graphic() { char::from(b).to_string() } else { write(b) }).concat()
        };
        for text in [
            format!("[]byte{{{}}}", list(&|b| b.to_string())),
            format!("[{}]", list(&|b| b.cast_signed().to_string())),
            list(&|b| format!("(byte) 0x{b:02x}")),
            list(&|b| format!("0x{b:x}")),
            format!("key: {}", KEY.map(|b| b.to_string()).join(" ")),
            format!("b'{}'", escaped(&|b| format!("\\x{b:02x}"))),
            format!("\"{}\"", escaped(&|b| format!("\\\\x{b:02x}"))),
            format!("\"{}\"", escaped(&|b| format!("\\u{b:04x}"))),
            escaped(&|b| format!("%{b:02X}")),
            format!("b'{}'", escaped(&|b| format!("\\x{b:02x}")).replace("\\x0d", "\\r").replace("\\x09", "\\t")),
        ] {
            assert_eq!(super::super::find(&text), Some(PrivateForm::Bytes), "{text}");
        }
        for text in ["48, 130, 4, 188, 2, 1, 0", "[1, 2, 3]", "100% of \\x30\\x82", ""] {
            assert_eq!(super::super::find(text), None, "{text}");
        }
    }
}

//! Texts inside base64: files, `Authorization` headers, mail.

use super::of_base64;

/// Number of nested encodings that are undone.
pub(super) const DEPTH: usize = 2;
/// Markers of secrets. A decoded text without any of them is not searched.
const WORDS: [&[u8]; 8] = [b"PRIVATE", b"private", b"Private", b"nuv_", b"kty", b"RSAKeyValue", b"\"alg\"", b"DEK-"];
/// Length of a base64 run that could contain a secret.
const RUN: usize = 48;

/// Returns the possible texts of the base64 or base64url in a text.
///
/// Text before it shifts its digits, so all four offsets are tried. Bytes become characters. NUL is dropped, which
/// leaves the ASCII of UTF-16.
pub(super) fn decode(text: &str) -> Vec<String> {
    let digits = text.chars().filter_map(|c| match c {
        '-' => Some('+'),
        '_' => Some('/'),
        c => (c.is_ascii_alphanumeric() || matches!(c, '+' | '/')).then_some(c),
    });
    let digits: String = digits.collect();
    let texts = (0..4).filter_map(|phase| {
        let mut bytes = of_base64(digits.get(phase..)?);
        bytes.retain(|byte| *byte != 0);
        could_hold_secret(&bytes).then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
    });
    texts.collect()
}

fn could_hold_secret(bytes: &[u8]) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    WORDS.iter().any(|word| memchr::memmem::find(bytes, word).is_some())
        || bytes.split(|byte| !is_digit(byte) && !byte.is_ascii_whitespace()).any(|run| run.len() >= RUN)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;
    use crate::secrets::LENIENT;

    #[test]
    fn a_file_is_decoded_at_any_offset() {
        for before in ["", "a", "ab", "abc", "abcd", "key: ", "key=\n"] {
            for inside in ["PRIVATE", "xPRIVATE", "xyPRIVATE", "P\0R\0I\0V\0A\0T\0E\0"] {
                let text = format!("{before}{}", LENIENT.encode(format!("{inside} and more")));
                assert!(decode(&text).iter().any(|text| text.contains("PRIVATE")), "{text}");
            }
        }
        assert!(decode("An ordinary sentence about nothing, which is as long as others are.").is_empty());
    }
}

//! Decoding of file names in header fields.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::Encoding;

use crate::value::InvalidValue;

/// Base64 decoder with optional padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn refused(reason: impl Into<Cow<'static, str>>) -> InvalidValue {
    InvalidValue::new(reason)
}

fn in_charset(charset: &str, bytes: &[u8]) -> Result<String, InvalidValue> {
    let encoding = Encoding::for_label(charset.as_bytes())
        .ok_or_else(|| refused(format!("is encoded in the unknown charset `{charset}`: send UTF-8")))?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(Cow::into_owned)
        .ok_or_else(|| refused(format!("is declared as `{charset}`, but contains bytes that are not: send UTF-8")))
}

/// Decodes a `filename*`: charset, language and percent-encoded text (RFC 8187, 3.2).
///
/// # Errors
/// An [`InvalidValue`] if it has another form or cannot be decoded.
pub(super) fn extended(value: &[u8]) -> Result<String, InvalidValue> {
    let mut fields = value.splitn(3, |byte| *byte == b'\'');
    let (Some(charset), Some(_language), Some(text)) = (fields.next(), fields.next(), fields.next()) else {
        return Err(refused(
            "in `filename*` must be a charset, two apostrophes and percent-encoded text, as utf-8''a%20b.pdf (RFC 8187)",
        ));
    };
    let bytes = percent_decoded(text).ok_or_else(|| {
        refused("in `filename*` contains a percent sign without two hexadecimal digits after it (RFC 8187)")
    })?;
    in_charset(&String::from_utf8_lossy(charset), &bytes)
}

/// Decodes a plain `filename`.
///
/// Accepts UTF-8, percent-encoding (RFC 7578, 2; aiohttp writes it), and the escapes of browsers (WHATWG HTML,
/// "multipart/form-data encoding algorithm"), which leave a percent sign as it is.
///
/// # Errors
/// An [`InvalidValue`] if it is not UTF-8.
pub(super) fn plain(value: &[u8]) -> Result<String, InvalidValue> {
    let text = str::from_utf8(value).map_err(|error| {
        let byte = value.get(error.valid_up_to()).copied().unwrap_or_default();
        refused(format!(
            "is not UTF-8: it contains the byte 0x{byte:02X}. Send it in UTF-8, or as `filename*` (RFC 8187)"
        ))
    })?;
    let encoded = percent_decoded(value).filter(|bytes| is_percent_encoding(text, bytes));
    match encoded.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(decoded) => Ok(decoded),
        None => Ok(text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")),
    }
}

/// Returns true if a percent-encoder can have written the text.
///
/// Such a text has only unreserved characters (RFC 3986, 2.3), or decodes to more than ASCII: some encoders leave other
/// characters too.
fn is_percent_encoding(text: &str, decoded: &[u8]) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte);
    text.is_ascii() && (!decoded.is_ascii() || text.bytes().all(is_unreserved))
}

fn percent_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text);
    loop {
        rest = match rest {
            [b'%', high, low, after @ ..] => {
                bytes.push(hex_digit(*high)? << 4 | hex_digit(*low)?);
                after
            }
            [b'%', ..] => return None,
            [byte, after @ ..] => {
                bytes.push(*byte);
                after
            }
            [] => return Some(bytes),
        };
    }
}

fn hex_digit(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Decodes the encoded words in a text (RFC 2047, 2): `=?utf-8?B?TcO8bGxlci5wZGY=?=`.
///
/// The standard does not allow them in forms, but .NET's `MultipartFormDataContent` and mailers write them.
///
/// # Errors
/// An [`InvalidValue`] if a word cannot be decoded.
pub(super) fn encoded_words(text: &str) -> Result<Cow<'_, str>, InvalidValue> {
    if !text.contains("=?") {
        return Ok(Cow::Borrowed(text));
    }
    let (mut decoded, mut rest) = (String::new(), text);
    // Bytes of adjacent words in one charset: a character may be split across them.
    let mut pending: Option<(&str, Vec<u8>)> = None;
    while let Some(at) = rest.find("=?") {
        let (before, candidate) = rest.split_at(at);
        let Some((word, after)) = Word::take(candidate) else {
            flush(&mut decoded, pending.take())?;
            // A prefix that starts no word is text.
            decoded.push_str(before);
            decoded.push_str("=?");
            rest = candidate.get(2..).unwrap_or_default();
            continue;
        };
        // White space between two words is not text (RFC 2047, 6.2).
        let is_adjacent = pending.is_some() && before.trim().is_empty();
        if !is_adjacent {
            flush(&mut decoded, pending.take())?;
            decoded.push_str(before);
        }
        let bytes = word.bytes()?;
        match &mut pending {
            Some((charset, all)) if charset.eq_ignore_ascii_case(word.charset) => all.extend(bytes),
            _ => {
                flush(&mut decoded, pending.take())?;
                pending = Some((word.charset, bytes));
            }
        }
        rest = after;
    }
    flush(&mut decoded, pending)?;
    decoded.push_str(rest);
    Ok(Cow::Owned(decoded))
}

fn flush(decoded: &mut String, pending: Option<(&str, Vec<u8>)>) -> Result<(), InvalidValue> {
    if let Some((charset, bytes)) = pending {
        decoded.push_str(&in_charset(charset, &bytes)?);
    }
    Ok(())
}

/// Encoded word.
struct Word<'a> {
    charset: &'a str,
    is_base64: bool,
    text: &'a str,
}

impl<'a> Word<'a> {
    fn take(candidate: &'a str) -> Option<(Self, &'a str)> {
        let (charset, rest) = candidate.strip_prefix("=?")?.split_once('?')?;
        let (encoding, rest) = rest.split_once('?')?;
        let (text, after) = rest.split_once("?=")?;
        let is_base64 = match encoding {
            "B" | "b" => true,
            "Q" | "q" => false,
            _ => return None,
        };
        // RFC 2231, 5: a language may follow the charset.
        let charset = charset.split('*').next().unwrap_or(charset);
        let is_token = !charset.is_empty() && charset.bytes().all(|b| b.is_ascii_graphic());
        is_token.then_some((Self { charset, is_base64, text }, after))
    }

    fn bytes(&self) -> Result<Vec<u8>, InvalidValue> {
        let bytes = if self.is_base64 { BASE64.decode(self.text).ok() } else { self.quoted() };
        bytes.ok_or_else(|| refused("contains an encoded word (RFC 2047) that cannot be decoded"))
    }

    fn quoted(&self) -> Option<Vec<u8>> {
        percent_decoded(&self.text.bytes().flat_map(as_percent_encoded).collect::<Vec<u8>>())
    }
}

/// Decodes Q encoding (RFC 2047, 4.2): percent-encoding with another sign, and `_` for a space.
fn as_percent_encoded(byte: u8) -> Vec<u8> {
    match byte {
        b'=' => b"%".to_vec(),
        b'_' => b" ".to_vec(),
        b'%' => b"%25".to_vec(),
        other => vec![other],
    }
}

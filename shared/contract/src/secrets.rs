//! Secrets in texts where none belong: private keys, API keys and tokens.
//!
//! Every parser of callers' texts calls [`find`] ([`crate::json::Reader::parse_text`], the parts of a form), so no
//! field can forget it. Stored texts are read without it.

mod encoded;
mod plain;
mod private_key;

use base64::Engine as _;
pub(crate) use plain::{is_dash, plain};
pub(crate) use private_key::tlv;
pub use private_key::{PrivateForm, find as private_key, find_in_key as private_key_in_key};

use crate::api_key::{ApiKey, KeyMode, LENGTH};

/// Decoder that accepts base64 with or without padding.
pub(crate) const LENIENT: base64::engine::GeneralPurpose = base64::engine::GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    base64::engine::GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

/// Most characters of a token's header. The limit bounds the time for a text with many near-headers.
const HEADER: usize = 2048;
/// Most positions in a long run at which a header is tried. It applies to each prefix.
const HEADER_STARTS: usize = 8;

/// Decodes base64 digits. Ignores a single digit left over at the end.
pub(crate) fn of_base64(digits: &str) -> Vec<u8> {
    let whole = if digits.len() % 4 == 1 { digits.get(..digits.len() - 1).unwrap_or_default() } else { digits };
    LENIENT.decode(whole).unwrap_or_default()
}

/// Secret in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Secret {
    /// A private key.
    #[error(
        "contains a private key ({0}). Nothing of it was stored. Remove it, and replace the key pair: the private key has \
         left your systems"
    )]
    PrivateKey(PrivateForm),
    /// API key of this platform, of any deployment.
    #[error(
        "contains an API key. Nothing of it was stored. Remove it (its displayed prefix is enough to name it), and revoke \
         the key if it was shown to others"
    )]
    ApiKey,
    /// Signed token (JWT, RFC 7519). Partners' tokens contain the API key.
    #[error(
        "contains a signed token (JWT). Nothing of it was stored. Remove it; the `requestId` of an answer is enough to \
         name a request"
    )]
    Token,
}

/// First characters of a token: base64url of `{"`.
const TOKEN_START: &str = "eyJ";
/// Longest run that does not count as a token, in bytes.
const SHORTEST_TOKEN: usize = 20;
/// Escapes of the underscore that [`plain()`] leaves: `\\x`, which hex needs, and those of quoted-printable (RFC 2045).
const UNDERSCORES: [&str; 4] = ["\\x5f", "\\x5F", "=5f", "=5F"];
/// Most nested escapes that are undone.
const ESCAPES: usize = 3;

/// Longest text that is searched, in bytes.
///
/// The longest field has 10,000 characters. The time of a search grows faster than its text.
const MAX_SEARCHED: usize = 64 * 1024;

/// Returns the first kind of secret in a text.
///
/// A text over 64 KiB is not searched: every field refuses it for its length.
pub fn find(text: &str) -> Option<Secret> {
    if text.len() > MAX_SEARCHED {
        return None;
    }
    let in_compatible = || Some(text).filter(|text| !text.is_ascii()).and_then(|text| private_key(&compatible(text)));
    private_key(text).or_else(in_compatible).map(Secret::PrivateKey).or_else(|| find_other(text))
}

/// Returns the first kind of secret in an expected public key. There the words of a private key suffice.
pub fn find_in_key(text: &str) -> Option<Secret> {
    if text.len() > MAX_SEARCHED {
        return None;
    }
    private_key_in_key(text).map(Secret::PrivateKey).or_else(|| find_other(text))
}

/// Returns the API key or token in a text.
fn find_other(text: &str) -> Option<Secret> {
    let unescaped = Some(unescaped(text)).filter(|unescaped| unescaped != text);
    let texts = [Some(text), unescaped.as_deref()];
    if texts.into_iter().flatten().any(|text| holds_api_key(text, encoded::DEPTH)) {
        return Some(Secret::ApiKey);
    }
    // Tried as it is, and without line breaks inside the token.
    if texts.into_iter().flatten().any(|text| holds_token(text) || holds_token(&without_breaks(text))) {
        return Some(Secret::Token);
    }
    None
}

/// Returns the text without its secrets: keys and tokens are cut.
///
/// A text that cannot be cut safely is left out. Every text of a sender that is stored or repeated in an answer passes
/// here.
pub fn redacted(text: &str) -> String {
    const LEFT_OUT: &str = "…";
    if text.len() > MAX_SEARCHED || private_key(text).is_some() {
        return LEFT_OUT.to_owned();
    }
    let cut = |text: &str| without_tokens(&crate::api_key::without_secrets(text));
    let kept = cut(text);
    // After unescaping, part of a key counts too.
    let unescaped = unescaped(&kept);
    if cut(&unescaped) != unescaped || find(&kept).is_some() { LEFT_OUT.to_owned() } else { kept }
}

/// Returns the text with nested escapes undone. Compatibility characters become usual ones.
pub fn unescaped(text: &str) -> String {
    let once = |text: &str| plain(&UNDERSCORES.iter().fold(text.to_owned(), |text, escape| text.replace(escape, "_")));
    let mut undone = compatible(text);
    for _ in 0..ESCAPES {
        let next = once(&undone);
        if next == undone {
            break;
        }
        undone = next;
    }
    undone
}

/// Normalizes to NFKC: full-width characters become ASCII.
fn compatible(text: &str) -> String {
    icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
}

/// Removes each token from `text`.
fn without_tokens(mut text: &str) -> String {
    let of_tokens = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%');
    let mut kept = String::with_capacity(text.len());
    while let Some((before, rest)) = text.find(TOKEN_START).and_then(|at| text.split_at_checked(at)) {
        let length = rest.bytes().position(|byte| !of_tokens(byte)).unwrap_or(rest.len());
        // All ASCII up to there, so it is a character boundary.
        let Some((token, after)) = rest.split_at_checked(length) else { break };
        kept.push_str(before);
        kept.push_str(if length > SHORTEST_TOKEN { "…" } else { token });
        text = after;
    }
    kept.push_str(text);
    kept
}

/// Returns true if a text contains a valid API key. Its checksum proves it.
///
/// The key may be in base64, or split by other characters, such as the marks of quoted mail.
fn holds_api_key(text: &str, depth: usize) -> bool {
    // The checksum distinguishes a key from accidental letters.
    let digits: String = text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let inside = |depth| encoded::decode(text).iter().any(|text| holds_api_key(text, depth));
    has_api_key(&digits) || depth.checked_sub(1).is_some_and(inside)
}

fn has_api_key(text: &str) -> bool {
    [KeyMode::Live, KeyMode::Test].into_iter().any(|mode| {
        text.match_indices(mode.prefix())
            .filter_map(|(at, _)| text.get(at..at + LENGTH))
            .any(|found| ApiKey::parse(found, mode).is_ok())
    })
}

/// Returns true if a text contains a compact JWS or JWE. That is a header with `alg`, a dot, and more base64url (RFC
/// 7515, 7.1).
fn holds_token(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.match_indices('.').any(|(dot, _)| {
        let followed = bytes.get(dot + 1).is_some_and(|next| is_base64(char::from(*next)));
        let run = text.get(..dot).unwrap_or_default();
        let run = run.rsplit(|c: char| !is_base64(c)).next().unwrap_or_default();
        let run = run.get(run.len().saturating_sub(HEADER)..).unwrap_or_default();
        // `{"`, `{ ` and `{` before a line break, each as base64url.
        let starts = |start| run.match_indices(start).take(HEADER_STARTS);
        followed && ["ey", "ew"].into_iter().flat_map(starts).any(|(at, _)| is_header(run.get(at..)))
    })
}

fn is_header(segment: Option<&str>) -> bool {
    let standard = segment.unwrap_or_default().replace('-', "+").replace('_', "/");
    let decoded = of_base64(&standard);
    let header: Option<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(&decoded).ok();
    header.is_some_and(|header| header.get("alg").is_some_and(serde_json::Value::is_string))
}

/// Returns true for a character of base64 or base64url.
const fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

/// Returns the text without white space, invisible characters and Markdown's backslashes.
fn without_breaks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\\' && !plain::is_invisible(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api_key::ApiKeyId;
    use crate::id::{ApplicationId, IdSeed};

    fn key() -> String {
        let application = ApplicationId::new(IdSeed { millis: 1, random: 2 });
        let id = ApiKeyId::from_digits("0001").unwrap();
        ApiKey::assemble(KeyMode::Test, &application, &id, [5, 7]).expose().to_owned()
    }

    #[test]
    fn an_api_key_is_found_in_any_text() {
        let key = key();
        for text in [
            key.clone(),
            format!("Our key is {key}, and it does not work"),
            format!("curl -H x-api-key:{key}\n"),
            format!("a{key}b"),
            format!("{}\r\n  {}", &key[..30], &key[30..]),
            key.replace('_', "\\_"),
            format!("Basic {}", LENIENT.encode(format!("{key}:"))),
        ] {
            assert_eq!(find(&text), Some(Secret::ApiKey), "{text}");
        }
        let typo = key[..key.len() - 1].to_owned() + if key.ends_with('0') { "1" } else { "0" };
        for text in [&key[..35], &typo, "nuv_test_", "our nuv_live_ keys", "nuv_test_ä"] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn an_api_key_is_found_behind_escapes() {
        let key = key();
        let percent = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
        let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
        for text in [
            key.replace('_', "%5F"),
            key.replace('_', "%255f"),
            key.replace('_', "\\u005f"),
            key.replace('_', "\\\\u005F"),
            key.replace('_', "\\x5f"),
            key.replace('_', "&#95;"),
            key.replace('_', "&#x5F;"),
            key.replace('_', "=5F"),
            key.replace('_', "\u{ff3f}"),
            key.chars().map(wide).collect(),
            percent(&key),
            key.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
            format!("> our key {}\n> {}\n", &key[..30], &key[30..]),
            format!("> > {}\n> > {}\n", &key[..30], &key[30..]),
            format!("{}=\n{}", &key[..30], &key[30..]),
            format!("user=ada&auth={}", LENIENT.encode(format!("ada:{key}"))),
            LENIENT.encode(LENIENT.encode(&key)),
        ] {
            assert_eq!(find(&text), Some(Secret::ApiKey), "{text}");
        }
    }

    #[test]
    fn a_redacted_text_holds_no_secret() {
        let key = key();
        let (shown, pem) =
            (&key[..35], format!("-----BEGIN PRIVATE KEY-----\n{}\n", "MIIEvAIBADANBgkqhkiG9w0BAQ".repeat(3)));
        let token = format!("eyJ{}.eyJ{}.{}", "h".repeat(20), "c".repeat(40), "s".repeat(40));
        for (text, expected) in [
            (format!("application/json; {key}"), format!("application/json; {shown}…")),
            (format!("a={}", &key[..50]), format!("a={shown}…")),
            (format!("a={}", key.replace('_', "%5F")), "…".to_owned()),
            // Truncated.
            (format!("a={}", key[..50].replace('_', "%5F")), "…".to_owned()),
            (format!("{}\n> {}", &key[..35], &key[35..]), "…".to_owned()),
            (format!("Bearer {token}, x"), "Bearer …, x".to_owned()),
            (token.replace('.', "%2E"), "…".to_owned()),
            (token.replace('y', "%79"), "…".to_owned()),
            (pem, "…".to_owned()),
            ("/api/v1/customers?name=%C3%A4&x=a%2Fb".to_owned(), "/api/v1/customers?name=%C3%A4&x=a%2Fb".to_owned()),
            ("a private key".to_owned(), "a private key".to_owned()),
        ] {
            assert_eq!(redacted(&text), expected, "{text}");
        }
    }

    #[test]
    fn a_token_is_found_in_any_text() {
        let url = |text: &str| LENIENT.encode(text).replace('+', "-").replace('/', "_").replace('=', "");
        let payload = url(&format!(r#"{{"iss":"nuvera-api","sub":"{}"}}"#, "x".repeat(30)));
        for header in
            [r#"{"alg":"RS256","typ":"JWT"}"#, "{\n \"typ\": \"JWT\", \"alg\": \"RS256\"}", r#"{ "alg":"none"}"#]
        {
            let token = format!("{}.{payload}.c2lnbmF0dXJl", url(header));
            let broken = token.chars().flat_map(|c| if c == '.' { vec![c, '\n'] } else { vec![c] }).collect::<String>();
            for text in [token.clone(), format!("Authorization: Bearer {token}"), format!("\"{token}\","), broken] {
                assert_eq!(find(&text), Some(Secret::Token), "{text}");
            }
        }
        for text in
            ["eyJ.eyJ", "key.value", "e.g. eyewitness.example", "https://ey.example/ewe.html", "eyJhbGciOiJSUzI1NiJ9"]
        {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn each_secret_has_its_own_text() {
        for secret in [Secret::PrivateKey(PrivateForm::Pem), Secret::ApiKey, Secret::Token] {
            assert!(secret.to_string().contains("Nothing of it was stored"), "{secret}");
        }
    }
}

//! API keys: `nuv_live_` or `nuv_test_`, then base62 without separators.
//!
//! 22 digits are the application's id, 4 number the key within the application, 32 are the secret, and 6 the checksum.
//! Secret scanners match it with `nuv_(live|test)_[0-9A-Za-z]{64}`.

use std::fmt;
use std::str::FromStr;

use crate::base62;
use crate::id::{ApplicationId, WIDTH};
use crate::value::{InvalidValue, text_type};

/// Digits that number the keys of one application.
pub const KEY_NUMBER_WIDTH: usize = 4;
/// Digits of the secret: 190 random bits.
///
/// The last four characters of a key are shown. They are part of a checksum over the secret and reveal fewer than 24
/// bits of it.
pub const SECRET_WIDTH: usize = 32;
/// Digits of the checksum.
pub const CHECKSUM_WIDTH: usize = 6;
/// Characters of an API key.
pub const LENGTH: usize = 9 + WIDTH + KEY_NUMBER_WIDTH + SECRET_WIDTH + CHECKSUM_WIDTH;

/// Deployment that a key belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyMode {
    /// Production.
    Live,
    /// Everything else.
    Test,
}

impl KeyMode {
    /// Returns the prefix of this deployment's keys.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Live => "nuv_live_",
            Self::Test => "nuv_test_",
        }
    }
}

impl FromStr for KeyMode {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "live" => Ok(Self::Live),
            "test" => Ok(Self::Test),
            _ => Err(InvalidValue::new("must be live or test")),
        }
    }
}

/// Id of an API key within its application: `key_` and four digits. Not secret.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ApiKeyId(String);

impl ApiKeyId {
    /// Returns the id with these four digits; `None` if they are not base62.
    pub fn from_digits(digits: &str) -> Option<Self> {
        (digits.len() == KEY_NUMBER_WIDTH && base62::is_base62(digits)).then(|| Self(["key_", digits].concat()))
    }

    /// Returns the four digits as they appear in the key.
    pub fn digits(&self) -> &str {
        self.0.get(4..).unwrap_or_default()
    }
}

impl FromStr for ApiKeyId {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        text.strip_prefix("key_").and_then(Self::from_digits).ok_or(InvalidValue::new("must be key_ and 4 characters"))
    }
}

text_type!(ApiKeyId, { "type": "string", "pattern": "^key_[0-9A-Za-z]{4}$", "examples": ["key_0001"] });

/// API key with valid form and checksum.
///
/// Only the keyed hash proves that it was issued. It has no `Display` and no `Serialize`, and its `Debug` shows no part
/// of it.
#[derive(Clone)]
pub struct ApiKey {
    text: zeroize::Zeroizing<String>,
    application: ApplicationId,
    id: ApiKeyId,
}

/// Text without the form of an API key of this deployment.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an API key of this deployment")]
pub struct MalformedApiKey;

impl ApiKey {
    /// Builds a key.
    ///
    /// `secret` is two numbers; the lower 16 base62 digits of each are used.
    pub fn assemble(mode: KeyMode, application: &ApplicationId, id: &ApiKeyId, secret: [u128; 2]) -> Self {
        let mut text = zeroize::Zeroizing::new(String::with_capacity(LENGTH));
        text.push_str(mode.prefix());
        text.push_str(application.body());
        text.push_str(id.digits());
        for half in secret {
            text.push_str(&zeroize::Zeroizing::new(base62::encode(half, SECRET_WIDTH / 2)));
        }
        let sum = checksum(&text);
        text.push_str(&sum);
        Self { text, application: application.clone(), id: id.clone() }
    }

    /// Parses a key of this deployment: prefix, length, alphabet and checksum.
    ///
    /// # Errors
    /// The same error for each of these, since callers may not learn more.
    pub fn parse(text: &str, mode: KeyMode) -> Result<Self, MalformedApiKey> {
        let body = text.strip_prefix(mode.prefix()).ok_or(MalformedApiKey)?;
        if text.len() != LENGTH || !base62::is_base62(body) {
            return Err(MalformedApiKey);
        }
        let (before, sum) = text.split_at_checked(LENGTH - CHECKSUM_WIDTH).ok_or(MalformedApiKey)?;
        if base62::decode(sum) != Some(u128::from(crc32fast::hash(before.as_bytes()))) {
            return Err(MalformedApiKey);
        }
        let application = body.get(..WIDTH).and_then(ApplicationId::from_key_part).ok_or(MalformedApiKey)?;
        let id = body.get(WIDTH..WIDTH + KEY_NUMBER_WIDTH).and_then(ApiKeyId::from_digits).ok_or(MalformedApiKey)?;
        Ok(Self { text: zeroize::Zeroizing::new(text.to_owned()), application, id })
    }

    /// Returns the application id in the key.
    pub const fn application(&self) -> &ApplicationId {
        &self.application
    }

    /// Returns the key id in the key. Only its hash proves it.
    pub const fn id(&self) -> &ApiKeyId {
        &self.id
    }

    /// Returns the part that may be shown: everything before the secret.
    pub fn displayed_prefix(&self) -> &str {
        self.text.get(..LENGTH - SECRET_WIDTH - CHECKSUM_WIDTH).unwrap_or_default()
    }

    /// Returns the last four characters, which may be shown.
    pub fn last_four(&self) -> &str {
        self.text.get(LENGTH - 4..).unwrap_or_default()
    }

    /// Returns the secret text, for hashing and for showing it once.
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey")
    }
}

/// Returns `text` with each API key cut after its public part. A truncated key counts too.
///
/// It makes stored request data safe, since requests can have keys in wrong places.
pub fn without_secrets(text: &str) -> String {
    const DISPLAYED: usize = LENGTH - SECRET_WIDTH - CHECKSUM_WIDTH;
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let next = |rest: &str| [KeyMode::Live, KeyMode::Test].iter().filter_map(|mode| rest.find(mode.prefix())).min();
    while let Some((before, found)) = next(rest).and_then(|at| rest.split_at_checked(at)) {
        let prefix = KeyMode::Live.prefix().len();
        let digits = found.bytes().skip(prefix).take_while(u8::is_ascii_alphanumeric).count();
        // Another key can follow directly.
        let another = found.get(prefix..).and_then(next).unwrap_or(digits);
        let Some((key, after)) = found.split_at_checked(prefix + digits.min(another)) else { break };
        kept.push_str(before);
        match key.split_at_checked(DISPLAYED) {
            Some((displayed, secret)) if !secret.is_empty() => kept.extend([displayed, "…"]),
            _ => kept.push_str(key),
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

fn checksum(text: &str) -> String {
    base62::encode(u128::from(crc32fast::hash(text.as_bytes())), CHECKSUM_WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::IdSeed;

    fn key() -> ApiKey {
        let application = ApplicationId::new(IdSeed { millis: 1, random: 2 });
        let id = ApiKeyId::from_digits("00aZ").unwrap();
        ApiKey::assemble(KeyMode::Test, &application, &id, [u128::MAX, 7])
    }

    #[test]
    fn a_key_contains_its_application_and_key_id() {
        let key = key();
        let read = ApiKey::parse(key.expose(), KeyMode::Test).unwrap();
        assert_eq!((read.application(), read.id()), (key.application(), key.id()));
        assert_eq!(key.expose().len(), LENGTH);
        assert!(key.expose().starts_with(key.displayed_prefix()) && key.expose().ends_with(key.last_four()));
        assert_eq!(format!("{key:?}"), "ApiKey");
    }

    #[test]
    fn every_single_typo_is_noticed() {
        let text = key().expose().to_owned();
        for at in 0..text.len() {
            for other in ["0", "Z", "-", "ä"] {
                let mut typo = text.clone();
                typo.replace_range(at..=at, other);
                if typo != text {
                    assert_eq!(ApiKey::parse(&typo, KeyMode::Test).map(|_| ()), Err(MalformedApiKey), "{at}");
                }
            }
        }
        assert!(ApiKey::parse(&text, KeyMode::Live).is_err());
        assert!(ApiKey::parse(&text[1..], KeyMode::Test).is_err());
        assert!(ApiKey::parse(&format!("{text}0"), KeyMode::Test).is_err());
        assert!(ApiKey::parse("", KeyMode::Test).is_err());
    }

    #[test]
    fn stored_text_has_no_secret() {
        let text = key().expose().to_owned();
        let live = text.replace("nuv_test_", "nuv_live_");
        let shown = key().displayed_prefix().to_owned();
        let cases = [
            (text.clone(), format!("{shown}…")),
            (live.clone(), format!("{}…", shown.replace("nuv_test_", "nuv_live_"))),
            (format!("/x?key={text}&y=ä"), format!("/x?key={shown}…&y=ä")),
            (format!("ä{text}0, {text}"), format!("ä{shown}…, {shown}…")),
            (format!("{text}{live}"), format!("{shown}…nuv_live_{}…", &shown[9..])),
            // Truncated keys.
            (text[..40].to_owned(), format!("{shown}…")),
            (text[..shown.len() + 1].to_owned(), format!("{shown}…")),
            (shown.clone(), shown.clone()),
            ("nuv_test_".to_owned(), "nuv_test_".to_owned()),
            ("nuv_ nuv_test nuv_live_ä /api/v1".to_owned(), "nuv_ nuv_test nuv_live_ä /api/v1".to_owned()),
            (String::new(), String::new()),
        ];
        for (text, expected) in cases {
            assert_eq!(without_secrets(&text), expected, "{text}");
        }
    }
}

//! Values that occur in many types, each valid by construction.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::{FromJson, Json, Reader, from_text};

/// A value breaks its type's rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidValue(Cow<'static, str>);

impl InvalidValue {
    pub(crate) fn new(rule: impl Into<Cow<'static, str>>) -> Self {
        Self(rule.into())
    }
}

/// Gives a text newtype with `FromStr` its `serde`, JSON and display sides.
macro_rules! text_type {
    ($name:ident $(<$(const $parameter:ident: usize),+>)?, $schema:expr) => {
        impl $(<$(const $parameter: usize),+>)? $name $(<$($parameter),+>)? {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl $(<$(const $parameter: usize),+>)? std::fmt::Display for $name $(<$($parameter),+>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl $(<$(const $parameter: usize),+>)? serde::Serialize for $name $(<$($parameter),+>)? {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        impl<'de $(, $(const $parameter: usize),+)?> serde::Deserialize<'de> for $name $(<$($parameter),+>)? {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <std::borrow::Cow<'_, str> as serde::Deserialize>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
        impl $(<$(const $parameter: usize),+>)? $crate::json::FromJson for $name $(<$($parameter),+>)? {
            fn from_json(value: $crate::json::Json, at: &mut $crate::json::Reader) -> Option<Self> {
                at.parse_text(value)
            }
        }
        impl $(<$(const $parameter: usize),+>)? schemars::JsonSchema for $name $(<$($parameter),+>)? {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $schema
            }
        }
    };
}

pub(crate) use text_type;

/// A text of `MIN` to `MAX` characters (Unicode scalar values) without control characters other than
/// line feed and tab, and not only of white space.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// A text that a stricter rule has taken.
    pub(crate) const fn judged(text: String) -> Self {
        Self(text)
    }
}

impl<const MIN: usize, const MAX: usize> FromStr for Text<MIN, MAX> {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let length = text.chars().count();
        if length < MIN || length > MAX {
            return Err(InvalidValue::new(format!("must have {MIN} to {MAX} characters, not {length}")));
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(InvalidValue::new("must hold no control characters"));
        }
        if MIN > 0 && text.trim().is_empty() {
            return Err(InvalidValue::new("must not be blank"));
        }
        Ok(Self(text.to_owned()))
    }
}

text_type!(Text<const MIN: usize, const MAX: usize>, json_schema!({
    "type": "string", "minLength": MIN, "maxLength": MAX,
}));

/// An e-mail address as HTML's `<input type=email>` judges it, up to 254 characters (RFC 5321, 4.5.3.1.3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Email(String);

impl FromStr for Email {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let local = |local: &str| {
            !local.is_empty()
                && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b))
        };
        match text.split_once('@') {
            Some((name, domain)) if text.len() <= 254 && local(name) && domain.split('.').all(label) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(InvalidValue::new("must be an e-mail address")),
        }
    }
}

text_type!(
    Email,
    json_schema!({
        "type": "string", "format": "email", "maxLength": 254, "examples": ["ada@acme.example"],
    })
);

/// An absolute `http` or `https` address with a host, up to 2048 characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebAddress(String);

impl FromStr for WebAddress {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let parsed = url::Url::parse(text).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty())
        });
        if parsed.is_none() || text.len() > 2048 || text.trim() != text {
            return Err(InvalidValue::new("must be an http or https address such as https://example.com"));
        }
        Ok(Self(text.to_owned()))
    }
}

text_type!(
    WebAddress,
    json_schema!({
        "type": "string", "format": "uri", "maxLength": 2048, "examples": ["https://www.acme.example"],
    })
);

/// A day, RFC 3339 `full-date`, between the years 1000 and 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Day(jiff::civil::Date);

impl FromStr for Day {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let form = text.len() == 10
            && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
        text.parse::<jiff::civil::Date>()
            .ok()
            .filter(|day| form && day.year() >= 1000)
            .map(Self)
            .ok_or(InvalidValue::new("must be a day written YYYY-MM-DD"))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

from_text!(Day);

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date", "examples": ["2026-04-01"] })
    }
}

/// A share in per cent, 0 to 100.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Percent(serde_json::Number);

impl FromJson for Percent {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let number = serde_json::Number::from_json(value, at)?;
        if number.as_f64().is_some_and(|share| (0.0..=100.0).contains(&share)) {
            return Some(Self(number));
        }
        at.refuse("must be a number from 0 to 100");
        None
    }
}

impl JsonSchema for Percent {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Percent".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "minimum": 0, "maximum": 100, "examples": [25] })
    }
}

/// An amount as a decimal string without sign: up to 18 digits, and up to 2 behind the point.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsdAmount(String);

impl FromStr for UsdAmount {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (whole, cents) = text.split_once('.').unwrap_or((text, "00"));
        let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        if digits(whole, 1..=18) && digits(cents, 1..=2) && (whole == "0" || !whole.starts_with('0')) {
            return Ok(Self(text.to_owned()));
        }
        Err(InvalidValue::new("must be an amount of US dollars as a decimal string, such as \"2500.00\""))
    }
}

text_type!(
    UsdAmount,
    json_schema!({
        "type": "string", "pattern": "^(0|[1-9][0-9]{0,17})(\\.[0-9]{1,2})?$", "examples": ["2500.00"],
    })
);

/// A list of `MIN` to `MAX` items.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct List<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> List<T, MIN, MAX> {
    /// The items.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T: FromJson, const MIN: usize, const MAX: usize> FromJson for List<T, MIN, MAX> {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let items = Vec::from_json(value, at)?;
        if (MIN..=MAX).contains(&items.len()) {
            return Some(Self(items));
        }
        at.refuse(format_args!("must have {MIN} to {MAX} items, not {}", items.len()));
        None
    }
}

impl<T: JsonSchema, const MIN: usize, const MAX: usize> JsonSchema for List<T, MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "List".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        json_schema!({ "type": "array", "items": item, "minItems": MIN, "maxItems": MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_counts_characters_not_bytes() {
        assert!("ä".repeat(5).parse::<Text<1, 5>>().is_ok());
        for bad in ["", "ääääää", " \t ", "a\0"] {
            assert!(bad.parse::<Text<1, 5>>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn days_exist_and_are_written_in_full() {
        assert_eq!("2024-02-29".parse::<Day>().unwrap().to_string(), "2024-02-29");
        for bad in ["2023-02-29", "24-02-01", "2024-2-1", "20240229", "2024-02-29T00:00:00Z", "0999-01-01"] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn emails_and_addresses() {
        for good in ["a@b.example", "first.last+tag@sub.example.com"] {
            assert!(good.parse::<Email>().is_ok(), "{good}");
        }
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c.example", "a@-b.example", "a@b..example"] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
        assert!("https://example.com/x?y=1".parse::<WebAddress>().is_ok());
        for bad in ["example.com", "javascript:alert(1)", "file:///etc/passwd", " https://example.com"] {
            assert!(bad.parse::<WebAddress>().is_err(), "{bad}");
        }
    }

    #[test]
    fn amounts_are_exact() {
        for good in ["0", "0.5", "2500.00", "999999999999999999.99"] {
            assert!(good.parse::<UsdAmount>().is_ok(), "{good}");
        }
        for bad in ["", ".5", "1.", "01", "-1", "1e3", "1.234", "1,000"] {
            assert!(bad.parse::<UsdAmount>().is_err(), "{bad}");
        }
    }
}

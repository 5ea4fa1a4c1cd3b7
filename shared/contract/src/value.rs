//! Values used by many types, each valid by construction.

mod text;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer};

use crate::json::{FromJson, Json, Numeral, Reader, deserialize_text, from_text, schema};

pub use text::{OneLine, Text};

/// Value that breaks its type's rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidValue(Cow<'static, str>);

impl InvalidValue {
    /// Error with a rule, as a predicate: "must be …".
    pub fn new(rule: impl Into<Cow<'static, str>>) -> Self {
        Self(rule.into())
    }
}

/// Most characters of a received value in an error.
const SHOWN: usize = 40;

/// Formats a received value for an error: quoted, escaped and cut.
pub(crate) fn brief(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

/// Implements `serde`, JSON and `Display` for a text newtype with `FromStr`.
///
/// A type that is `read_as_stored` has its own `Deserialize`, which does not check stored texts.
macro_rules! text_type {
    ($name:ident, { $($schema:tt)+ }) => {
        $crate::value::text_type!($name);
        $crate::json::schema!(inline $name, { $($schema)+ });
    };
    ($name:ident) => {
        $crate::value::text_type!($name, read_as_stored);
        $crate::json::deserialize_text!($name);
    };
    ($name:ident $(<$(const $parameter:ident: usize),+>)?, read_as_stored) => {
        impl $(<$(const $parameter: usize),+>)? $name $(<$($parameter),+>)? {
            /// Returns the text.
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
        impl $(<$(const $parameter: usize),+>)? $crate::json::FromJson for $name $(<$($parameter),+>)? {
            fn from_json(value: $crate::json::Json, at: &mut $crate::json::Reader) -> Option<Self> {
                at.parse_text(value)
            }
        }
    };
}

pub(crate) use text_type;

/// E-mail address by the rules of HTML's `<input type=email>`. It has up to 254 characters (RFC 5321, 4.5.3.1.3).
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
        let local = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
        let refuse = |reason: String| Err(InvalidValue::new(reason));
        if text.len() > 254 {
            return refuse(format!("must be an e-mail address of at most 254 bytes, not {}", text.len()));
        }
        let Some((name, domain)) = text.rsplit_once('@') else {
            return refuse("must be an e-mail address, with an @ and a domain".to_owned());
        };
        if name.is_empty() {
            return refuse("must be an e-mail address, with a name before the @".to_owned());
        }
        if let Some(found) = name.chars().find(|c| !local(*c)) {
            return refuse(format!(
                "must be an e-mail address; {} is not allowed before the @",
                brief(&found.to_string())
            ));
        }
        if !domain.is_ascii()
            && let Ok(url::Host::Domain(ascii)) = url::Host::parse(domain)
        {
            let ascii = brief(&format!("{name}@{ascii}"));
            return refuse(format!("must be an e-mail address with an ASCII domain: {ascii}"));
        }
        if !domain.split('.').all(label) {
            return refuse(format!("must be an e-mail address; {} is not a valid domain", brief(domain)));
        }
        Ok(Self(text.to_owned()))
    }
}

text_type!(Email, {
    "type": "string", "format": "email", "maxLength": 254, "examples": ["ada@acme.example"],
});

/// Absolute `http` or `https` URL of up to 2048 bytes. It has a domain and no credentials.
///
/// Stored as the URL Standard (WHATWG) writes it, which is how browsers read it: `HTTPS://Acme.example` becomes
/// `https://acme.example/`. International domains become Punycode, so that look-alikes are visible.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebAddress(String);

/// Most bytes of a web address.
const LONGEST_ADDRESS: usize = 2048;

impl FromStr for WebAddress {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: String| Err(InvalidValue::new(reason));
        // The URL Standard drops tabs and line breaks, reads `\` as `/`, and accepts any number of slashes.
        if let Some(found) = text.chars().find(|c| c.is_control() || c.is_whitespace() || *c == '\\') {
            return refuse(format!(
                "must be a URL without spaces, line breaks and backslashes; it contains U+{:04X}",
                u32::from(found)
            ));
        }
        let Some((scheme, rest)) = text
            .split_once(':')
            .filter(|(scheme, _)| ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)))
        else {
            return refuse("must be a URL that starts with https:// or http://".to_owned());
        };
        if !rest.starts_with("//") || rest.starts_with("///") {
            return refuse(format!("must have two slashes after {scheme}:, as in https://acme.example"));
        }
        let url = match url::Url::parse(text) {
            Ok(url) => url,
            Err(error) => return refuse(format!("must be a URL such as https://acme.example: {error}")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("must be a URL without a user name and password".to_owned());
        }
        if !matches!(url.host(), Some(url::Host::Domain(domain)) if domain.trim_end_matches('.').contains('.')) {
            return refuse(
                "must be a URL with a domain such as acme.example, not an IP address or a single host name".to_owned(),
            );
        }
        let host = url.host_str().unwrap_or_default();
        if let Some(rule) = broken_host_rule(host) {
            return refuse(format!("must be a URL with a domain that DNS allows; {} {rule}", brief(host)));
        }
        if url.port() == Some(0) {
            return refuse("must be a URL with a port from 1 to 65535, not 0".to_owned());
        }
        let written = String::from(url);
        if written.len() > LONGEST_ADDRESS {
            return refuse(format!("must be a URL of at most {LONGEST_ADDRESS} bytes, not {}", written.len()));
        }
        Ok(Self(written))
    }
}

/// Returns the rule that a host in ASCII form breaks.
///
/// RFC 1123, section 2.1; RFC 1035, section 2.3.4. Underscores occur in practice.
fn broken_host_rule(host: &str) -> Option<&'static str> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let mut labels = host.split('.');
    if host.len() > 253 {
        return Some("has more than 253 characters");
    }
    labels.find_map(|label| match label {
        "" => Some("has an empty label between dots"),
        _ if label.len() > 63 => Some("has a label of more than 63 characters"),
        _ if label.starts_with('-') || label.ends_with('-') => Some("has a label that starts or ends with a hyphen"),
        _ if !label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) => {
            Some("has a character other than letters, digits, hyphens and dots")
        }
        _ => None,
    })
}

text_type!(WebAddress, {
    "type": "string", "format": "uri", "maxLength": 2048, "examples": ["https://www.acme.example/"],
});

/// Day, RFC 3339 `full-date`, between the years 1000 and 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Day(jiff::civil::Date);

impl FromStr for Day {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: String| Err(InvalidValue::new(reason));
        let form = text.len() == 10
            && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
        if !form {
            return refuse(format!("must be a day in the form YYYY-MM-DD, not {}", brief(text)));
        }
        match text.parse::<jiff::civil::Date>() {
            Ok(day) if day.year() >= 1000 => Ok(Self(day)),
            Ok(_) => refuse(format!("must be a day from the year 1000 on, not {text}")),
            Err(_) => refuse(format!("must be a valid date; {text} is not one")),
        }
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

deserialize_text!(Day);
from_text!(Day);
schema!(inline Day, { "type": "string", "format": "date", "examples": ["2026-04-01"] });

/// Share in per cent: 0 to 100, with at most two decimal places.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Percent(serde_json::Number);

impl FromJson for Percent {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let number = Numeral::from_json(value, at)?;
        let text = number.text();
        match hundredths(&text) {
            Ok(share) if share % 100 == 0 => Some(Self((share / 100).into())),
            // The nearest binary number is written with the same two decimal places.
            Ok(share) => serde_json::Number::from_f64(f64::from(share) / 100.0).map(Self),
            Err(rule) => {
                let cut = text.get(..SHOWN).map_or_else(|| text.to_string(), |start| format!("{start}…"));
                at.refuse(format_args!("{rule}, not {cut}"));
                None
            }
        }
    }
}

/// Returns the hundredths of a number from 0 to 100, exactly. The input is its text in JSON.
fn hundredths(text: &str) -> Result<u32, &'static str> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |mantissa| ("-", mantissa));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let written = format!("{whole}{fraction}");
    let digits = written.trim_start_matches('0').trim_end_matches('0');
    if digits.is_empty() {
        return Ok(0);
    }
    let range = "must be a number from 0 to 100";
    if sign == "-" {
        return Err(range);
    }
    let limit = if exponent.starts_with('-') { i64::MIN } else { i64::MAX };
    let exponent: i64 = exponent.parse().unwrap_or(limit);
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    // The number is 0.digits × 10^point.
    let leading = count(written.len() - written.trim_start_matches('0').len());
    let point = exponent.saturating_add(count(whole.len()) - leading);
    if point > 3 || (point == 3 && digits != "1") {
        return Err(range);
    }
    // Decimal places that are not zero.
    let places = count(digits.len()).saturating_sub(point);
    if places > 2 {
        return Err("must have at most two decimal places");
    }
    let zeros = usize::try_from(2 - places).unwrap_or_default();
    format!("{digits}{}", "0".repeat(zeros)).parse().map_err(|_| range)
}

schema!(inline Percent, { "type": "number", "minimum": 0, "maximum": 100, "examples": [25] });

/// Amount as a decimal string without sign: up to 18 digits and 2 decimal places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsdAmount(String);

impl FromStr for UsdAmount {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (whole, cents) = text.split_once('.').unwrap_or((text, "00"));
        let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        let reason = if text.is_empty() || text.contains(|c: char| !c.is_ascii_digit() && c != '.') {
            "must be digits with or without a decimal point, such as \"2500.00\""
        } else if !digits(whole, 1..=18) {
            "must have 1 to 18 digits before the decimal point"
        } else if cents.is_empty() {
            "must have digits after the decimal point, or no point"
        } else if !digits(cents, 1..=2) {
            "must have at most two decimal places"
        } else if whole != "0" && whole.starts_with('0') {
            "must have no leading zeros"
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(InvalidValue::new(format!("{reason}; it is {}", brief(text))))
    }
}

text_type!(UsdAmount, {
    "type": "string", "pattern": "^(0|[1-9][0-9]{0,17})(\\.[0-9]{1,2})?$", "examples": ["2500.00"],
});

/// List of `MIN` to `MAX` items.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct List<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> List<T, MIN, MAX> {
    /// Returns the items.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T: FromJson, const MIN: usize, const MAX: usize> FromJson for List<T, MIN, MAX> {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        // Items of a list that is too long are not parsed: each could be wrong.
        if let Json::Array(items) = &value
            && !(MIN..=MAX).contains(&items.len())
        {
            at.refuse(format_args!("must have {MIN} to {MAX} items, not {}", items.len()));
            return None;
        }
        Vec::from_json(value, at).map(Self)
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
    fn days_exist_and_are_written_in_full() {
        assert_eq!("2024-02-29".parse::<Day>().unwrap().to_string(), "2024-02-29");
        for bad in ["2023-02-29", "24-02-01", "2024-2-1", "20240229", "2024-02-29T00:00:00Z", "0999-01-01"] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_email_address_has_a_local_part_and_a_domain() {
        for good in ["a@b.example", "first.last+tag@sub.example.com"] {
            assert!(good.parse::<Email>().is_ok(), "{good}");
        }
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c.example", "a@-b.example", "a@b..example"] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_international_domain_gets_its_ascii_form() {
        let reason = "a@bücher.example".parse::<Email>().unwrap_err().to_string();
        assert!(reason.contains("ASCII domain: \"a@xn--bcher-kva.example\""), "{reason}");
    }

    #[test]
    fn a_web_address_is_stored_as_browsers_read_it() {
        for (text, stored) in [
            ("https://example.com/x?y=1", "https://example.com/x?y=1"),
            ("HTTPS://Acme.Example", "https://acme.example/"),
            ("http://acme.example:8080/a/../b", "http://acme.example:8080/b"),
            ("https://acme.example:443", "https://acme.example/"),
            ("https://m\u{fc}ller.example/\u{fc}", "https://xn--mller-kva.example/%C3%BC"),
        ] {
            assert_eq!(text.parse::<WebAddress>().unwrap().as_str(), stored);
        }
        for (bad, reason) in [
            ("example.com", "starts with https"),
            ("javascript:alert(1)", "starts with https"),
            ("file:///etc/passwd", "starts with https"),
            ("https:acme.example", "two slashes after https:"),
            ("https:/acme.example", "two slashes"),
            ("https:///acme.example", "two slashes"),
            (r"https:\\acme.example", "U+005C"),
            ("https://acme.example/a\nb", "U+000A"),
            ("https://ac\tme.example", "U+0009"),
            (" https://acme.example", "U+0020"),
            ("https://", "empty host"),
            ("https://user:secret@acme.example", "user name"),
            ("https://user@acme.example", "user name"),
            ("https://127.0.0.1/", "IP address"),
            ("https://0x7f.1/", "IP address"),
            ("https://[::1]/", "IP address"),
            ("https://localhost/", "single host name"),
            ("https://acme.example:99999", "port"),
            ("https://exa mple.com", "U+0020"),
            ("https://acme..example", "empty label"),
            ("https://.acme.example", "empty label"),
            ("https://acme.example..", "empty label"),
            ("https://-acme.example", "starts or ends with a hyphen"),
            ("https://acme-.example", "starts or ends with a hyphen"),
            ("https://acme.example;.evil.com", "other than letters"),
            ("https://acme.example:0", "port from 1"),
            (&format!("https://{}.example", "a".repeat(64)), "more than 63"),
            (&format!("https://{}example", "abc.".repeat(64)), "more than 253"),
        ] {
            let found = bad.parse::<WebAddress>().unwrap_err().to_string();
            assert!(found.contains(reason), "{bad}: {found}");
        }
        assert!(format!("https://acme.example/{}", "x".repeat(2028)).parse::<WebAddress>().is_err());
    }

    #[test]
    fn a_share_has_two_decimal_places() {
        let read = |text: &str| {
            crate::json::parse::<Percent>(text.as_bytes()).map(|share| serde_json::to_string(&share).unwrap())
        };
        for (text, stored) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("100", "100"),
            ("100.00", "100"),
            ("33.33", "33.33"),
            ("0.01", "0.01"),
            ("5.15e1", "51.5"),
            ("25.000000000000000000000000000000000000000", "25"),
            ("0e99999999999999999999", "0"),
            ("0.0e-400", "0"),
            ("2500e-2", "25"),
            ("0.5e2", "50"),
        ] {
            assert_eq!(read(text).unwrap(), stored, "{text}");
        }
        for bad in [
            "-1",
            "100.01",
            "101",
            "1e-200",
            "0.001",
            "33.333333333333333333333333333333333333333",
            "1e300",
            "-1e-5",
            "\"5\"",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        for (bad, told) in [
            ("25.0000000000000000000000000000000000000001", "decimal places, not 25.00000000"),
            ("33.330000000000000001", "decimal places, not 33.330000000000000001"),
            ("50.004999999999999999", "decimal places, not 50.004999999999999999"),
            ("1e-400", "decimal places, not 1e-400"),
            ("1E-3", "decimal places, not 1E-3"),
            ("100.000000000000000000000000000000000000001", "from 0 to 100, not 100.0000000"),
            ("-1e-400", "from 0 to 100, not -1e-400"),
            ("1e300", "from 0 to 100, not 1e300"),
            ("1e-99999999999999999999", "decimal places"),
            ("18446744073709551616", "from 0 to 100, not 18446744073709551616"),
        ] {
            let Err(crate::json::BodyError::Invalid(errors)) = read(bad) else { panic!("{bad}: {:?}", read(bad)) };
            assert!(errors[0].reason.contains(told) && errors[0].reason.len() < 120, "{bad}: {errors:?}");
        }
        for share in 0..=10_000 {
            assert!(read(&format!("{}.{:02}", share / 100, share % 100)).is_ok(), "{share}");
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
        assert!("2500.".parse::<UsdAmount>().unwrap_err().to_string().contains("digits after the decimal point"));
    }
}

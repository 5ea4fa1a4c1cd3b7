//! Times: RFC 3339 in UTC with milliseconds, as the API writes them.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::json::{deserialize_text, schema};
use crate::value::{InvalidValue, brief};

/// Time in milliseconds since the Unix epoch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Creates the time `millis` milliseconds after the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Creates the time `seconds` seconds after the Unix epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Returns the milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Returns the whole seconds since the Unix epoch, rounded down. A JWT's times are compared with them.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Returns the whole seconds since the Unix epoch, rounded up.
    pub const fn seconds_up(self) -> i64 {
        self.seconds() + (self.0.rem_euclid(1000) > 0) as i64
    }

    /// Returns the time `seconds` later, or earlier if negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match EPOCH.checked_add(jiff::SignedDuration::from_millis(self.0)) {
            Ok(civil) => write!(f, "{civil:.3}Z"),
            Err(_) => f.write_str(if self.0 < 0 { "-009999-01-01T00:00:00.000Z" } else { "9999-12-31T23:59:59.999Z" }),
        }
    }
}

/// Parses RFC 3339, section 5.6, and no other form of ISO 8601.
///
/// `t` and `z` may be in lower case and the offset `-00:00`, as the RFC allows. Leap seconds are refused, since this
/// clock has none. Fractions are cut to milliseconds.
impl std::str::FromStr for Timestamp {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: &str| Err(InvalidValue::new(format!("{reason}; it is {}", brief(text))));
        // `dddd-dd-ddTdd:dd:dd` is ASCII, so the rest starts after 19 bytes.
        let form = text.len() > 19
            && text.bytes().zip(*b"0000-00-00T00:00:00").all(|(found, like)| match like {
                b'0' => found.is_ascii_digit(),
                _ => found.to_ascii_uppercase() == like,
            });
        let Some((moment, rest)) = text.split_at_checked(19).filter(|_| form) else {
            return refuse("must be an RFC 3339 time such as 2026-01-31T09:30:00Z");
        };
        let digits = rest.strip_prefix('.').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        let Some((fraction, offset)) = rest.split_at_checked(if digits > 0 { digits + 1 } else { 0 }) else {
            return refuse("must be an RFC 3339 time such as 2026-01-31T09:30:00Z");
        };
        if offset.starts_with(' ') {
            return refuse("must have a UTC offset such as +01:00 at its end; write + as %2B in a query");
        }
        let sign_and_minutes = match offset.as_bytes() {
            [b'Z' | b'z'] => Some((1, 0)),
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2]
                if [h1, h2, m1, m2].iter().all(|digit| digit.is_ascii_digit()) =>
            {
                let number = |tens: u8, ones: u8| i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
                let (hours, minutes) = (number(*h1, *h2), number(*m1, *m2));
                let sign = if *sign == b'-' { -1 } else { 1 };
                (hours < 24 && minutes < 60).then_some((sign, hours * 60 + minutes))
            }
            _ => return refuse("must end with Z or a UTC offset such as +01:00"),
        };
        let Some((sign, minutes)) = sign_and_minutes else {
            return refuse("must have a UTC offset from -23:59 to +23:59");
        };
        if moment.ends_with(":60") {
            return refuse("must not be a leap second; send the second before or after it");
        }
        let Ok(civil) = moment.to_ascii_uppercase().parse::<jiff::civil::DateTime>() else {
            return refuse("must be a valid date, and a time from 00:00:00 to 23:59:59");
        };
        let millis: i64 =
            format!("{:0<3}", fraction.trim_start_matches('.')).get(..3).map_or(Ok(0), str::parse).unwrap_or(0);
        let at = Self::from_seconds(civil.duration_since(EPOCH).as_secs() - sign * minutes * 60);
        let at = Self(at.0 + millis);
        let years = Self(YEAR_0000)..Self(YEAR_10000);
        if years.contains(&at) { Ok(at) } else { refuse("must be in the years 0000 to 9999 in UTC") }
    }
}

/// Unix epoch, in UTC. `jiff::Timestamp` ends 26 hours before the year 9999 does; civil times do not.
const EPOCH: jiff::civil::DateTime = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
/// 0000-01-01T00:00:00Z
const YEAR_0000: i64 = -62_167_219_200_000;
/// 10000-01-01T00:00:00Z
const YEAR_10000: i64 = 253_402_300_800_000;

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

deserialize_text!(Timestamp);

schema!(Timestamp, { "type": "string", "format": "date-time", "examples": ["2026-04-01T09:30:00.000Z"] });

crate::json::from_text!(Timestamp);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc_with_milliseconds() {
        assert_eq!(Timestamp::from_millis(1_767_225_600_007).to_string(), "2026-01-01T00:00:00.007Z");
        assert_eq!("2026-01-01T01:00:00+01:00".parse::<Timestamp>().unwrap(), Timestamp::from_seconds(1_767_225_600));
    }

    #[test]
    fn every_form_of_rfc_3339_is_parsed() {
        let read = |text: &str| text.parse::<Timestamp>().unwrap_or_else(|error| panic!("{text}: {error}")).to_string();
        for (text, written) in [
            ("2030-01-01T00:00:00Z", "2030-01-01T00:00:00.000Z"),
            ("2030-01-01t00:00:00z", "2030-01-01T00:00:00.000Z"),
            ("2030-01-01T00:00:00-00:00", "2030-01-01T00:00:00.000Z"),
            ("2030-01-01T00:00:00+23:59", "2029-12-31T00:01:00.000Z"),
            ("2030-01-01T00:00:00-08:00", "2030-01-01T08:00:00.000Z"),
            ("2030-01-01T00:00:00.1Z", "2030-01-01T00:00:00.100Z"),
            ("2030-01-01T00:00:00.123456789012345678901234Z", "2030-01-01T00:00:00.123Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
            ("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z"),
            ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"),
            ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999Z"),
            ("9999-12-30T22:00:00.001Z", "9999-12-30T22:00:00.001Z"),
            ("9999-12-31T23:59:59+23:59", "9999-12-31T00:00:59.000Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"),
            ("0000-01-01T00:00:00-00:01", "0000-01-01T00:01:00.000Z"),
        ] {
            assert_eq!(read(text), written);
            assert_eq!(read(written), written);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for (text, reason) in [
            ("", "RFC 3339"),
            ("20300101T000000Z", "RFC 3339"),
            ("2030-01-01", "RFC 3339"),
            ("2030-01-01 00:00:00Z", "RFC 3339"),
            ("2030-01-01T00:00Z", "RFC 3339"),
            ("2030-W01-1T00:00:00Z", "RFC 3339"),
            ("2030-001T00:00:00Z", "RFC 3339"),
            ("+002030-01-01T00:00:00Z", "RFC 3339"),
            ("\u{662}030-01-01T00:00:00Z", "RFC 3339"),
            ("1893456000", "RFC 3339"),
            ("2030-01-01T00:00:00", "RFC 3339"),
            ("2030-01-01T00:00:00.", "must end with Z"),
            ("2030-01-01T00:00:00.Z", "must end with Z"),
            ("2030-01-01T00:00:00,5Z", "must end with Z"),
            ("2030-01-01T00:00:00Z[Europe/Berlin]", "must end with Z"),
            ("2030-01-01T00:00:00+0100", "must end with Z"),
            ("2030-01-01T00:00:00+01", "must end with Z"),
            ("2030-01-01T00:00:00 01:00", "%2B"),
            ("2030-01-01T00:00:00 Z", "%2B"),
            ("2030-01-01T00:00:00+25:00", "from -23:59 to +23:59"),
            ("2030-01-01T00:00:00+24:00", "from -23:59 to +23:59"),
            ("2030-01-01T00:00:00+01:60", "from -23:59 to +23:59"),
            ("2016-12-31T23:59:60Z", "leap second"),
            ("2030-02-30T00:00:00Z", "a valid date"),
            ("2030-13-01T00:00:00Z", "a valid date"),
            ("2030-01-01T24:00:00Z", "00:00:00 to 23:59:59"),
            ("9999-12-31T23:59:59-01:00", "years 0000 to 9999"),
            ("0000-01-01T00:00:00+01:00", "years 0000 to 9999"),
        ] {
            let found = text.parse::<Timestamp>().map_err(|error| error.to_string());
            assert!(found.as_ref().is_err_and(|found| found.contains(reason)), "{text}: {found:?}");
        }
    }
}

//! Amounts of money: always decimal, never a float.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use num_bigint::{BigInt, ToBigInt as _};
use num_rational::BigRational;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::currency::CurrencyCode;
use crate::json::{from_text, schema};
use crate::value::InvalidValue;

/// Most digits before the decimal point in callers' amounts.
const MAX_SENT_WHOLE: usize = 9;
/// Most digits before the decimal point in computed and stored amounts: `u128` holds them with all decimal places.
pub const MAX_WHOLE: u32 = 18;
/// Decimal places of the finest currency, and most in callers' amounts.
const DECIMAL_PLACES: u32 = 18;
/// Smallest parts per unit.
const PARTS: u128 = 10_u128.pow(DECIMAL_PLACES);
/// Smallest parts of the lowest number that is too large.
const LIMIT: u128 = 10_u128.pow(MAX_WHOLE + DECIMAL_PLACES);

/// Decimal number without sign: `0`, `12.50`. Equality ignores trailing zeros.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    /// Value in parts of 10⁻¹⁸.
    parts: u128,
    /// Decimal places shown; no digit beyond them is other than 0.
    shown: u32,
}

impl Amount {
    /// Returns the exact number, for arithmetic.
    pub fn rational(self) -> BigRational {
        BigRational::new(self.parts.into(), PARTS.into())
    }

    /// Converts `count` minor units of `currency`, with all its decimal places.
    ///
    /// Returns `None` for a negative number, and for one with more than [`MAX_WHOLE`] digits before the decimal point.
    pub fn from_minor_units(count: &BigInt, currency: CurrencyCode) -> Option<Self> {
        let shown = currency.minor_units();
        let count = u128::try_from(count.to_bigint()?).ok()?;
        let parts = count.checked_mul(10_u128.checked_pow(DECIMAL_PLACES.checked_sub(shown)?)?)?;
        (parts < LIMIT).then_some(Self { parts, shown })
    }

    /// Returns the number with the decimal places of `currency`: `12.5` becomes `12.50` in US dollars.
    ///
    /// Returns `None` if it has more decimal places than the currency.
    pub fn in_currency(self, currency: CurrencyCode) -> Option<Self> {
        let shown = currency.minor_units();
        (self.decimal_places() <= shown).then_some(Self { parts: self.parts, shown })
    }

    /// Returns true if the number is zero.
    pub const fn is_zero(self) -> bool {
        self.parts == 0
    }

    /// Returns the decimal places that the number needs.
    fn decimal_places(self) -> u32 {
        (0..DECIMAL_PLACES)
            .find(|places| self.parts.is_multiple_of(PARTS / 10_u128.pow(*places)))
            .unwrap_or(DECIMAL_PLACES)
    }

    /// Parses digits, optionally with a decimal point and more digits; `None` for other text.
    fn read(text: &str) -> Option<Self> {
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !fraction.is_none_or(digits) {
            return None;
        }
        let fraction = fraction.unwrap_or_default();
        let shown = u32::try_from(fraction.len()).ok().filter(|places| *places <= DECIMAL_PLACES)?;
        let whole: u128 = whole.parse().ok().filter(|whole| *whole < LIMIT / PARTS)?;
        let fraction = if fraction.is_empty() { 0 } else { fraction.parse::<u128>().ok()? };
        Some(Self { parts: whole * PARTS + fraction * 10_u128.pow(DECIMAL_PLACES - shown), shown })
    }
}

/// Reason for refusing an amount that is finer than a minor unit of its currency.
pub fn too_fine(currency: CurrencyCode) -> String {
    format!("must have at most {} decimal places, as many as {currency} has", currency.minor_units())
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for Amount {}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts.cmp(&other.parts)
    }
}

/// Parses a caller's amount, and drops trailing zeros.
impl FromStr for Amount {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        refusal(text).map_or(Ok(()), |reason| Err(InvalidValue::new(reason)))?;
        let number = Self::read(text).ok_or_else(|| InvalidValue::new(FORM))?;
        Ok(Self { shown: number.decimal_places(), ..number })
    }
}

const FORM: &str = "must be a decimal number of digits and at most one point, such as \"1250.00\"";

/// Returns the first rule that `text` breaks, with the caller's next step.
fn refusal(text: &str) -> Option<&'static str> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() {
        return Some("must not be empty; send a decimal number such as \"1250.00\"");
    }
    if text.starts_with(['+', '-']) && text.bytes().skip(1).all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Some("must have no sign; example: \"1250.00\"");
    }
    if text.contains(',') && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.')) {
        return Some("must have no thousands separators, and a point before the decimals; example: \"1250.00\"");
    }
    if !text.is_ascii() || text.parse::<f64>().is_err() || !digits(whole) {
        return Some(FORM);
    }
    if !digits(fraction) {
        let exponent = text.contains(['e', 'E']);
        return Some(if exponent { "must have no exponent; example: \"1250.00\"" } else { FORM });
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return Some("must not start with 0 before another digit");
    }
    if whole.len() > MAX_SENT_WHOLE {
        return Some("must have at most 9 digits before the decimal point");
    }
    (fraction.len() > DECIMAL_PLACES as usize).then_some("must have at most 18 decimal places")
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.parts / PARTS, self.parts % PARTS);
        if self.shown == 0 {
            return write!(f, "{whole}");
        }
        let fraction = fraction / 10_u128.pow(DECIMAL_PLACES - self.shown);
        write!(f, "{whole}.{fraction:0width$}", width = self.shown as usize)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Parses a stored amount, which may be longer than a caller's.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| serde::de::Error::custom("an amount is no decimal number"))
    }
}

schema!(Amount, { "type": "string", "pattern": "^(0|[1-9][0-9]*)(\\.[0-9]+)?$", "description": "Decimal number", "examples": ["1250.00"] });

from_text!(Amount);

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn an_amount_keeps_its_digits_without_trailing_zeros() {
        for (sent, kept) in [
            ("0", "0"),
            ("0.00", "0"),
            ("0.5", "0.5"),
            ("2500.00", "2500"),
            ("2500.10", "2500.1"),
            ("100", "100"),
            ("999999999.999999999999999999", "999999999.999999999999999999"),
            ("0.000000000000000001", "0.000000000000000001"),
        ] {
            assert_eq!(amount(sent).to_string(), kept);
        }
        assert_eq!(amount("2500.00"), amount("2500"));
    }

    #[test]
    fn each_refusal_has_its_own_reason() {
        for (bad, reason) in [
            ("", "empty"),
            ("-1", "sign"),
            ("+1.5", "sign"),
            ("1,000", "thousands"),
            ("1.000,00", "thousands"),
            ("1e3", "point, such"),
            ("1.5e3", "exponent"),
            ("01", "start with 0"),
            ("1000000000", "9 digits"),
            ("0.0000000000000000001", "18 decimal places"),
            (".5", "digits"),
            ("1.", "digits"),
            (" 1", "digits"),
            ("1.2.3", "digits"),
            ("\u{661}", "digits"),
            ("NaN", "digits"),
            ("inf", "digits"),
        ] {
            let said = bad.parse::<Amount>().unwrap_err().to_string();
            assert!(said.contains(reason), "{bad}: {said}");
        }
    }

    #[test]
    fn an_amount_in_a_currency_has_its_decimal_places() {
        for (sent, currency, shown) in [
            ("12.5", CurrencyCode::Usd, Some("12.50")),
            ("12.500", CurrencyCode::Usd, Some("12.50")),
            ("12.505", CurrencyCode::Usd, None),
            ("12.0", CurrencyCode::Xof, Some("12")),
            ("1.5", CurrencyCode::Xof, None),
            ("1", CurrencyCode::Dai, Some("1.000000000000000000")),
            ("0.00000001", CurrencyCode::Btc, Some("0.00000001")),
        ] {
            let found = amount(sent).in_currency(currency).map(|amount| amount.to_string());
            assert_eq!(found.as_deref(), shown, "{sent} {currency}");
        }
    }

    #[test]
    fn minor_units_become_amounts_up_to_the_limit() {
        let shown = |count: &str, currency| {
            Amount::from_minor_units(&count.parse().unwrap(), currency).map(|amount| amount.to_string())
        };
        assert_eq!(shown("1250", CurrencyCode::Usd).as_deref(), Some("12.50"));
        assert_eq!(shown("1250", CurrencyCode::Xaf).as_deref(), Some("1250"));
        assert_eq!(shown("1", CurrencyCode::Dai).as_deref(), Some("0.000000000000000001"));
        assert_eq!(shown("-1", CurrencyCode::Usd), None);
        let most = "999999999999999999999999999999999999";
        assert_eq!(shown(most, CurrencyCode::Dai).as_deref(), Some("999999999999999999.999999999999999999"));
        assert_eq!(shown(&format!("{most}0"), CurrencyCode::Dai), None);
        assert_eq!(shown("1000000000000000000", CurrencyCode::Ugx), None);
        assert_eq!(shown(&"9".repeat(60), CurrencyCode::Ugx), None);
    }

    #[test]
    fn a_stored_amount_is_read_unchanged() {
        for stored in ["0", "100.00", "123456789012.50", "999999999999999999.999999999999999999"] {
            let read: Amount = serde_json::from_value(stored.into()).unwrap();
            assert_eq!(read.to_string(), stored);
        }
        for bad in ["", "1.", "-1", "1000000000000000000", "0.0000000000000000001", "x"] {
            assert!(serde_json::from_value::<Amount>(bad.into()).is_err(), "{bad}");
        }
    }
}

//! Amounts of money: decimal from end to end, never a float.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::currency::CurrencyCode;
use crate::json::from_text;
use crate::value::InvalidValue;

/// Digits before the point, at most; so that the arithmetic of a quote stays exact for every currency.
const MAX_WHOLE: usize = 9;
/// Digits behind the point, at most.
const MAX_FRACTION: usize = 18;

/// A decimal number without sign, as it is written: `0`, `12.50`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Amount(Decimal);

impl Amount {
    /// The number.
    #[must_use]
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    /// `number` in whole minor units of `currency`, rounded as `strategy` says; `None` where it is negative.
    #[must_use]
    pub fn rounded(number: Decimal, currency: CurrencyCode, strategy: RoundingStrategy) -> Option<Self> {
        let mut rounded = number.round_dp_with_strategy(currency.minor_units(), strategy);
        rounded.rescale(currency.minor_units());
        (!rounded.is_sign_negative() || rounded.is_zero()).then_some(Self(rounded))
    }

    /// Whether it is a number of whole minor units of `currency`.
    #[must_use]
    pub fn fits(self, currency: CurrencyCode) -> bool {
        self.0.normalize().scale() <= currency.minor_units()
    }

    /// Whether it is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }
}

impl FromStr for Amount {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let form =
            digits(whole, MAX_WHOLE) && digits(fraction, MAX_FRACTION) && (whole == "0" || !whole.starts_with('0'));
        let number = Decimal::from_str_exact(text).ok().filter(|_| form);
        number.map(Self).ok_or(InvalidValue::new(
            "must be a decimal string such as \"1250.00\", with at most 9 digits before the point and 18 behind it",
        ))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What is kept may be longer than what is taken: a price of many units is one.
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Decimal::from_str_exact(&text).map(Self).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^(0|[1-9][0-9]*)(\\.[0-9]+)?$", "description": "Decimal number", "examples": ["1250.00"] })
    }
}

from_text!(Amount);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_as_it_was() {
        for good in ["0", "0.5", "2500.00", "999999999.999999999999999999", "1"] {
            assert_eq!(good.parse::<Amount>().unwrap().to_string(), good);
        }
        for bad in
            ["", ".5", "1.", "01", "-1", "+1", "1e3", "1,000", "1000000000", "0.0000000000000000001", " 1", "\u{661}"]
        {
            assert!(bad.parse::<Amount>().is_err(), "{bad}");
        }
    }

    #[test]
    fn minor_units_are_those_of_the_currency() {
        let amount = |text: &str| text.parse::<Amount>().unwrap();
        assert!(amount("1.50").fits(CurrencyCode::Usd) && amount("1.500").fits(CurrencyCode::Usd));
        assert!(!amount("1.505").fits(CurrencyCode::Usd) && !amount("1.5").fits(CurrencyCode::Xof));
        let third = Decimal::ONE / Decimal::from(3);
        let rounded = |currency, strategy| Amount::rounded(third, currency, strategy).unwrap().to_string();
        assert_eq!(rounded(CurrencyCode::Usd, RoundingStrategy::ToZero), "0.33");
        assert_eq!(rounded(CurrencyCode::Usd, RoundingStrategy::AwayFromZero), "0.34");
        assert_eq!(rounded(CurrencyCode::Ugx, RoundingStrategy::ToZero), "0");
        assert_eq!(
            Amount::rounded(Decimal::ONE, CurrencyCode::Btc, RoundingStrategy::ToZero).unwrap().to_string(),
            "1.00000000"
        );
        assert!(Amount::rounded(-Decimal::ONE, CurrencyCode::Usd, RoundingStrategy::ToZero).is_none());
    }
}

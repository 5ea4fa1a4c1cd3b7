//! What names an account at a bank.

use std::str::FromStr;

use iban::IbanLike as _;

use schemars::json_schema;

use crate::reference::CountryId;
use crate::value::{InvalidValue, text_type};

/// An IBAN (ISO 13616) without spaces, its check digits right and of its country's form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Iban(String);

impl FromStr for Iban {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let iban =
            text.parse::<iban::Iban>().map_err(|_| InvalidValue::new("must be an IBAN with right check digits"))?;
        Ok(Self(iban.electronic_str().to_owned()))
    }
}

text_type!(
    Iban,
    json_schema!({ "type": "string", "pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$", "description": "ISO 13616", "examples": ["DE89370400440532013000"] })
);

/// A BIC (ISO 9362) of 8 or 11 characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bic(String);

impl FromStr for Bic {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let upper = |part: &str| part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let form = matches!(text.len(), 8 | 11) && upper(text);
        let institution = text.get(..4).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_uppercase()));
        let country = text.get(4..6).is_some_and(|part| part.parse::<CountryId>().is_ok());
        if form && institution && country { Ok(Self(text.to_owned())) } else { Err(InvalidValue::new(BIC_RULE)) }
    }
}

const BIC_RULE: &str = "must be a BIC: 4 letters, a country code, 2 letters or digits, and 3 more or none";

text_type!(
    Bic,
    json_schema!({ "type": "string", "pattern": "^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$", "description": "ISO 9362", "examples": ["DEUTDEFF"] })
);

/// A routing number of the American Bankers Association: nine digits, the last of which is a checksum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AchRoutingNumber(String);

impl FromStr for AchRoutingNumber {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
        let sum = |digits: &[u32]| digits.iter().zip([3, 7, 1].into_iter().cycle()).map(|(d, w)| d * w).sum::<u32>();
        match digits {
            Some(digits) if digits.len() == 9 && sum(&digits) > 0 && sum(&digits) % 10 == 0 => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(InvalidValue::new("must be nine digits with a right checksum, as ABA routing numbers are")),
        }
    }
}

text_type!(
    AchRoutingNumber,
    json_schema!({ "type": "string", "pattern": "^[0-9]{9}$", "description": "ABA routing number", "examples": ["021000021"] })
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibans_have_right_check_digits() {
        for good in ["DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606"] {
            assert_eq!(good.parse::<Iban>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "DE",
            "DE89370400440532013001",
            "DE8937040044053201300",
            "XX89370400440532013000",
            "de89370400440532013000",
        ] {
            assert!(bad.parse::<Iban>().is_err(), "{bad}");
        }
    }

    #[test]
    fn bics_have_their_form() {
        for good in ["DEUTDEFF", "DEUTDEFF500", "BOFAUS3NXXX"] {
            assert!(good.parse::<Bic>().is_ok(), "{good}");
        }
        for bad in ["", "DEUTDEF", "DEUTDEFF5", "DEUTXXFF", "deutdeff", "1EUTDEFF", "DEUTDEFF50\u{e9}"] {
            assert!(bad.parse::<Bic>().is_err(), "{bad}");
        }
    }

    #[test]
    fn routing_numbers_have_a_right_checksum() {
        for good in ["021000021", "011401533"] {
            assert!(good.parse::<AchRoutingNumber>().is_ok(), "{good}");
        }
        for bad in ["", "02100002", "021000022", "0210000211", "02100002a", "000000000"] {
            assert!(bad.parse::<AchRoutingNumber>().is_err(), "{bad}");
        }
    }
}

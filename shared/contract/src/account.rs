//! Bank account identifiers: IBAN, BIC and ABA routing number.

use std::str::FromStr;

use crate::value::{InvalidValue, text_type};
use crate::world;

/// IBAN (ISO 13616) with its country's structure and correct check digits.
///
/// Spaces and lower case are accepted; the electronic form is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Iban(String);

impl FromStr for Iban {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: String| Err(InvalidValue::new(reason));
        let iban = electronic(text);
        if let Some(found) = iban.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return refuse(format!("must be an IBAN of letters A to Z and digits; it contains {}", shown(found)));
        }
        let (Some(country), Some(digits), Some(rest)) = (iban.get(..2), iban.get(2..4), iban.get(4..)) else {
            return refuse("must be an IBAN: a country code, two check digits and the account number".to_owned());
        };
        if !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return refuse(format!("must be an IBAN, which starts with a country code, not with {country}"));
        }
        let Some(structure) = world::iban_structure(country) else {
            return refuse(match world::country(country) {
                Some(_) => format!("must be an IBAN of a country in the IBAN registry; {country} is not in it"),
                None => format!("must be an IBAN, which starts with a country code; {country} is not one"),
            });
        };
        let length = 4 + parts(structure).map(|(length, _)| length).sum::<usize>();
        if iban.len() != length {
            return refuse(format!("must be an IBAN of {country} with {length} characters, not {}", iban.len()));
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return refuse(format!("must have two check digits after {country}, not {digits}"));
        }
        // ISO 7064 computes them as 98 minus a remainder of 97: 00, 01 and 99 would verify as twins of 97, 98 and 02.
        if !("02"..="98").contains(&digits) {
            return refuse(format!("must have check digits from 02 to 98 after {country}, not {digits}"));
        }
        if let Some(wrong) = first_mismatch(rest, structure) {
            let (place, kind, found) = wrong;
            return refuse(format!(
                "must have the structure {structure} of an IBAN of {country}: character {} is a {kind}, not {found}",
                place + 5
            ));
        }
        if remainder(&[rest, country, digits].concat()) != 1 {
            return refuse("must have correct check digits; they do not match the rest of this IBAN".to_owned());
        }
        Ok(Self(iban))
    }
}

/// Returns `text` without spaces, in upper case.
fn electronic(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

/// Formats a character for an error.
fn shown(c: char) -> String {
    if c.is_ascii_graphic() { c.to_string() } else { format!("U+{:04X}", u32::from(c)) }
}

/// Parts of a structure such as `4!a6!n`: length and kind of characters.
fn parts(structure: &str) -> impl Iterator<Item = (usize, char)> {
    structure.split_inclusive(['n', 'a', 'c']).filter_map(|part| {
        let (length, kind) = part.split_once('!')?;
        Some((length.parse().ok()?, kind.chars().next()?))
    })
}

/// First character of `text` that breaks its structure: position, expected kind and character.
fn first_mismatch(text: &str, structure: &str) -> Option<(usize, &'static str, char)> {
    let kinds = parts(structure).flat_map(|(length, kind)| std::iter::repeat_n(kind, length));
    text.chars().zip(kinds).enumerate().find_map(|(place, (found, kind))| match kind {
        'n' if !found.is_ascii_digit() => Some((place, "digit", found)),
        'a' if !found.is_ascii_uppercase() => Some((place, "letter", found)),
        _ => None,
    })
}

/// Remainder modulo 97 (ISO 7064, MOD 97-10). Letters count as 10 to 35.
fn remainder(text: &str) -> u32 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |sum, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (sum * shift + value) % 97
    })
}

text_type!(Iban, {
    "type": "string", "pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$", "description": "ISO 13616",
    "examples": ["DE89370400440532013000"],
});

/// BIC (ISO 9362:2022): party prefix, country, party suffix and optional branch. Accepts lower case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bic(String);

impl FromStr for Bic {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: String| Err(InvalidValue::new(reason));
        let bic = electronic(text);
        if let Some(found) = bic.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return refuse(format!("must be a BIC of letters A to Z and digits; it contains {}", shown(found)));
        }
        if !matches!(bic.len(), 8 | 11) {
            return refuse(format!("must be a BIC with 8 or 11 characters, not {}", bic.len()));
        }
        let country = bic.get(4..6).unwrap_or_default();
        if world::country(country).is_none() {
            return refuse(format!("must have a country code as characters 5 and 6 of a BIC; {country} is not one"));
        }
        Ok(Self(bic))
    }
}

text_type!(Bic, {
    "type": "string", "pattern": "^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$", "description": "ISO 9362",
    "examples": ["DEUTDEFF"],
});

/// Routing number of the American Bankers Association: nine digits with a checksum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AchRoutingNumber(String);

impl FromStr for AchRoutingNumber {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |reason: String| Err(InvalidValue::new(reason));
        if let Some(found) = text.chars().find(|c| !c.is_ascii_digit()) {
            return refuse(format!("must be an ABA routing number of nine digits; it contains {}", shown(found)));
        }
        if text.len() != 9 {
            return refuse(format!("must be an ABA routing number of nine digits, not {}", text.len()));
        }
        let digits = text.chars().filter_map(|c| c.to_digit(10));
        let sum: u32 = digits.zip([3, 7, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
        if sum == 0 || !sum.is_multiple_of(10) {
            return refuse("must be an ABA routing number with a correct checksum; check the digits".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

text_type!(AchRoutingNumber, {
    "type": "string", "pattern": "^[0-9]{9}$", "description": "ABA routing number",
    "examples": ["021000021"],
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibans_are_stored_in_electronic_form() {
        for (text, stored) in [
            ("DE89370400440532013000", "DE89370400440532013000"),
            ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
            ("de89\u{a0}370400440532013000", "DE89370400440532013000"),
            ("GB29NWBK60161331926819", "GB29NWBK60161331926819"),
            ("FR1420041010050500013M02606", "FR1420041010050500013M02606"),
            ("HN88CABF00000000000250005469", "HN88CABF00000000000250005469"),
            ("XK051212012345678906", "XK051212012345678906"),
            ("LC55HEMM000100010012001200023015", "LC55HEMM000100010012001200023015"),
        ] {
            assert_eq!(text.parse::<Iban>().unwrap().as_str(), stored);
        }
    }

    #[test]
    fn the_first_broken_rule_is_the_reason() {
        for (text, reason) in [
            ("", "a country code, two check digits"),
            ("DE", "a country code, two check digits"),
            ("DE89-3704", "it contains -"),
            ("DE89\u{ff11}", "it contains U+FF11"),
            ("1289370400440532013000", "not with 12"),
            ("XX89370400440532013000", "XX is not one"),
            ("US89370400440532013000", "US is not in it"),
            ("DE00370400440000000060", "from 02 to 98 after DE, not 00"),
            ("DE01370400440000000042", "from 02 to 98 after DE, not 01"),
            ("DE99370400440000000024", "from 02 to 98 after DE, not 99"),
            ("DE8937040044053201300", "IBAN of DE with 22 characters, not 21"),
            ("DEA9370400440532013000", "two check digits after DE, not A9"),
            ("DE8937040044053201300A", "character 22 is a digit, not A"),
            ("GB291WBK60161331926819", "character 5 is a letter, not 1"),
            ("DE89370400440532013001", "correct check digits"),
        ] {
            let found = text.parse::<Iban>().unwrap_err().to_string();
            assert!(found.contains(reason), "{text}: {found}");
        }
    }

    #[test]
    fn bics_are_validated_and_stored_in_upper_case() {
        for (text, stored) in [
            ("DEUTDEFF", "DEUTDEFF"),
            ("deutdeff500", "DEUTDEFF500"),
            ("1A2BXKPR", "1A2BXKPR"),
            ("BOFAUS3NXXX", "BOFAUS3NXXX"),
        ] {
            assert_eq!(text.parse::<Bic>().unwrap().as_str(), stored);
        }
        for (text, reason) in [
            ("", "not 0"),
            ("DEUTDEF", "not 7"),
            ("DEUTDEFF5", "not 9"),
            ("DEUTXXFF", "XX is not one"),
            ("DEUTDEFF50\u{e9}", "it contains U+00E9"),
        ] {
            let found = text.parse::<Bic>().unwrap_err().to_string();
            assert!(found.contains(reason), "{text}: {found}");
        }
    }

    #[test]
    fn routing_numbers_have_a_correct_checksum() {
        for good in ["021000021", "011401533"] {
            assert!(good.parse::<AchRoutingNumber>().is_ok(), "{good}");
        }
        for bad in ["", "02100002", "021000022", "0210000211", "02100002a", "000000000"] {
            assert!(bad.parse::<AchRoutingNumber>().is_err(), "{bad}");
        }
    }
}

//! Ids of screened subjects.

use std::str::FromStr;

use crate::id::{BeneficiaryId, CustomerId};
use crate::value::{InvalidValue, text_type};

/// Id of a screened subject: `scr_` and the digits of the record's id.
///
/// The record is the customer or beneficiary. For a customer's person, `-` and a number follow, which the person keeps.
/// So a record's screening is found without a look-up, and a person's id contains that of its customer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SubjectId(String);

const PREFIX: &str = "scr_";

impl SubjectId {
    /// Returns the subject id of a customer.
    pub fn of_customer(id: &CustomerId) -> Self {
        Self(format!("{PREFIX}{}", id.body()))
    }

    /// Returns the subject id of a beneficiary.
    pub fn of_beneficiary(id: &BeneficiaryId) -> Self {
        Self(format!("{PREFIX}{}", id.body()))
    }

    /// Returns the subject id of this customer's person with this number.
    #[must_use]
    pub fn person(&self, number: u16) -> Self {
        Self(format!("{}-{number}", self.of_record().0))
    }

    /// Returns the subject id of its customer or beneficiary.
    #[must_use]
    pub fn of_record(&self) -> Self {
        Self(self.0.split('-').next().unwrap_or_default().to_owned())
    }

    /// Returns the person's number; `None` for a customer or beneficiary.
    pub fn number(&self) -> Option<u16> {
        self.0.split_once('-')?.1.parse().ok()
    }
}

impl FromStr for SubjectId {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (record, number) = match text.split_once('-') {
            Some((record, number)) => (record, Some(number)),
            None => (text, None),
        };
        // Only the canonical form is accepted, so one subject has one id.
        let number_fits = number.is_none_or(|text| text.parse::<u16>().is_ok_and(|number| number.to_string() == text));
        let body = record.strip_prefix(PREFIX).filter(|body| CustomerId::from_str(&format!("cus_{body}")).is_ok());
        match body {
            Some(_) if number_fits => Ok(Self(text.to_owned())),
            _ => Err(InvalidValue::new("must be scr_ and 22 letters and digits; for a person, - and a number follow")),
        }
    }
}

text_type!(SubjectId, {
    "type": "string", "pattern": "^scr_[0-9A-Za-z]{22}(-[0-9]{1,5})?$", "examples": ["scr_01K9ZJ7Q8W3M5N7P9R1T3V"],
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_id_contains_its_customers() {
        let customer: CustomerId = "cus_0000000000000000000001".parse().unwrap();
        let own = SubjectId::of_customer(&customer);
        assert_eq!((own.as_str(), own.number()), ("scr_0000000000000000000001", None));
        let person = own.person(7);
        assert_eq!((person.as_str(), person.number()), ("scr_0000000000000000000001-7", Some(7)));
        assert_eq!(person.of_record(), own);
        for id in [own, person] {
            assert_eq!(id.as_str().parse::<SubjectId>().unwrap(), id);
        }
        let body = "scr_0000000000000000000001";
        for bad in [
            "scr_1".to_owned(),
            body.replace("scr", "cus"),
            format!("{body}-"),
            format!("{body}-07"),
            format!("{body}-x"),
        ] {
            assert!(bad.parse::<SubjectId>().is_err(), "{bad}");
        }
    }
}

//! Reference data: countries and industries.

use std::borrow::Cow;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::industry::INDUSTRIES;
use crate::value::{InvalidValue, brief, text_type};
use crate::world;

/// Country, by its ISO 3166-1 alpha-2 code in upper case; `XK` is Kosovo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CountryId(Cow<'static, str>);

impl FromStr for CountryId {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if let Some(code) = world::country(text) {
            return Ok(Self(code.into()));
        }
        let upper = text.to_ascii_uppercase();
        Err(InvalidValue::new(match world::country(&upper) {
            Some(code) => format!("must be a country code in upper case: {code}"),
            None => {
                format!("must be an ISO 3166-1 alpha-2 country code such as DE, or XK, not {}", brief(text))
            }
        }))
    }
}

text_type!(CountryId, {
    "type": "string", "pattern": "^[A-Z]{2}$", "description": "ISO 3166-1 alpha-2, and XK", "examples": ["DE"],
});

/// Industry, by its id in [`industries`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndustryId(Cow<'static, str>);

impl FromStr for IndustryId {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        INDUSTRIES.iter().find(|(id, _)| *id == text).map(|(id, _)| Self((*id).into())).ok_or_else(|| {
            InvalidValue::new(format!("must be an id from /api/v1/reference/industries, not {}", brief(text)))
        })
    }
}

text_type!(IndustryId, {
    "type": "string", "pattern": "^[0-9]{2}$", "description": "Division of ISIC, revision 4", "examples": ["28"],
});

/// Country as the API lists it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Country {
    /// ISO 3166-1 alpha-2 code, used in other fields.
    #[schemars(example = &"DE")]
    pub id: &'static str,
    /// ISO 3166-1 alpha-3 code.
    #[schemars(example = &"DEU")]
    pub alpha3: &'static str,
    /// ISO 3166-1 numeric code, three digits.
    #[schemars(example = &"276")]
    pub numeric: String,
    /// English short name.
    #[schemars(example = &"Germany")]
    pub name: &'static str,
}

/// Returns all countries, by code.
pub fn countries() -> Vec<Country> {
    let mut countries: Vec<Country> = rust_iso3166::ALL
        .iter()
        .chain(&world::USER_ASSIGNED)
        .map(|country| Country {
            id: country.alpha2,
            alpha3: country.alpha3,
            numeric: format!("{:03}", country.numeric),
            name: country.name,
        })
        .collect();
    countries.sort_by_key(|country| country.id);
    countries
}

/// Industry as the API lists it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Industry {
    /// Division of ISIC, revision 4: two digits.
    #[schemars(example = &"28")]
    pub id: &'static str,
    /// Description of the industry.
    #[schemars(example = &"Other machinery and equipment")]
    pub name: &'static str,
}

/// Returns all industries, by id.
pub fn industries() -> Vec<Industry> {
    INDUSTRIES.iter().map(|(id, name)| Industry { id, name }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_id_parses_back_and_no_other_case_does() {
        assert_eq!(countries().len(), 250);
        assert!(countries().iter().all(|country| country.id.parse::<CountryId>().is_ok()));
        assert!("de".parse::<CountryId>().is_err() && "ZZ".parse::<CountryId>().is_err());
        assert!(industries().is_sorted_by_key(|industry| industry.id));
        assert!(industries().iter().all(|industry| industry.id.parse::<IndustryId>().is_ok()));
        assert!("00".parse::<IndustryId>().is_err());
    }
}

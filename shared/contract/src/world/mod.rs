//! Country data: countries, the IBAN registry, postal codes.
//!
//! | list | source |
//! | --- | --- |
//! | countries | ISO 3166-1 from `rust_iso3166` 0.2, and [`USER_ASSIGNED`] |
//! | structures of IBANs | the registry of ISO 13616, by `tables.py`, which dates them |
//! | countries without postal codes | Google's address metadata, by `tables.py` |
//! | currencies | ISO 4217, for those that [`crate::currency`] declares |

mod tables;

use rust_iso3166::CountryCode;

/// User-assigned codes in use: Kosovo's, which BICs and the IBAN registry use, and CLDR defines.
pub(crate) const USER_ASSIGNED: [CountryCode; 1] =
    [CountryCode { alpha2: "XK", alpha3: "XKK", numeric: 983, name: "Kosovo" }];

/// Returns the alpha-2 code of this country, if it exists.
pub(crate) fn country(alpha2: &str) -> Option<&'static str> {
    let user_assigned = || USER_ASSIGNED.iter().find(|country| country.alpha2 == alpha2).map(|country| country.alpha2);
    rust_iso3166::from_alpha2(alpha2)
        .map(|country| country.alpha2)
        .filter(|code| *code == alpha2)
        .or_else(user_assigned)
}

/// Returns the structure of this country's IBANs. It starts after the check digits, as the registry writes it.
pub(crate) fn iban_structure(country: &str) -> Option<&'static str> {
    let at = tables::IBAN.binary_search_by_key(&country, |(code, _)| code).ok()?;
    tables::IBAN.get(at).map(|(_, structure)| *structure)
}

/// Returns true if addresses of this country have postal codes.
pub(crate) fn has_postal_codes(country: &str) -> bool {
    tables::WITHOUT_POSTAL_CODES.binary_search(&country).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_name_countries() {
        assert!(tables::IBAN.is_sorted() && tables::WITHOUT_POSTAL_CODES.is_sorted());
        let named = tables::IBAN.iter().map(|(code, _)| *code).chain(tables::WITHOUT_POSTAL_CODES);
        assert!(named.into_iter().all(|code| country(code) == Some(code)));
    }

    #[test]
    fn some_countries_have_no_postal_codes() {
        assert!(["AE", "HK", "AO", "QA"].iter().all(|code| !has_postal_codes(code)));
        assert!(["DE", "US", "GB", "MX", "BR", "XK"].iter().all(|code| has_postal_codes(code)));
    }
}

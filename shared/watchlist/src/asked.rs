//! Who is asked for: what of a record is compared with the list.

use contract::beneficiary::Beneficiary;
use contract::customer::{Customer, Person};
use contract::screening::{Property, SubjectType};

/// Which kinds of entries somebody can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A natural person.
    Person,
    /// A company or another organization.
    Organization,
    /// Either.
    Any,
}

/// Somebody to look for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What of the platform they are.
    pub subject_type: SubjectType,
    /// What kind of entry they can be.
    pub kind: Kind,
    /// Their name, and others that they go by.
    pub names: Vec<String>,
    /// When they were born, `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// Countries they belong to, ISO 3166-1 alpha-2 in upper case.
    pub countries: Vec<String>,
    /// Numbers in registers, of documents, for taxes.
    pub identifiers: Vec<String>,
}

impl Asked {
    /// Their name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// What is compared, as the result says it. What the record does not say is not in it.
    #[must_use]
    pub fn properties(&self) -> Vec<Property> {
        let countries = if self.kind == Kind::Person { "Countries of nationality and address" } else { "Countries" };
        let birth_date: Vec<String> = self.birth_date.iter().cloned().collect();
        [
            ("Names", "name", &self.names),
            ("Date of birth", "birthDate", &birth_date),
            (countries, "country", &self.countries),
            ("Identifiers", "identifier", &self.identifiers),
        ]
        .into_iter()
        .filter(|(.., values)| !values.is_empty())
        .map(|(label, key, values)| Property { label: label.to_owned(), key: key.to_owned(), values: values.clone() })
        .collect()
    }
}

/// A customer itself, then its persons.
#[must_use]
pub fn customer(customer: &Customer) -> Vec<Asked> {
    let profile = &customer.profile;
    // A list as people write it.
    let others = profile.trading_names.iter().flat_map(|names| names.as_str().split([',', ';', '\n']));
    let own = Asked {
        subject_type: SubjectType::Customer,
        kind: Kind::Organization,
        names: distinct([profile.company_name.as_str()].into_iter().chain(others)),
        birth_date: None,
        countries: distinct(
            [Some(&profile.country_of_incorporation_id), profile.address_country_id.as_ref()]
                .into_iter()
                .flatten()
                .map(|country| country.as_str()),
        ),
        identifiers: distinct(
            [
                Some(profile.registration_number.as_str()),
                profile.tax_identification_number.as_ref().map(|n| n.as_str()),
            ]
            .into_iter()
            .flatten(),
        ),
    };
    [own].into_iter().chain(profile.persons.as_slice().iter().map(person)).collect()
}

fn person(person: &Person) -> Asked {
    Asked {
        subject_type: SubjectType::CustomerPerson,
        kind: Kind::Person,
        names: vec![format!("{} {}", person.first_name, person.last_name)],
        birth_date: Some(person.date_of_birth.to_string()),
        countries: distinct(
            [Some(&person.nationality), person.address_country_id.as_ref()]
                .into_iter()
                .flatten()
                .map(|country| country.as_str()),
        ),
        identifiers: distinct(
            [&person.id_number, &person.tax_identification_number].into_iter().flatten().map(|number| number.as_str()),
        ),
    }
}

/// A beneficiary, which can be a company or a person.
#[must_use]
pub fn beneficiary(beneficiary: &Beneficiary) -> Vec<Asked> {
    vec![Asked {
        subject_type: SubjectType::Beneficiary,
        kind: Kind::Any,
        names: vec![beneficiary.profile.company_name().to_owned()],
        birth_date: None,
        countries: vec![beneficiary.profile.country().to_owned()],
        identifiers: Vec::new(),
    }]
}

/// Each once, in their order, without what is blank.
fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in values.map(str::trim).filter(|value| !value.is_empty()) {
        if !found.iter().any(|known| known == value) {
            found.push(value.to_owned());
        }
    }
    found
}

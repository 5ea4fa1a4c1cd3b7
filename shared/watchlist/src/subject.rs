//! Search subjects: the values of a record that are compared with the list.

use contract::account::Bic;
use contract::beneficiary::Beneficiary;
use contract::customer::{Customer, Person};
use contract::screening::{Property, SubjectType};

/// Kind of entries that a party can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Natural person.
    Person,
    /// Company or another organization.
    Organization,
    /// Either.
    Any,
}

/// Search subject.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchSubject {
    /// Type of the subject.
    pub subject_type: SubjectType,
    /// Kind of entry that it can be.
    pub kind: Kind,
    /// Name and aliases.
    pub names: Vec<String>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// Countries, ISO 3166-1 alpha-2 in upper case.
    pub countries: Vec<String>,
    /// Identifiers: registration, document and tax numbers.
    pub identifiers: Vec<String>,
    /// Related parties, such as a beneficiary's bank. A match with one of them is a match of the subject.
    pub related: Vec<Related>,
}

/// Party related to a subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// Role of the party.
    pub role: Role,
    /// Its name and aliases.
    pub names: Vec<String>,
    /// Its countries.
    pub countries: Vec<String>,
    /// Registration numbers, or a bank's BIC.
    pub identifiers: Vec<String>,
}

/// Role of a related party.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Bank that keeps the account.
    Bank,
    /// Bank that payments pass through.
    IntermediaryBank,
}

impl Role {
    const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Bank => ("Bank", "bankName"),
            Self::IntermediaryBank => ("Intermediary bank", "intermediaryBank"),
        }
    }
}

/// Party whose names are searched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Party<'a> {
    pub(crate) name_label: &'static str,
    pub(crate) name_key: &'static str,
    pub(crate) kind: Kind,
    pub(crate) names: &'a [String],
    pub(crate) birth_date: Option<&'a str>,
    pub(crate) countries: &'a [String],
    pub(crate) identifiers: &'a [String],
}

impl SearchSubject {
    /// Creates a subject with these names and nothing else.
    pub(crate) fn named(subject_type: SubjectType, kind: Kind, names: Vec<String>) -> Self {
        let (countries, identifiers, related) = (Vec::new(), Vec::new(), Vec::new());
        Self { subject_type, kind, names, birth_date: None, countries, identifiers, related }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// Returns the subject, then its related parties.
    pub(crate) fn parties(&self) -> impl Iterator<Item = Party<'_>> {
        let own = Party {
            name_label: "Name",
            name_key: "name",
            kind: self.kind,
            names: &self.names,
            birth_date: self.birth_date.as_deref(),
            countries: &self.countries,
            identifiers: &self.identifiers,
        };
        let related = self.related.iter().map(|related| Party {
            name_label: related.role.name().0,
            name_key: related.role.name().1,
            kind: Kind::Organization,
            names: &related.names,
            birth_date: None,
            countries: &related.countries,
            identifiers: &related.identifiers,
        });
        std::iter::once(own).chain(related)
    }

    /// Returns the compared properties for the result, without empty ones.
    pub fn properties(&self) -> Vec<Property> {
        let countries = if self.kind == Kind::Person { "Countries of nationality and address" } else { "Countries" };
        let birth_date: Vec<String> = self.birth_date.iter().cloned().collect();
        let own = [
            ("Names", "name", self.names.clone()),
            ("Date of birth", "birthDate", birth_date),
            (countries, "country", self.countries.clone()),
            ("Identifiers", "identifier", self.identifiers.clone()),
        ];
        let related = self.related.iter().map(|related| {
            let (label, key) = related.role.name();
            (label, key, [&related.names[..], &related.countries, &related.identifiers].concat())
        });
        own.into_iter()
            .chain(related)
            .filter(|(.., values)| !values.is_empty())
            .map(|(label, key, values)| Property { label: label.to_owned(), key: key.to_owned(), values })
            .collect()
    }
}

/// Returns the subjects of a customer: itself, its persons and, if it is not one of them, the contact person.
pub fn customer(customer: &Customer) -> Vec<SearchSubject> {
    let profile = &customer.profile;
    let own = SearchSubject {
        subject_type: SubjectType::Customer,
        kind: Kind::Organization,
        names: distinct(
            [profile.company_name.as_str()]
                .into_iter()
                .chain(profile.trading_names.iter().flat_map(|names| each(names.as_str()))),
        ),
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
        related: Vec::new(),
    };
    let persons: Vec<SearchSubject> = profile.persons.as_slice().iter().map(person).collect();
    let contact = contact(customer).filter(|contact| persons.iter().all(|person| person.names != contact.names));
    [own].into_iter().chain(persons).chain(contact).collect()
}

/// Returns the names in one text field: the whole field, since a separator can be part of a name, and each part.
fn each(field: &str) -> impl Iterator<Item = &str> {
    std::iter::once(field).chain(field.split([',', ';', '\n', '|', '/']))
}

fn contact(customer: &Customer) -> Option<SearchSubject> {
    let profile = &customer.profile;
    let names = [&profile.primary_contact_first_name, &profile.primary_contact_last_name];
    let name: Vec<&str> = names.into_iter().flatten().map(|name| name.as_str()).collect();
    (!name.is_empty()).then(|| SearchSubject::named(SubjectType::CustomerPerson, Kind::Person, vec![name.join(" ")]))
}

fn person(person: &Person) -> SearchSubject {
    SearchSubject {
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
        related: Vec::new(),
    }
}

/// Returns the subject of a beneficiary and its banks. The beneficiary is a company or a person.
pub fn beneficiary(beneficiary: &Beneficiary) -> Vec<SearchSubject> {
    let profile = &beneficiary.profile;
    let bank = Related {
        role: Role::Bank,
        names: vec![profile.bank_name().to_owned()],
        countries: vec![profile.bank_country().to_owned()],
        identifiers: profile.bank_bic().map(str::to_owned).into_iter().collect(),
    };
    // Free text: a name, often with a BIC or an address.
    let intermediary = profile.intermediary_bank().map(|field| Related {
        role: Role::IntermediaryBank,
        names: distinct(each(field)),
        countries: Vec::new(),
        identifiers: distinct(field.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| is_bic(word))),
    });
    let names = vec![profile.company_name().to_owned()];
    vec![SearchSubject {
        countries: vec![profile.country().to_owned()],
        related: [bank].into_iter().chain(intermediary).collect(),
        ..SearchSubject::named(SubjectType::Beneficiary, Kind::Any, names)
    }]
}

/// Returns true for a text in the form of a BIC.
fn is_bic(word: &str) -> bool {
    matches!(word.len(), 8 | 11) && word.parse::<Bic>().is_ok()
}

/// Returns each value once, in order, without blank ones.
fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in values.map(str::trim).filter(|value| !value.is_empty()) {
        if !found.iter().any(|known| known == value) {
            found.push(value.to_owned());
        }
    }
    found
}

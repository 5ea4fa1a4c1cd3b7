//! Searching and screening, with a list of invented names.

mod evasions;
mod pairs;
mod screening;
mod search;

use contract::screening::SubjectType;

use crate::{Kind, SearchSubject, WatchList};

const HEADER: &str = "\"id\",\"schema\",\"name\",\"aliases\",\"birth_date\",\"countries\",\"addresses\",\"identifiers\",\"sanctions\",\"dataset\"";

/// Builds a list of these rows: id, schema, name, aliases, birth date, countries, identifiers, sanctions.
fn list(rows: &[[&str; 8]]) -> WatchList {
    let mut text = HEADER.to_owned();
    for [id, schema, name, aliases, born, countries, identifiers, sanctions] in rows {
        text.push_str(&format!(
            "\n\"{id}\",{schema},\"{name}\",\"{aliases}\",{born},{countries},,\"{identifiers}\",\"{sanctions}\",demo"
        ));
    }
    WatchList::read(text.as_bytes()).unwrap()
}

fn person(name: &str, born: &str, country: &str) -> SearchSubject {
    SearchSubject {
        birth_date: Some(born.to_owned()),
        countries: vec![country.to_owned()],
        ..SearchSubject::named(SubjectType::CustomerPerson, Kind::Person, vec![name.to_owned()])
    }
}

fn company(name: &str, country: &str) -> SearchSubject {
    let own = SearchSubject::named(SubjectType::Customer, Kind::Organization, vec![name.to_owned()]);
    SearchSubject { countries: vec![country.to_owned()], ..own }
}

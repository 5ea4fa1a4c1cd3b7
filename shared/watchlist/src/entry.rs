//! Entry of a watch list.

/// Listed party or thing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) birth_dates: Vec<String>,
    pub(crate) countries: Vec<String>,
    pub(crate) addresses: Vec<String>,
    pub(crate) identifiers: Vec<String>,
    pub(crate) sanctions: Vec<String>,
    pub(crate) datasets: Vec<String>,
    pub(crate) first_seen: String,
}

/// Schemata of OpenSanctions' model for companies, authorities and other bodies.
const ORGANIZATIONS: [&str; 4] = ["Company", "Organization", "LegalEntity", "PublicBody"];
/// Schemata that a natural person can have. The type of a listed party is not always known.
const PERSONS: [&str; 2] = ["Person", "LegalEntity"];

impl Entry {
    pub(crate) fn can_be(&self, kind: crate::Kind) -> bool {
        let (person, organization) =
            (PERSONS.contains(&self.schema.as_str()), ORGANIZATIONS.contains(&self.schema.as_str()));
        match kind {
            crate::Kind::Person => person,
            crate::Kind::Organization => organization,
            crate::Kind::Any => person || organization,
        }
    }

    /// Returns the name at a position: 0 is the main name, others are aliases.
    pub(crate) fn named(&self, place: usize) -> &str {
        place.checked_sub(1).and_then(|alias| self.aliases.get(alias)).unwrap_or(&self.name)
    }

    /// Returns true for a thing, such as a ship or an aircraft. It is not a party, but parties have its name.
    pub(crate) fn is_thing(&self) -> bool {
        !self.can_be(crate::Kind::Any)
    }

    /// Returns true if its names are compared by the rules for persons.
    pub(crate) fn is_person(&self, kind: crate::Kind) -> bool {
        self.schema == "Person" || (kind == crate::Kind::Person && self.can_be(kind))
    }

    /// Returns the topics in the simple format, which only shows sanctions.
    pub(crate) fn topics(&self) -> Vec<String> {
        if self.sanctions.is_empty() { Vec::new() } else { vec!["sanction".to_owned()] }
    }
}

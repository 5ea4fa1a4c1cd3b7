//! What a route reads: told from the schemas of its query and body.

use contract::routes::WriteSchema;
use schemars::SchemaGenerator;
use schemars::generate::{Contract, SchemaSettings};
use serde_json::Value;

/// Where OpenAPI keeps the schemas that have a name.
const DEFINITIONS: &str = "/components/schemas";

/// Settings for OpenAPI 3.1, whose schemas are those of JSON Schema 2020-12.
pub(super) fn generator(contract: Contract) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = DEFINITIONS.into();
        settings.meta_schema = None;
        settings.contract = contract;
    });
    settings.into_generator()
}

/// A query or a body.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Input {
    /// There is none, and one that is sent is refused.
    None,
    /// Anything: the route does not look at it.
    Unread,
    /// What the schema describes; it may be a reference into the generator's definitions.
    Described(Value),
}

/// What `write` describes.
pub(super) fn input(write: WriteSchema, generator: &mut SchemaGenerator) -> Input {
    let Some(write) = write else { return Input::None };
    let schema = write(generator).to_value();
    // A type without members, `AnyBody` or `AnyQuery`, has the schema of `null`.
    let unread = resolve(&schema, generator.definitions()).get("type").is_some_and(|kind| kind == "null");
    if unread { Input::Unread } else { Input::Described(schema) }
}

/// The schema that `schema` refers to, or itself.
pub(super) fn resolve<'a>(schema: &'a Value, definitions: &'a serde_json::Map<String, Value>) -> &'a Value {
    reference(schema).and_then(|name| definitions.get(name)).unwrap_or(schema)
}

/// The name that `schema` refers to.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str) -> (Input, Input) {
        let entry = contract::routes::all().find(|entry| entry.spec.id() == id).unwrap();
        let mut generator = generator(Contract::Deserialize);
        (input(entry.schemas.query, &mut generator), input(entry.schemas.body, &mut generator))
    }

    #[test]
    fn inputs_are_told_apart() {
        assert_eq!(of("customers-get"), (Input::None, Input::None));
        assert_eq!(of("not-found"), (Input::Unread, Input::Unread));
        assert!(matches!(of("customers-list"), (Input::Described(_), Input::None)));
        assert!(matches!(of("customers-create"), (Input::None, Input::Described(_))));
    }
}

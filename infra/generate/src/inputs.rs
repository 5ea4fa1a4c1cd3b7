//! Query and body of a route, derived from their schemas.

use contract::routes::WriteSchema;
use schemars::SchemaGenerator;
use schemars::generate::{Contract, SchemaSettings};
use serde_json::Value;

/// Location of named schemas in an OpenAPI document.
const DEFINITIONS: &str = "/components/schemas";

/// Returns a generator for OpenAPI 3.1, which uses JSON Schema 2020-12.
pub(super) fn generator(contract: Contract) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = DEFINITIONS.into();
        settings.meta_schema = None;
        settings.contract = contract;
    });
    settings.into_generator()
}

/// Query or body of a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Input {
    /// None; a request that has one is refused.
    None,
    /// Anything: the route ignores it.
    Unread,
    /// Input with a schema, which may refer to the generator's definitions.
    Described(Value),
}

/// Converts a declared schema.
pub(super) fn input(write: WriteSchema, generator: &mut SchemaGenerator) -> Input {
    let Some(write) = write else { return Input::None };
    let schema = write(generator).to_value();
    // A type without members, `AnyBody` or `AnyQuery`, has the schema of `null`.
    let unread = resolve(&schema, generator.definitions()).get("type").is_some_and(|kind| kind == "null");
    if unread { Input::Unread } else { Input::Described(schema) }
}

/// Returns the schema that `schema` refers to, or itself.
pub(super) fn resolve<'a>(schema: &'a Value, definitions: &'a serde_json::Map<String, Value>) -> &'a Value {
    reference(schema).and_then(|name| definitions.get(name)).unwrap_or(schema)
}

/// Returns the name that `schema` refers to.
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

//! Schemas of all inputs and outputs, in one namespace.
//!
//! Inputs and outputs are generated separately, since a field may be required on one side only. A type with the same
//! schema on both sides keeps one; otherwise its input schema is called `…Input`.

use std::collections::BTreeSet;

use contract::problem::Problem;
use contract::routes::Entry;
use schemars::SchemaGenerator;
use schemars::generate::Contract;
use serde_json::{Map, Value};

use crate::inputs::{self, Input, reference};

/// Collects the schemas of the routes.
pub(super) struct Schemas {
    inputs: SchemaGenerator,
    outputs: SchemaGenerator,
}

/// Schemas of one route.
pub(super) struct Described {
    /// Path parameters.
    pub(super) path: Vec<Value>,
    /// Query parameters.
    pub(super) query: Input,
    /// Body.
    pub(super) body: Input,
    /// Response on success.
    pub(super) output: Value,
    /// True if the response has an `ETag`.
    pub(super) has_revision: bool,
}

/// Schemas with a name.
pub(super) struct Definitions {
    schemas: Map<String, Value>,
    /// Names of input schemas that differ from their output schema.
    renamed: BTreeSet<String>,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let mut outputs = inputs::generator(Contract::Serialize);
        outputs.subschema_for::<Problem>();
        Self { inputs: inputs::generator(Contract::Deserialize), outputs }
    }

    pub(super) fn describe(&mut self, entry: &Entry) -> Described {
        Described {
            path: (entry.schemas.path)(&mut self.inputs).into_iter().map(schemars::Schema::to_value).collect(),
            query: inputs::input(entry.schemas.query, &mut self.inputs),
            body: inputs::input(entry.schemas.body, &mut self.inputs),
            output: (entry.schemas.output)(&mut self.outputs).to_value(),
            has_revision: entry.schemas.has_revision,
        }
    }

    pub(super) fn finish(mut self) -> Definitions {
        let mut schemas = self.outputs.take_definitions(true);
        let mut inputs = self.inputs.take_definitions(true);
        inputs.values_mut().for_each(close);
        let renamed = differing(&inputs, &schemas);
        for (name, mut schema) in inputs {
            rename(&mut schema, &renamed);
            let name = if renamed.contains(&name) { input_name(&name) } else { name };
            schemas.entry(name).or_insert(schema);
        }
        schemas.sort_keys();
        Definitions { schemas, renamed }
    }
}

impl Definitions {
    #[cfg(test)]
    pub(super) fn empty() -> Self {
        Self { schemas: Map::new(), renamed: BTreeSet::new() }
    }

    /// Returns the schemas that `roots` refer to, directly or indirectly.
    pub(super) fn used_in(mut self, roots: [&Value; 2]) -> Map<String, Value> {
        let mut used = BTreeSet::new();
        roots.into_iter().for_each(|root| collect(root, &mut used));
        loop {
            let before = used.len();
            let known: Vec<&Value> = used.iter().filter_map(|name| self.schemas.get(name)).collect();
            known.into_iter().for_each(|schema| collect(schema, &mut used));
            if used.len() == before {
                break;
            }
        }
        self.schemas.retain(|name, _| used.contains(name));
        self.schemas
    }

    /// Returns the schema that `schema` refers to, or itself.
    pub(super) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        inputs::resolve(schema, &self.schemas)
    }

    /// Returns a reference if the schema has a name.
    fn named(&self, schema: Value) -> Value {
        match self.schemas.iter().find(|(_, known)| **known == schema) {
            Some((name, _)) => serde_json::json!({ "$ref": format!("#/components/schemas/{name}") }),
            None => schema,
        }
    }
}

impl Described {
    /// Replaces names by those in the document.
    pub(super) fn renamed(self, definitions: &Definitions) -> Self {
        let input = |mut input: Input| {
            if let Input::Described(schema) = &mut input {
                rename(schema, &definitions.renamed);
            }
            input
        };
        Self {
            path: self.path,
            query: input(self.query),
            body: input(self.body),
            output: definitions.named(self.output),
            has_revision: self.has_revision,
        }
    }
}

/// Forbids undocumented members, which inputs refuse.
fn close(schema: &mut Value) {
    if let Some(members) = schema.as_object_mut().filter(|schema| schema.contains_key("properties")) {
        members.insert("additionalProperties".to_owned(), false.into());
        for member in members.get_mut("properties").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
        {
            // A member that may be omitted and is never `null`.
            if let Some(member) = member.as_object_mut().filter(|member| member.get("default") == Some(&Value::Null)) {
                member.shift_remove("default");
            }
        }
    }
}

/// Returns the names whose input and output schemas differ. References to such names count too.
fn differing(inputs: &Map<String, Value>, outputs: &Map<String, Value>) -> BTreeSet<String> {
    let shared = || inputs.iter().filter_map(|(name, input)| Some((name, input, outputs.get(name)?)));
    let mut names: BTreeSet<String> =
        shared().filter(|(_, input, output)| input != output).map(|(name, ..)| name.clone()).collect();
    loop {
        let further: Vec<String> = shared()
            .filter(|(name, input, _)| !names.contains(*name) && refers_to_any(input, &names))
            .map(|(name, ..)| name.clone())
            .collect();
        if further.is_empty() {
            return names;
        }
        names.extend(further);
    }
}

fn refers_to_any(schema: &Value, names: &BTreeSet<String>) -> bool {
    let mut found = BTreeSet::new();
    collect(schema, &mut found);
    !found.is_disjoint(names)
}

/// Collects the names that `value` refers to, at any depth.
fn collect(value: &Value, into: &mut BTreeSet<String>) {
    into.extend(reference(value).map(str::to_owned));
    match value {
        Value::Object(members) => members.values().for_each(|member| collect(member, into)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        _ => {}
    }
}

fn rename(schema: &mut Value, names: &BTreeSet<String>) {
    if let Some(name) = reference(schema).filter(|name| names.contains(*name)) {
        let renamed = format!("#/components/schemas/{}", input_name(name));
        if let Some(target) = schema.get_mut("$ref") {
            *target = Value::String(renamed);
        }
    }
    match schema {
        Value::Object(members) => members.values_mut().for_each(|member| rename(member, names)),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, names)),
        _ => {}
    }
}

fn input_name(name: &str) -> String {
    format!("{name}Input")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn what_refers_to_a_differing_schema_differs_too() {
        let to = |name: &str| json!({ "items": { "$ref": format!("#/components/schemas/{name}") } });
        let inputs = map(json!({ "A": { "type": "string" }, "B": to("A"), "C": to("B"), "D": to("E"), "E": {} }));
        let outputs = map(json!({ "A": { "type": "number" }, "B": to("A"), "C": to("B"), "D": to("E"), "E": {} }));
        let names = differing(&inputs, &outputs);
        assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), ["A", "B", "C"]);
        let mut schema = to("C");
        rename(&mut schema, &names);
        assert_eq!(schema, to("CInput"));
    }

    #[test]
    fn what_nothing_refers_to_is_left_out() {
        let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let schemas = map(json!({ "A": to("B"), "B": {}, "C": to("A") }));
        let definitions = Definitions { schemas, renamed: BTreeSet::new() };
        let used = definitions.used_in([&json!([to("A")]), &json!({})]);
        assert_eq!(used.keys().collect::<Vec<_>>(), ["A", "B"]);
    }
}

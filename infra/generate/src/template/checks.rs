//! Tests of the whole template beyond linters. For example, cfn-lint finds no cycles in a SAM template.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml_ng::Value;

const TEMPLATE: &str = include_str!("../../../template.yaml");

fn template() -> Value {
    serde_yaml_ng::from_str(TEMPLATE).unwrap()
}

/// Returns the resources, each function with the properties of `Globals`.
fn resources(template: &Value) -> BTreeMap<String, Vec<Value>> {
    let globals = &template["Globals"]["Function"];
    let with_globals = |resource: &Value| {
        let function = resource["Type"] == "AWS::Serverless::Function";
        [Some(resource), function.then_some(globals)].into_iter().flatten().cloned().collect()
    };
    let resources = template["Resources"].as_mapping().unwrap();
    resources.iter().map(|(name, resource)| (name.as_str().unwrap().to_owned(), with_globals(resource))).collect()
}

/// Collects all references in `value`: `!Ref`, `!GetAtt` or `${…}`.
fn references(value: &Value, into: &mut BTreeSet<String>) {
    let name = |text: &str| text.split('.').next().unwrap().to_owned();
    match value {
        Value::Tagged(tagged) => match (tagged.tag.to_string().as_str(), &tagged.value) {
            ("!Ref" | "!GetAtt", Value::String(text)) => into.extend([name(text)]),
            ("!Sub", Value::String(text)) => {
                into.extend(text.split("${").skip(1).map(|rest| name(rest.split('}').next().unwrap())));
            }
            (_, value) => references(value, into),
        },
        Value::Mapping(members) => members.values().for_each(|member| references(member, into)),
        Value::Sequence(items) => items.iter().for_each(|item| references(item, into)),
        _ => {}
    }
}

/// Returns a cycle through `name`, reached along `path`, if any.
fn circle(name: &str, graph: &BTreeMap<String, BTreeSet<String>>, path: &mut Vec<String>) -> Option<Vec<String>> {
    if path.iter().any(|passed| passed == name) {
        return Some([path.as_slice(), &[name.to_owned()]].concat());
    }
    path.push(name.to_owned());
    let found = graph.get(name).into_iter().flatten().find_map(|next| circle(next, graph, path));
    path.pop();
    found
}

fn circles(template: &Value) -> Vec<Vec<String>> {
    let graph: BTreeMap<String, BTreeSet<String>> = resources(template)
        .into_iter()
        .map(|(name, parts)| {
            let mut found = BTreeSet::new();
            parts.iter().for_each(|part| references(part, &mut found));
            (name, found)
        })
        .collect();
    graph.keys().filter_map(|name| circle(name, &graph, &mut Vec::new())).collect()
}

#[test]
fn no_resource_needs_itself() {
    assert_eq!(circles(&template()), Vec::<Vec<String>>::new());
}

#[test]
fn a_circle_would_be_found() {
    let text = TEMPLATE.replacen("!Ref AWS::StackName", "!GetAtt HealthFunction.Arn", 1);
    assert_ne!(text, TEMPLATE);
    assert!(!circles(&serde_yaml_ng::from_str(&text).unwrap()).is_empty());
}

#[test]
fn whatever_is_referred_to_exists() {
    let template = template();
    let mut known: BTreeSet<String> = resources(&template).into_keys().collect();
    known.extend(template["Parameters"].as_mapping().unwrap().keys().map(|name| name.as_str().unwrap().to_owned()));
    let mut found = BTreeSet::new();
    references(&template, &mut found);
    let unknown: Vec<_> = found.iter().filter(|name| !name.starts_with("AWS::") && !known.contains(*name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// Collects every statement below `value`.
fn statements<'a>(value: &'a Value, into: &mut Vec<&'a Value>) {
    match value {
        Value::Mapping(members) => {
            if members.contains_key("Effect") {
                into.push(value);
            }
            members.values().for_each(|member| statements(member, into));
        }
        Value::Sequence(items) => items.iter().for_each(|item| statements(item, into)),
        Value::Tagged(tagged) => statements(&tagged.value, into),
        _ => {}
    }
}

#[test]
fn nothing_is_allowed_with_an_asterisk() {
    for (name, parts) in resources(&template()) {
        let mut found = Vec::new();
        parts.iter().for_each(|part| statements(part, &mut found));
        for statement in found.into_iter().filter(|statement| statement["Effect"] == "Allow") {
            let text = |member: &str| serde_yaml_ng::to_string(&statement[member]).unwrap();
            assert!(!text("Action").contains('*'), "{name}");
            // A key policy may only name its own key, as `*`.
            assert!(name == "HmacKey" || !text("Resource").contains('*'), "{name}");
            assert!(statement["NotAction"].is_null() && statement["NotResource"].is_null(), "{name}");
        }
    }
}

#[test]
fn the_stack_stays_below_the_limit_of_resources() {
    // SAM adds the API's stage to these.
    assert!(resources(&template()).len() < 500);
}

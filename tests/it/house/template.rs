//! CloudFormation template: one function per route, with policies that match the route's grants.

use std::collections::BTreeSet;

use contract::route::{Action, Grant, RouteSpec, WatchListAction};
use contract::routes::all;
use contract::table::Table;
use serde_yaml_ng::Value;

fn template() -> Value {
    let text = std::fs::read_to_string(tools::root().join("infra/template.yaml")).unwrap();
    serde_yaml_ng::from_str(&text).unwrap()
}

/// Returns a value's text without its tag: `!GetAtt AccessTable.Arn` is `AccessTable.Arn`.
fn text(value: &Value) -> String {
    match value {
        Value::Tagged(tagged) => text(&tagged.value),
        Value::String(text) => text.clone(),
        other => panic!("{other:?} is not a text"),
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_sequence().map_or_else(|| vec![text(value)], |items| items.iter().map(text).collect())
}

/// Returns route ID and role name of each function.
fn functions(template: &Value) -> Vec<(String, String)> {
    let resources = template["Resources"].as_mapping().unwrap();
    let functions = resources.values().filter(|resource| resource["Type"] == "AWS::Serverless::Function");
    functions
        .map(|function| {
            let binary = text(&function["Metadata"]["BuildProperties"]["Binary"]);
            (binary, text(&function["Properties"]["Role"]).replace(".Arn", ""))
        })
        .collect()
}

/// Returns the statement, except the one that extends HMAC key permissions to later keys.
fn unconditional(statement: &Value) -> Option<&Value> {
    let Value::Tagged(tagged) = statement else { return Some(statement) };
    assert_eq!(tagged.tag.to_string(), "!If");
    let (condition, further) = (text(&tagged.value[0]), &tagged.value[1]);
    assert_eq!((condition.as_str(), text(&further["Effect"]).as_str()), ("HasFurtherHmacKeys", "Allow"));
    assert_eq!(
        (texts(&further["Action"]), text(&further["Resource"])),
        (vec!["kms:GenerateMac".to_owned()], "FurtherHmacKeyArns".to_owned())
    );
    None
}

/// Returns a role's allowed actions and resources, without those of the function's log.
fn allowed(template: &Value, role: &str) -> BTreeSet<(String, String)> {
    let role = &template["Resources"][role]["Properties"];
    assert!(role.get("ManagedPolicyArns").is_none(), "a managed policy allows more than the route");
    let policies = role["Policies"].as_sequence().unwrap().iter();
    let statements = policies.flat_map(|policy| policy["PolicyDocument"]["Statement"].as_sequence().unwrap());
    let mut allowed = BTreeSet::new();
    for statement in statements {
        let Some(statement) = unconditional(statement) else { continue };
        assert_eq!(text(&statement["Effect"]), "Allow");
        for action in texts(&statement["Action"]) {
            for resource in texts(&statement["Resource"]) {
                allowed.insert((action.clone(), resource));
            }
        }
    }
    allowed.retain(|(action, resource)| !(action.starts_with("logs:") && resource.ends_with("LogGroup.Arn")));
    allowed
}

/// Objects of the documents bucket. Every ID has 22 digits.
const CONTENTS: &str = "${DocumentsBucket.Arn}/org_??????????????????????/doc_??????????????????????";

/// Objects of uploads that are not documents yet.
const UPLOADS: &str = "${DocumentsBucket.Arn}/uploads/org_??????????????????????/doc_??????????????????????";

/// Returns the permissions of a route's grants. Independent of the generator, which it checks.
fn granted(spec: &RouteSpec) -> BTreeSet<(String, String)> {
    let table = |table: Table| match table {
        Table::Access => "AccessTable.Arn",
        Table::Replay => "ReplayTable.Arn",
        Table::Usage => "UsageTable.Arn",
        Table::Audit => "AuditTable.Arn",
        Table::Customers => "CustomersTable.Arn",
        Table::Beneficiaries => "BeneficiariesTable.Arn",
        Table::Support => "SupportTable.Arn",
        Table::Payments => "PaymentsTable.Arn",
        Table::Rates => "RatesTable.Arn",
        Table::Screening => "ScreeningTable.Arn",
        Table::Documents => "DocumentsTable.Arn",
    };
    let grants = spec.all_grants().into_iter().map(|grant| match grant {
        Grant::Table(of, action) => (action.name().to_owned(), table(of).to_owned()),
        Grant::Index(of, index) => ("dynamodb:Query".to_owned(), format!("${{{}}}/index/{index}", table(of))),
        Grant::Content(action) => (action.name().to_owned(), CONTENTS.to_owned()),
        Grant::WatchList(WatchListAction::Read) => {
            ("s3:GetObject".to_owned(), "${WatchListBucket.Arn}/targets.simple.csv".to_owned())
        }
        Grant::WatchList(WatchListAction::Miss) => ("s3:ListBucket".to_owned(), "WatchListBucket.Arn".to_owned()),
        Grant::Upload(action) => (action.name().to_owned(), UPLOADS.to_owned()),
        Grant::HmacKey => ("kms:GenerateMac".to_owned(), "HmacKey.Arn".to_owned()),
    });
    grants.collect()
}

#[test]
fn each_route_has_one_function_with_its_own_role() {
    let functions = functions(&template());
    let ids: BTreeSet<&str> = functions.iter().map(|(id, _)| id.as_str()).collect();
    let roles: BTreeSet<&str> = functions.iter().map(|(_, role)| role.as_str()).collect();
    assert_eq!(ids, all().map(|entry| entry.spec.id()).collect());
    assert_eq!(roles.len(), functions.len());
}

#[test]
fn a_functions_policy_matches_its_routes_grants() {
    let template = template();
    for (id, role) in functions(&template) {
        let spec = all().map(|entry| entry.spec).find(|spec| spec.id() == id).unwrap();
        assert_eq!(allowed(&template, &role), granted(spec), "{id}");
    }
}

#[test]
fn no_statement_has_an_asterisk_or_rewrites_the_history() {
    let template = template();
    for (id, role) in functions(&template) {
        for (action, resource) in allowed(&template, &role) {
            assert!(!action.contains('*') && !resource.contains('*'), "{id}: {action} on {resource}");
            let object = [CONTENTS, UPLOADS].contains(&resource.as_str());
            let named = !resource.contains('?') || (object && id.starts_with("documents-"));
            assert!(named, "{id}: {action} on {resource}");
            let rewrites = [Action::UpdateItem, Action::DeleteItem].map(Action::name).contains(&action.as_str());
            assert!(!(rewrites && resource.starts_with("AuditTable")), "{id} may rewrite the audit history");
        }
    }
}

#[test]
fn functions_for_partners_services_cannot_write_credentials() {
    let template = template();
    let functions = functions(&template);
    for entry in all().filter(|entry| entry.spec.access().is_for_services()) {
        let (_, role) = functions.iter().find(|(id, _)| id == entry.spec.id()).unwrap();
        for (action, resource) in allowed(&template, role) {
            assert!(resource != "AccessTable.Arn" || action == "dynamodb:GetItem", "{}: {action}", entry.spec.id());
            assert!(resource != "RatesTable.Arn" || action == "dynamodb:Query", "{}: {action}", entry.spec.id());
        }
    }
}

#[test]
fn the_tables_match_those_of_the_store() {
    let template = template();
    for table in Table::ALL {
        let name = format!("${{AWS::StackName}}-{}", table.name());
        let resources = template["Resources"].as_mapping().unwrap();
        let found = resources.values().find(|resource| {
            resource["Type"] == "AWS::DynamoDB::Table" && text(&resource["Properties"]["TableName"]) == name
        });
        let properties = &found.unwrap_or_else(|| panic!("{name} is missing"))["Properties"];
        let ttl = properties.get("TimeToLiveSpecification").map(|ttl| text(&ttl["AttributeName"]));
        assert_eq!(ttl.as_deref(), table.shape().ttl, "{name}");
        assert_eq!(
            properties["KeySchema"].as_sequence().unwrap().len(),
            1 + usize::from(table.shape().sorted),
            "{name}"
        );
    }
}

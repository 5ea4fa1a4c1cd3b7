//! Roles and signatures, tested with the SDK.

use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::config::Region;
use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Delete, Put, TransactWriteItem};
use aws_smithy_async::time::{SharedTimeSource, StaticTimeSource};
use local::{AccessKey, ResourcePolicy, Role, Stack};
use serde_json::{Value, json};

use crate::support::{config, create_table, dynamodb, stack, text};

pub(crate) fn table(name: &str) -> String {
    format!("arn:aws:dynamodb:{}:{}:table/{name}", local::REGION, local::ACCOUNT_ID)
}

pub(crate) fn allow(actions: &[&str], resource: &str) -> Value {
    json!({ "Effect": "Allow", "Action": actions, "Resource": resource })
}

pub(crate) fn enforce(stack: &Stack, statements: Vec<Value>) {
    let policy = json!({ "Version": "2012-10-17", "Statement": statements });
    stack.iam().set(vec![Role { name: "reader".to_owned(), policy }], Vec::new()).unwrap();
}

/// Returns a client that signs with this key and region, and a clock `ahead` by some seconds.
fn signed(stack: &Stack, key: &AccessKey, region: &'static str, ahead: i64) -> aws_sdk_dynamodb::Client {
    let offset = Duration::from_secs(ahead.unsigned_abs());
    let now = SystemTime::now();
    let time = SharedTimeSource::new(StaticTimeSource::new(if ahead < 0 { now - offset } else { now + offset }));
    let config = config(&stack.endpoints().dynamodb, key).region(Region::new(region)).time_source(time);
    aws_sdk_dynamodb::Client::new(&config.build())
}

pub(crate) fn reader(stack: &Stack) -> aws_sdk_dynamodb::Client {
    signed(stack, &AccessKey::of_role("reader"), local::REGION, 0)
}

/// Reads an item of a table. Returns the error code; `None` on success.
async fn get(client: &aws_sdk_dynamodb::Client, table: &str) -> Option<String> {
    let get = client.get_item().table_name(table).key("id", text("one")).send().await;
    get.err().map(|error| error.into_service_error().code().unwrap_or("none").to_owned())
}

#[tokio::test]
async fn a_role_may_do_only_what_its_policy_allows() {
    let stack = stack().await;
    for name in ["own", "other"] {
        create_table(&dynamodb(&stack), name).await;
    }
    enforce(&stack, vec![allow(&["dynamodb:GetItem", "dynamodb:PutItem"], &table("own"))]);
    let client = reader(&stack);
    assert_eq!(get(&client, "own").await, None);
    assert_eq!(get(&client, "other").await.as_deref(), Some("AccessDeniedException"));
    let scan = client.scan().table_name("own").send().await.unwrap_err().into_service_error();
    assert_eq!(scan.code(), Some("AccessDeniedException"));
    let told = scan.message().unwrap();
    assert!(told.contains("is not authorized to perform: dynamodb:Scan on resource: ") && told.contains(&table("own")));
    let deleted = client.delete_table().table_name("own").send().await.unwrap_err().into_service_error();
    assert_eq!(deleted.code(), Some("AccessDeniedException"), "unknown actions are refused");
}

#[tokio::test]
async fn a_denying_statement_prevails() {
    let stack = stack().await;
    create_table(&dynamodb(&stack), "own").await;
    let deny = json!({ "Effect": "Deny", "Action": "dynamodb:*", "Resource": "*" });
    enforce(&stack, vec![allow(&["dynamodb:GetItem"], &table("own")), deny]);
    assert_eq!(get(&reader(&stack), "own").await.as_deref(), Some("AccessDeniedException"));
}

#[tokio::test]
async fn an_index_is_a_separate_resource_from_its_table() {
    let stack = stack().await;
    create_table(&dynamodb(&stack), "own").await;
    enforce(&stack, vec![allow(&["dynamodb:Query"], &table("own"))]);
    let query = reader(&stack).query().table_name("own").index_name("by-name");
    let query = query.key_condition_expression("id = :id").expression_attribute_values(":id", text("one"));
    let refused = query.send().await.unwrap_err().into_service_error();
    assert_eq!(refused.code(), Some("AccessDeniedException"));
    assert!(refused.message().unwrap().contains("table/own/index/by-name"));
}

#[tokio::test]
async fn a_transaction_needs_permission_for_each_of_its_actions() {
    let stack = stack().await;
    for name in ["own", "other"] {
        create_table(&dynamodb(&stack), name).await;
    }
    let put = Put::builder().table_name("own").item("id", text("one")).build().unwrap();
    let check = ConditionCheck::builder().table_name("other").key("id", text("one"));
    let check = check.condition_expression("attribute_not_exists(id)").build().unwrap();
    let write = async || {
        let put = TransactWriteItem::builder().put(put.clone()).build();
        let check = TransactWriteItem::builder().condition_check(check.clone()).build();
        let written = reader(&stack).transact_write_items().transact_items(put).transact_items(check).send().await;
        written.err().map(|error| error.into_service_error().code().unwrap_or("none").to_owned())
    };
    let own = allow(&["dynamodb:PutItem"], &table("own"));
    enforce(&stack, vec![own.clone()]);
    assert_eq!(write().await.as_deref(), Some("AccessDeniedException"));
    enforce(&stack, vec![own, allow(&["dynamodb:ConditionCheckItem"], &table("other"))]);
    assert_eq!(write().await, None);
    let item = dynamodb(&stack).get_item().table_name("own").key("id", text("one")).send().await.unwrap();
    assert_eq!(item.item().unwrap()["id"], AttributeValue::S("one".to_owned()));
}

#[tokio::test]
async fn only_statements_of_allowed_calls_are_noted() {
    let stack = stack().await;
    create_table(&dynamodb(&stack), "own").await;
    enforce(&stack, vec![allow(&["dynamodb:PutItem"], &table("own")), allow(&["dynamodb:GetItem"], &table("own"))]);
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    stack.iam().write_down(journal.clone());
    let put = Put::builder().table_name("own").item("id", text("one")).build().unwrap();
    let delete = Delete::builder().table_name("own").key("id", text("two")).build().unwrap();
    let put = TransactWriteItem::builder().put(put).build();
    let delete = TransactWriteItem::builder().delete(delete).build();
    let write = reader(&stack).transact_write_items().transact_items(put).transact_items(delete);
    assert!(write.send().await.is_err());
    assert!(!journal.exists(), "the call was denied, though a statement allows a part of it");
    assert_eq!(get(&reader(&stack), "own").await, None);
    assert_eq!(std::fs::read_to_string(&journal).unwrap(), "reader 1\n");
}

#[tokio::test]
async fn a_signature_is_bound_to_secret_region_and_time() {
    let stack = stack().await;
    create_table(&dynamodb(&stack), "own").await;
    enforce(&stack, vec![allow(&["dynamodb:GetItem"], &table("own"))]);
    let right = AccessKey::of_role("reader");
    let cases = [
        (right.clone(), local::REGION, 0, None),
        (right.clone(), local::REGION, 240, None),
        (right.clone(), local::REGION, -240, None),
        (right.clone(), local::REGION, 360, Some("InvalidSignatureException")),
        (right.clone(), local::REGION, -360, Some("InvalidSignatureException")),
        (right.clone(), "eu-central-1", 0, Some("InvalidSignatureException")),
        (
            AccessKey { secret: "guessed".to_owned(), ..right.clone() },
            local::REGION,
            0,
            Some("InvalidSignatureException"),
        ),
        (AccessKey { session_token: None, ..right.clone() }, local::REGION, 0, Some("UnrecognizedClientException")),
        (AccessKey::of_role("nobody"), local::REGION, 0, Some("UnrecognizedClientException")),
    ];
    for (key, region, ahead, expected) in cases {
        let outcome = get(&signed(&stack, &key, region, ahead), "own").await;
        assert_eq!(outcome.as_deref(), expected, "{key:?} {region} {ahead}");
    }
}

#[tokio::test]
async fn a_policy_that_aws_would_refuse_is_refused() {
    let stack = stack().await;
    let wrong =
        json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Perhaps", "Action": "*", "Resource": "*" }] });
    let role = || vec![Role { name: "reader".to_owned(), policy: wrong.clone() }];
    assert!(stack.iam().set(role(), Vec::new()).is_err());
    let policy = ResourcePolicy { resource: "arn:aws:s3:::documents".to_owned(), policy: wrong.clone() };
    assert!(stack.iam().set(Vec::new(), vec![policy]).is_err());
}

#[tokio::test]
async fn a_policy_with_an_unknown_condition_key_is_refused() {
    let stack = stack().await;
    let role = |condition: Value| {
        let mut statement = allow(&["dynamodb:GetItem"], &table("own"));
        statement["Condition"] = condition;
        let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
        vec![Role { name: "reader".to_owned(), policy }]
    };
    let known = json!({ "Bool": { "aws:securetransport": "true" } });
    assert!(stack.iam().set(role(known), Vec::new()).is_ok());
    for (operator, key, value) in [
        ("ForAllValues:StringEquals", "dynamodb:LeadingKeys", json!(["own"])),
        ("Null", "dynamodb:LeadingKeys", json!("true")),
        ("IpAddress", "aws:SourceIp", json!("0.0.0.0/0")),
        ("StringEqualsIfExists", "aws:PrincipalAccount", json!("1")),
    ] {
        let refused = stack.iam().set(role(json!({ operator: { key: value } })), Vec::new()).unwrap_err();
        assert!(format!("{refused:#}").contains(key), "{refused:#}");
    }
}

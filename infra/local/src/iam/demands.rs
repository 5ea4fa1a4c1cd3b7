//! Permissions that a call needs: actions on resources.
//!
//! Actions are named as in the Service Authorization Reference. Calls that are missing here are refused to every role.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::account::{ACCOUNT_ID, REGION};

/// Action on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Demand {
    /// Action, such as `dynamodb:GetItem`.
    pub(super) action: String,
    /// ARN of the resource.
    pub(super) resource: String,
    /// Condition keys of the call, with their values.
    pub(super) keys: Vec<(&'static str, String)>,
}

impl Demand {
    fn new(action: impl Into<String>, resource: String) -> Self {
        Self { action: action.into(), resource, keys: Vec::new() }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OnTable {
    table_name: String,
    index_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    request_items: BTreeMap<String, IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Transaction {
    transact_items: Vec<BTreeMap<String, OnTable>>,
}

/// Returns the permissions for a call of DynamoDB; `None` for an unknown call.
pub(super) fn dynamodb(operation: &str, body: &[u8]) -> Option<Vec<Demand>> {
    let action = format!("dynamodb:{operation}");
    match operation {
        "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query" | "Scan" => {
            let on: OnTable = serde_json::from_slice(body).ok()?;
            let table = table(&on.table_name);
            Some(vec![Demand::new(
                action,
                match on.index_name {
                    Some(index) => format!("{table}/index/{index}"),
                    None => table,
                },
            )])
        }
        "BatchGetItem" | "BatchWriteItem" => {
            let batch: Batch = serde_json::from_slice(body).ok()?;
            Some(batch.request_items.keys().map(|name| Demand::new(&*action, table(name))).collect())
        }
        // "Using IAM with DynamoDB transactions": a transaction needs the permissions of its actions.
        "TransactGetItems" | "TransactWriteItems" => {
            let transaction: Transaction = serde_json::from_slice(body).ok()?;
            let single = |(name, on): (String, OnTable)| {
                let action = match name.as_str() {
                    "Get" => "dynamodb:GetItem",
                    "Put" => "dynamodb:PutItem",
                    "Update" => "dynamodb:UpdateItem",
                    "Delete" => "dynamodb:DeleteItem",
                    "ConditionCheck" => "dynamodb:ConditionCheckItem",
                    _ => return None,
                };
                Some(Demand::new(action, table(&on.table_name)))
            };
            transaction.transact_items.into_iter().flatten().map(single).collect()
        }
        _ => None,
    }
}

/// Returns the tables that a call of DynamoDB names, each once; `None` for an unknown call.
pub(crate) fn dynamodb_tables(operation: &str, body: &[u8]) -> Option<Vec<String>> {
    let mut tables: Vec<String> = Vec::new();
    for Demand { resource, .. } in dynamodb(operation, body)? {
        let name = resource.split_once(":table/")?.1.split('/').next()?.to_owned();
        if !tables.contains(&name) {
            tables.push(name);
        }
    }
    Some(tables)
}

/// Returns a table's ARN from its name or ARN.
fn table(name: &str) -> String {
    if name.starts_with("arn:") {
        return name.to_owned();
    }
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/{name}")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MacRequest {
    key_id: String,
    mac_algorithm: String,
}

/// Returns the permissions for a call of KMS; `None` for an unknown call or a key named by alias.
pub(super) fn kms(operation: &str, body: &[u8]) -> Option<Vec<Demand>> {
    if operation != "GenerateMac" {
        return None;
    }
    let request: MacRequest = serde_json::from_slice(body).ok()?;
    let resource = match request.key_id {
        arn if arn.starts_with("arn:") && arn.contains(":key/") => arn,
        alias if alias.contains("alias/") => return None,
        id => format!("arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/{id}"),
    };
    Some(vec![Demand {
        action: "kms:GenerateMac".to_owned(),
        resource,
        keys: vec![("kms:MacAlgorithm", request.mac_algorithm)],
    }])
}

/// Returns the permissions for a call of S3; `None` for an unknown call. `copy_source` has no leading slash.
pub(super) fn s3(operation: &str, bucket: &str, key: &str, copy_source: Option<&str>) -> Option<Vec<Demand>> {
    let object = |name: &str| format!("arn:aws:s3:::{name}");
    let this = object(&format!("{bucket}/{key}"));
    let demand = |action: &str| Some(vec![Demand::new(action, this.clone())]);
    match operation {
        "GetObject" | "HeadObject" => demand("s3:GetObject"),
        "PutObject" => demand("s3:PutObject"),
        "DeleteObject" => demand("s3:DeleteObject"),
        "CopyObject" => {
            Some(vec![Demand::new("s3:GetObject", object(copy_source?)), Demand::new("s3:PutObject", this)])
        }
        "ListObjectsV2" | "ListObjects" | "HeadBucket" => Some(vec![Demand::new("s3:ListBucket", object(bucket))]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(demands: Option<Vec<Demand>>) -> Option<Vec<String>> {
        demands.map(|demands| demands.into_iter().map(|d| format!("{} {}", d.action, d.resource)).collect())
    }

    #[test]
    fn an_index_is_a_separate_resource() {
        let own = |body: &[u8]| shown(dynamodb("Query", body)).unwrap();
        let arn = format!("arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/a");
        assert_eq!(own(br#"{"TableName":"a"}"#), [format!("dynamodb:Query {arn}")]);
        assert_eq!(own(br#"{"TableName":"a","IndexName":"b"}"#), [format!("dynamodb:Query {arn}/index/b")]);
    }

    #[test]
    fn a_transaction_needs_the_permissions_of_its_items() {
        let body = br#"{"TransactItems":[{"Put":{"TableName":"a"}},{"ConditionCheck":{"TableName":"b"}}]}"#;
        let found = shown(dynamodb("TransactWriteItems", body)).unwrap();
        let arn = format!("arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table");
        assert_eq!(found, [format!("dynamodb:PutItem {arn}/a"), format!("dynamodb:ConditionCheckItem {arn}/b")]);
    }

    #[test]
    fn table_names_are_found_in_every_kind_of_request() {
        let transaction =
            r#"{"TransactItems":[{"Put":{"TableName":"b"}},{"Update":{"TableName":"a"}},{"Put":{"TableName":"b"}}]}"#;
        for (operation, body, tables) in [
            ("PutItem", r#"{"TableName":"a","Item":{"TableName":{"S":"b"}}}"#, ["a"].as_slice()),
            ("Query", r#"{"TableName":"a","IndexName":"b"}"#, &["a"]),
            ("BatchGetItem", r#"{"RequestItems":{"a":[],"b":{"Keys":[]}}}"#, &["a", "b"]),
            ("TransactWriteItems", transaction, &["b", "a"]),
        ] {
            assert_eq!(dynamodb_tables(operation, body.as_bytes()).unwrap(), tables);
        }
    }

    #[test]
    fn unknown_calls_have_no_permissions() {
        assert_eq!(dynamodb("DeleteTable", br#"{"TableName":"a"}"#), None);
        assert_eq!(dynamodb("GetItem", b"no JSON"), None);
        assert_eq!(dynamodb("TransactWriteItems", br#"{"TransactItems":[{"Own":{"TableName":"a"}}]}"#), None);
        assert_eq!(kms("Sign", br#"{"KeyId":"a","MacAlgorithm":"HMAC_SHA_256"}"#), None);
        assert_eq!(kms("GenerateMac", br#"{"KeyId":"alias/a","MacAlgorithm":"HMAC_SHA_256"}"#), None);
        assert_eq!(s3("PutBucketPolicy", "a", "", None), None);
        assert_eq!(s3("CopyObject", "a", "b", None), None, "a copy without a source");
    }

    #[test]
    fn a_copy_reads_and_writes() {
        let found = shown(s3("CopyObject", "a", "b", Some("c/d"))).unwrap();
        assert_eq!(found, ["s3:GetObject arn:aws:s3:::c/d", "s3:PutObject arn:aws:s3:::a/b"]);
    }
}

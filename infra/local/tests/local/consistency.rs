//! Eventual consistency, and random refusals.

use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType,
};

use crate::iam::{allow, enforce, reader, table};
use crate::support::{create_table, dynamodb, exists, put, stack, text};

async fn create_indexed_table(client: &aws_sdk_dynamodb::Client) {
    let key = |name| KeySchemaElement::builder().attribute_name(name).key_type(KeyType::Hash).build().unwrap();
    let string = |name| {
        let string = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        string.build().unwrap()
    };
    let all = Projection::builder().projection_type(ProjectionType::All).build();
    let index = GlobalSecondaryIndex::builder().index_name("by-status").key_schema(key("status")).projection(all);
    let create = client.create_table().table_name("payments").billing_mode(BillingMode::PayPerRequest);
    let create =
        create.key_schema(key("id")).attribute_definitions(string("id")).attribute_definitions(string("status"));
    create.global_secondary_indexes(index.build().unwrap()).send().await.unwrap();
}

#[tokio::test]
async fn an_index_lags_behind_its_table_until_it_catches_up() {
    let stack = stack().await;
    let client = dynamodb(&stack);
    create_indexed_table(&client).await;
    let open = || async {
        let query = client.query().table_name("payments").index_name("by-status");
        let query = query.key_condition_expression("#s = :s").expression_attribute_names("#s", "status");
        query.expression_attribute_values(":s", text("OPEN")).send().await.unwrap().count
    };
    put(&client, "payments", "one").item("status", text("OPEN")).send().await.unwrap();
    stack.indexes().lag(100, 1).unwrap();
    put(&client, "payments", "two").item("status", text("OPEN")).send().await.unwrap();
    put(&client, "payments", "one").item("status", text("DONE")).send().await.unwrap();

    assert_eq!(open().await, 1, "the index lags");
    assert!(exists(&client, "payments", "two").await, "the table does not lag");
    put(&client, "payments", "three").item("status", text("OPEN")).send().await.unwrap();
    assert_eq!(open().await, 1);
    stack.indexes().catch_up();
    assert_eq!(open().await, 2);
    // Half of the reads see the lagging index.
    stack.indexes().lag(50, 1).unwrap();
    put(&client, "payments", "four").item("status", text("OPEN")).send().await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..30 {
        seen.push(open().await);
    }
    assert!(seen.contains(&2) && seen.contains(&3), "{seen:?}");
}

#[tokio::test]
async fn a_few_calls_are_refused_at_random_unless_a_test_counts_them() {
    let stack = stack().await;
    create_table(&dynamodb(&stack), "replay").await;
    enforce(&stack, vec![allow(&["dynamodb:PutItem"], &table("replay"))]);
    stack.refuse_at_random(1);
    let refused = async |client: &aws_sdk_dynamodb::Client| {
        let mut refused = 0;
        for number in 0..2_000 {
            match put(client, "replay", &number.to_string()).send().await {
                Ok(_) => {}
                Err(error) if error.as_service_error().unwrap().code() == Some("ThrottlingException") => refused += 1,
                Err(error) => panic!("{error:?}"),
            }
        }
        refused
    };
    let some = refused(&reader(&stack)).await;
    assert!((1..20).contains(&some), "{some}");
    assert_eq!(refused(&dynamodb(&stack)).await, 0, "calls of the operator are never refused");
    stack.dynamodb().record(true);
    assert_eq!(refused(&reader(&stack)).await, 0);
}

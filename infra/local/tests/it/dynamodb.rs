use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure, TimeToLiveSpecification};

use crate::support::{create_table, dynamodb, eventually, exists, put, stack, text};

#[tokio::test]
async fn a_condition_that_fails_returns_the_item_that_is_there() {
    let stack = stack().await;
    let client = dynamodb(&stack);
    create_table(&client, "replay").await;
    put(&client, "replay", "one").item("nonce", text("first")).send().await.unwrap();

    let error = put(&client, "replay", "one")
        .item("nonce", text("second"))
        .condition_expression("attribute_not_exists(id)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .send()
        .await
        .unwrap_err()
        .into_service_error();

    assert_eq!(error.code(), Some("ConditionalCheckFailedException"));
    let aws_sdk_dynamodb::operation::put_item::PutItemError::ConditionalCheckFailedException(failed) = error else {
        panic!("{error:?}");
    };
    assert_eq!(failed.item().unwrap()["nonce"], text("first"));
    stack.stop().await;
}

#[tokio::test]
async fn expired_items_are_swept_and_others_stay() {
    let stack = stack().await;
    let client = dynamodb(&stack);
    create_table(&client, "replay").await;
    let ttl = TimeToLiveSpecification::builder().attribute_name("expires_at").enabled(true).build().unwrap();
    client.update_time_to_live().table_name("replay").time_to_live_specification(ttl).send().await.unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    for (id, expires) in [("past", now - 10), ("future", now + 1000)] {
        put(&client, "replay", id).item("expires_at", AttributeValue::N(expires.to_string())).send().await.unwrap();
    }

    eventually(async || !exists(&client, "replay", "past").await).await;

    assert!(exists(&client, "replay", "future").await);
    stack.stop().await;
}

use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeValue, Put, ReturnValuesOnConditionCheckFailure, TimeToLiveSpecification, TransactWriteItem,
};

use crate::support::{create_table, dynamodb, eventually, exists, put, stack, text};

#[tokio::test]
async fn a_failed_condition_returns_the_existing_item() {
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
}

/// Quotas of the Developer Guide: 400 KB per item, 38 digits and exponent 126 per number, 100 items and 4 MB per
/// transaction.
#[tokio::test]
async fn values_above_dynamodbs_limits_are_refused() {
    let stack = stack().await;
    let client = dynamodb(&stack);
    create_table(&client, "customers").await;
    let item = |attribute: AttributeValue| put(&client, "customers", "1").item("a", attribute).send();
    let code = |refused: Option<&str>| refused.unwrap_or_default().to_owned();

    // The item consists of `id`, `1`, `a` and the text.
    let room = 400 * 1024 - 4;
    assert!(item(text(&"x".repeat(room))).await.is_ok());
    let refused = item(text(&"x".repeat(room + 1))).await.unwrap_err().into_service_error();
    assert_eq!(code(refused.code()), "ValidationException");
    for number in ["1".repeat(38), "9.9999999999999999999999999999999999999e125".to_owned(), "1e-130".to_owned()] {
        assert!(item(AttributeValue::N(number.clone())).await.is_ok(), "{number}");
    }
    for number in ["1".repeat(39), "1e126".to_owned(), "1e-131".to_owned(), "NaN".to_owned()] {
        let refused = item(AttributeValue::N(number.clone())).await.unwrap_err().into_service_error();
        assert_eq!(code(refused.code()), "ValidationException", "{number}");
    }

    let transaction = async |items: usize, bytes: usize| {
        let puts = (0..items).map(|number| {
            let put = Put::builder().table_name("customers").item("id", text(&number.to_string()));
            TransactWriteItem::builder().put(put.item("a", text(&"x".repeat(bytes))).build().unwrap()).build()
        });
        let sent = client.transact_write_items().set_transact_items(Some(puts.collect())).send().await;
        sent.map_err(|error| code(error.into_service_error().code())).map(drop)
    };
    assert_eq!(transaction(100, 1).await, Ok(()));
    assert_eq!(transaction(101, 1).await, Err("ValidationException".to_owned()));
    assert_eq!(transaction(10, 400_000).await, Ok(()));
    assert_eq!(transaction(11, 400_000).await, Err("ValidationException".to_owned()));
}

//! Used `jti`s.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use contract::table::Table;
use verify::backend::{BackendError, Claimed, Replays, TokenUse};

use crate::error::StoreError;
use crate::item::{Item, number, text};
use crate::tables::Store;

/// Partition of a token. One for each application would be limited to 1,000 writes a second.
fn partition(token: &TokenUse<'_>) -> String {
    format!("JTI#{}#{}", token.application, hex::encode(token.jti_hash))
}

impl Replays for Store {
    async fn claim(&self, token: &TokenUse<'_>) -> Result<Claimed, BackendError> {
        let outcome = self
            .client
            .put_item()
            .table_name(self.table(Table::Replay))
            .item("pk", text(partition(token)))
            .item("nonce", AttributeValue::B(Blob::new(token.nonce)))
            .item("ttl", number(token.forget_at.seconds()))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(AllOld)
            .send()
            .await;
        let Err(error) = outcome else { return Ok(Claimed::Fresh) };
        let Some(failed) = error.as_service_error().and_then(|e| match e {
            aws_sdk_dynamodb::operation::put_item::PutItemError::ConditionalCheckFailedException(failed) => {
                Some(failed)
            }
            _ => None,
        }) else {
            return Err(StoreError::from(error).into());
        };
        // The SDK retries a write after a lost answer, so the stored item may be this attempt's.
        let stored = failed.item().and_then(|item| item.get("nonce")).and_then(|nonce| nonce.as_b().ok());
        let own = stored.is_some_and(|stored| stored.as_ref() == token.nonce);
        Ok(if own { Claimed::Fresh } else { Claimed::Replayed })
    }

    async fn was_used(&self, token: &TokenUse<'_>) -> Result<bool, BackendError> {
        let key = Item::from([("pk".to_owned(), text(partition(token)))]);
        Ok(self.item(Table::Replay, key).await?.is_some())
    }
}

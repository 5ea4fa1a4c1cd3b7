//! Transactions: atomic writes, each with the error for its failed condition.
//!
//! Each transaction has a `ClientRequestToken`, so a repeated call after a lost answer has no second effect. A
//! transaction that DynamoDB cancelled for a conflict had no effect. It is [`StoreError::Busy`], and the caller reads
//! and decides again.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use aws_sdk_dynamodb::types::builders::{ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder};
use aws_sdk_dynamodb::types::{CancellationReason, ConditionCheck, Delete, Put, TransactWriteItem, Update};
use contract::table::Table;

use crate::error::StoreError;
use crate::item::Item;
use crate::operation::{Effect, Operation};
use crate::tables::Store;

/// Error for a condition that failed on an item, or on none.
pub(crate) type Meaning<E> = fn(Option<&Item>) -> E;

/// Atomic writes. DynamoDB allows 100.
pub(crate) struct Transaction<'a, E> {
    store: &'a Store,
    writes: Vec<TransactWriteItem>,
    meanings: Vec<Meaning<E>>,
}

impl<'a, E> Transaction<'a, E> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store, writes: Vec::new(), meanings: Vec::new() }
    }

    fn add(&mut self, write: TransactWriteItem, meaning: Meaning<E>) {
        self.writes.push(write);
        self.meanings.push(meaning);
    }

    /// Puts a new item.
    pub(crate) fn put_new(&mut self, table: Table, item: Item, meaning: Meaning<E>) -> Result<(), StoreError> {
        self.put(table, item, |put| put.condition_expression("attribute_not_exists(pk)"), meaning)
    }

    /// Puts an item on a condition.
    pub(crate) fn put(
        &mut self,
        table: Table,
        item: Item,
        condition: impl FnOnce(PutBuilder) -> PutBuilder,
        meaning: Meaning<E>,
    ) -> Result<(), StoreError> {
        let put = Put::builder().table_name(self.store.table(table)).set_item(Some(item));
        let put = condition(put).return_values_on_condition_check_failure(AllOld).build();
        self.add(TransactWriteItem::builder().put(put.map_err(StoreError::corrupt)?).build(), meaning);
        Ok(())
    }

    /// Changes an item on a condition.
    pub(crate) fn update(
        &mut self,
        table: Table,
        key: Item,
        change: impl FnOnce(UpdateBuilder) -> UpdateBuilder,
        meaning: Meaning<E>,
    ) -> Result<(), StoreError> {
        let update = Update::builder().table_name(self.store.table(table)).set_key(Some(key));
        let update = change(update).return_values_on_condition_check_failure(AllOld).build();
        self.add(TransactWriteItem::builder().update(update.map_err(StoreError::corrupt)?).build(), meaning);
        Ok(())
    }

    /// Removes an item on a condition.
    pub(crate) fn delete(
        &mut self,
        table: Table,
        key: Item,
        condition: impl FnOnce(DeleteBuilder) -> DeleteBuilder,
        meaning: Meaning<E>,
    ) -> Result<(), StoreError> {
        let delete = Delete::builder().table_name(self.store.table(table)).set_key(Some(key));
        let delete = condition(delete).return_values_on_condition_check_failure(AllOld).build();
        self.add(TransactWriteItem::builder().delete(delete.map_err(StoreError::corrupt)?).build(), meaning);
        Ok(())
    }

    /// Adds a condition on an item that is not written.
    pub(crate) fn check(
        &mut self,
        table: Table,
        key: Item,
        condition: impl FnOnce(ConditionCheckBuilder) -> ConditionCheckBuilder,
        meaning: Meaning<E>,
    ) -> Result<(), StoreError> {
        let check = ConditionCheck::builder().table_name(self.store.table(table)).set_key(Some(key));
        let check = condition(check).return_values_on_condition_check_failure(AllOld).build();
        self.add(TransactWriteItem::builder().condition_check(check.map_err(StoreError::corrupt)?).build(), meaning);
        Ok(())
    }

    /// Commits all writes as the effect of `operation`, or none.
    pub(crate) async fn commit(self, operation: &Operation, effect: &Effect) -> Result<(), E>
    where
        E: From<StoreError>,
    {
        self.commit_with_places(operation, effect).await.map_err(|cancelled| cancelled.error)
    }

    /// Commits like [`Transaction::commit`], and returns the places of failed conditions.
    pub(crate) async fn commit_with_places(mut self, operation: &Operation, effect: &Effect) -> Result<(), Cancelled<E>>
    where
        E: From<StoreError>,
    {
        let cancelled = |error: E| Cancelled { error, places: Vec::new() };
        let before = self.writes.len();
        self.mark(operation, effect).map_err(|error| cancelled(error.into()))?;
        match self.store.transact(operation.token(), self.writes).await.map_err(|error| cancelled(error.into()))? {
            Outcome::Done => Ok(()),
            Outcome::Failed(failed) => {
                // An existing mark explains all other failures.
                let decisive = failed.iter().find(|(place, _)| *place >= before).or(failed.first());
                let error = decisive.and_then(|(place, item)| Some((self.meanings.get(*place)?)(item.as_ref())));
                let error =
                    error.unwrap_or_else(|| StoreError::corrupt("DynamoDB returned more reasons than writes").into());
                Err(Cancelled { error, places: failed.into_iter().map(|(place, _)| place).collect() })
            }
        }
    }
}

/// Cancelled transaction.
pub(crate) struct Cancelled<E> {
    /// Error for the first failed condition.
    pub(crate) error: E,
    /// Places of the writes with failed conditions.
    pub(crate) places: Vec<usize>,
}

enum Outcome {
    Done,
    /// Places of the failed conditions, each with its current item.
    Failed(Vec<(usize, Option<Item>)>),
}

/// Most retries while DynamoDB processes an earlier call.
const MAX_RETRIES: u32 = 5;
/// Pause before each retry.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(200);

impl Store {
    /// Sends the writes. Not generic, so it is compiled once.
    async fn transact(&self, token: String, writes: Vec<TransactWriteItem>) -> Result<Outcome, StoreError> {
        let call = self.client.transact_write_items().client_request_token(token).set_transact_items(Some(writes));
        let mut retries = 0;
        loop {
            let Err(error) = call.clone().send().await else { return Ok(Outcome::Done) };
            match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    return outcome(cancelled.cancellation_reasons());
                }
                // DynamoDB still processes a call that timed out here. The same token returns its outcome.
                Some(TransactWriteItemsError::TransactionInProgressException(_)) if retries < MAX_RETRIES => {
                    retries += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                _ => return Err(error.into()),
            }
        }
    }
}

/// Cancellation reasons that allow a retry.
const RETRYABLE: [&str; 3] = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

/// Returns the outcome of a cancelled transaction (API reference, `TransactWriteItems`, "Cancellation reasons").
fn outcome(reasons: &[CancellationReason]) -> Result<Outcome, StoreError> {
    // Retryable reasons first: the other transaction may be about to write the item that failed a condition.
    if reasons.iter().any(|reason| reason.code().is_some_and(|code| RETRYABLE.contains(&code))) {
        return Err(StoreError::Busy);
    }
    let failed = reasons.iter().enumerate().filter(|(_, reason)| reason.code() == Some("ConditionalCheckFailed"));
    let failed: Vec<_> = failed.map(|(place, reason)| (place, reason.item().cloned())).collect();
    if failed.is_empty() {
        // A validation error, an item that would grow too large, or a missing permission: permanent.
        let codes: Vec<_> =
            reasons.iter().filter_map(CancellationReason::code).filter(|code| *code != "None").collect();
        return Err(StoreError::Refused(format!("DynamoDB: transaction cancelled: {}", codes.join(", "))));
    }
    Ok(Outcome::Failed(failed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_transaction_is_retried_only_for_transient_reasons() {
        let outcome = |codes: &[&str]| {
            let reasons: Vec<_> = codes.iter().map(|code| CancellationReason::builder().code(*code).build()).collect();
            outcome(&reasons)
        };
        for code in RETRYABLE {
            assert!(matches!(outcome(&["None", code, "ConditionalCheckFailed"]), Err(StoreError::Busy)), "{code}");
        }
        for code in ["ValidationError", "ItemCollectionSizeLimitExceeded", "AccessDenied", "DuplicateItem"] {
            assert!(
                matches!(outcome(&["None", code]), Err(StoreError::Refused(cause)) if cause.contains(code)),
                "{code}"
            );
        }
        assert!(
            matches!(outcome(&["None", "ConditionalCheckFailed"]), Ok(Outcome::Failed(failed)) if failed.len() == 1)
        );
    }
}

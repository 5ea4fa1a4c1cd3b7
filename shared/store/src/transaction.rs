//! Atomic writes, each with the meaning of its failed condition.
//!
//! Each transaction has a `ClientRequestToken`, so one that is sent again after a lost answer is carried out once. One
//! that DynamoDB cancelled for a conflict had no effect: it is [`StoreError::Busy`], and the caller reads and decides
//! again.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use aws_sdk_dynamodb::types::builders::{ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder};
use aws_sdk_dynamodb::types::{CancellationReason, ConditionCheck, Delete, Put, TransactWriteItem, Update};
use contract::table::Table;

use crate::error::StoreError;
use crate::item::Item;
use crate::operation::{Effect, Operation};
use crate::tables::Store;

/// What it means that a condition failed on this item, or on none.
pub(crate) type Meaning<E> = fn(Option<&Item>) -> E;

/// Writes to be carried out together. At most 100, as DynamoDB has it.
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

    /// Puts an item where there is none.
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

    /// Makes all depend on an item that is not written.
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

    /// Commits all writes as the one effect of `operation`, or none.
    pub(crate) async fn commit(self, operation: &Operation, effect: &Effect) -> Result<(), E>
    where
        E: From<StoreError>,
    {
        self.commit_or_tell(operation, effect).await.map_err(|cancelled| cancelled.why)
    }

    /// As [`Transaction::commit`], and tells which conditions failed.
    pub(crate) async fn commit_or_tell(mut self, operation: &Operation, effect: &Effect) -> Result<(), Cancelled<E>>
    where
        E: From<StoreError>,
    {
        let cancelled = |why: E| Cancelled { why, places: Vec::new() };
        let before = self.writes.len();
        self.mark(operation, effect).map_err(|error| cancelled(error.into()))?;
        match self.store.transact(operation.token(), self.writes).await.map_err(|error| cancelled(error.into()))? {
            Outcome::Done => Ok(()),
            Outcome::Failed(failed) => {
                // A mark that is there already explains whatever else failed.
                let decisive = failed.iter().find(|(place, _)| *place >= before).or(failed.first());
                let why = decisive.and_then(|(place, item)| Some((self.meanings.get(*place)?)(item.as_ref())));
                let why = why.unwrap_or_else(|| StoreError::corrupt("more reasons than writes").into());
                Err(Cancelled { why, places: failed.into_iter().map(|(place, _)| place).collect() })
            }
        }
    }
}

/// Why a transaction was not carried out.
pub(crate) struct Cancelled<E> {
    /// What the first condition that failed means.
    pub(crate) why: E,
    /// The places of all whose conditions failed.
    pub(crate) places: Vec<usize>,
}

enum Outcome {
    Done,
    /// Positions of the writes whose conditions failed, each with its current item, if any.
    Failed(Vec<(usize, Option<Item>)>),
}

/// Retries while DynamoDB still carries the transaction out, and the pause before each.
const ASKED_AGAIN: u32 = 5;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(200);

impl Store {
    /// Apart, since it is the same for every transaction.
    async fn transact(&self, token: String, writes: Vec<TransactWriteItem>) -> Result<Outcome, StoreError> {
        let call = self.client.transact_write_items().client_request_token(token).set_transact_items(Some(writes));
        let mut asked = 0;
        loop {
            let Err(error) = call.clone().send().await else { return Ok(Outcome::Done) };
            match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    return outcome(cancelled.cancellation_reasons());
                }
                // A first try, given up on here, is not finished there: under its token it is answered for as well.
                Some(TransactWriteItemsError::TransactionInProgressException(_)) if asked < ASKED_AGAIN => {
                    asked += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                _ => return Err(error.into()),
            }
        }
    }
}

/// Cancellation reasons without effect that allow a retry.
const RETRYABLE: [&str; 3] = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

/// Returns the outcome of a cancelled transaction (API reference, `TransactWriteItems`, "Cancellation reasons").
fn outcome(reasons: &[CancellationReason]) -> Result<Outcome, StoreError> {
    // Retryable reasons first: a condition may have failed on an item that the other transaction is about to write.
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
    fn a_cancelled_transaction_is_retried_only_for_passing_reasons() {
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

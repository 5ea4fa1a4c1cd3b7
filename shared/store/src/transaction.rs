//! Writes that happen together or not at all, each with what it means that its condition failed.
//!
//! The SDK gives each transaction a `ClientRequestToken`, so that one it sends again, because the answer was lost, is
//! carried out once.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use aws_sdk_dynamodb::types::builders::{ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder};
use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem, Update};
use contract::table::Table;

use crate::Store;
use crate::error::StoreError;
use crate::item::Item;

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

    /// Carries all out, or nothing. `busy` says that another transaction was at the same items.
    pub(crate) async fn commit(self, busy: E) -> Result<(), E>
    where
        E: From<StoreError>,
    {
        self.commit_or_tell(busy).await.map_err(|cancelled| cancelled.why)
    }

    /// As [`Transaction::commit`], and tells which conditions failed.
    pub(crate) async fn commit_or_tell(self, busy: E) -> Result<(), Cancelled<E>>
    where
        E: From<StoreError>,
    {
        let cancelled = |why: E| Cancelled { why, places: Vec::new() };
        match self.store.transact(self.writes).await.map_err(|error| cancelled(error.into()))? {
            Outcome::Done => Ok(()),
            Outcome::Busy => Err(cancelled(busy)),
            Outcome::Failed(places, item) => match places.first().and_then(|at| self.meanings.get(*at)) {
                Some(meaning) => Err(Cancelled { why: meaning(item.as_ref()), places }),
                None => Err(cancelled(StoreError::corrupt("more reasons than writes").into())),
            },
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
    /// The conditions of the writes at these places failed, the first on this item or on none.
    Failed(Vec<usize>, Option<Item>),
    Busy,
}

impl Store {
    /// Apart, since it is the same for every transaction.
    async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<Outcome, StoreError> {
        let sent = self.client.transact_write_items().set_transact_items(Some(writes)).send().await;
        let Err(error) = sent else { return Ok(Outcome::Done) };
        if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() {
            let reasons = cancelled.cancellation_reasons();
            let failed = |code: Option<&str>| code == Some("ConditionalCheckFailed");
            if let Some(first) = reasons.iter().find(|reason| failed(reason.code())) {
                let places = reasons.iter().enumerate().filter(|(_, reason)| failed(reason.code()));
                return Ok(Outcome::Failed(places.map(|(at, _)| at).collect(), first.item().cloned()));
            }
            if reasons.iter().any(|reason| reason.code() == Some("TransactionConflict")) {
                return Ok(Outcome::Busy);
            }
        }
        Err(error.into())
    }
}

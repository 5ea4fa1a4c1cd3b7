//! Rate tables; the newest applies.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | rate table | `RATES` | `<id>` |
//! | id of the newest table, a condition for its successor | `HEAD` | `HEAD` |

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contract::page::Limit;
use contract::rates::RateTable;
use contract::table::Table;
use domain::Change;

use crate::collection::{Collection, WriteError};
use crate::error::StoreError;
use crate::item::{key, read, text, write};
use crate::operation::{Effect, Operation};
use crate::paging::PageRequest;
use crate::tables::Store;
use crate::transaction::Transaction;

const PARTITION: &str = "RATES";
const HEAD: &str = "HEAD";
/// Predecessor of the first table.
const NONE: &str = "none";

/// Rate tables of the deployment.
#[derive(Clone, Copy, Debug)]
pub struct RateTables<'a> {
    store: &'a Store,
}

impl<'a> RateTables<'a> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// Reads the table that applies, strongly consistent.
    pub async fn current(&self) -> Result<Option<RateTable>, StoreError> {
        let request = PageRequest::of(Table::Rates, PARTITION, Some(Limit::LEAST));
        self.store.page(&request).await?.into_items().into_iter().next().map(read).transpose()
    }
}

/// Reads the table that applies, and writes its successor. Older tables are kept.
impl Collection for RateTables<'_> {
    type Entity = RateTable;
    type Key = ();

    async fn read(&self, (): &()) -> Result<Option<RateTable>, StoreError> {
        self.current().await
    }

    async fn read_effect(&self, effect: &Effect) -> Result<Option<RateTable>, StoreError> {
        Ok(self.current().await?.filter(|table| table.id.as_str() == effect.id))
    }

    async fn write(&self, change: &Change<RateTable>, operation: &Operation) -> Result<(), WriteError> {
        let Some(table) = &change.after else {
            return Err(StoreError::corrupt("rate tables are never removed").into());
        };
        let mut item = write(table)?;
        item.extend(key(PARTITION, table.id.as_str()));
        let before = change.before.as_ref().map_or(NONE, |table| table.id.as_str());
        let succeed = |update: UpdateBuilder| {
            update
                .update_expression("SET currentId = :id")
                .condition_expression("attribute_not_exists(pk) OR currentId = :before")
                .expression_attribute_values(":id", text(table.id.as_str()))
                .expression_attribute_values(":before", text(before))
        };
        let mut transaction = Transaction::new(self.store);
        transaction.put_new(Table::Rates, item, WriteError::changed)?;
        transaction.update(Table::Rates, key(HEAD, HEAD), succeed, WriteError::changed)?;
        transaction.append(&change.history, WriteError::changed)?;
        transaction.commit(operation, &Effect::on(table.id.as_str())).await
    }
}

//! All rate tables; the newest applies.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | rate table | `RATES` | `<id>` |
//! | id of the newest, which a new one must follow | `HEAD` | `HEAD` |

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contract::audit::AuditEntry;
use contract::page::Limit;
use contract::rates::RateTable;
use contract::table::Table;

use crate::error::StoreError;
use crate::item::{Item, key, read, text, write};
use crate::operation::Effect;
use crate::paging::PageRequest;
use crate::transaction::Transaction;
use crate::{Operation, Store};

const PARTITION: &str = "RATES";
const HEAD: &str = "HEAD";
/// Predecessor of the first table.
const NONE: &str = "none";

/// The rate table of the deployment.
#[derive(Clone, Copy, Debug)]
pub struct RateTables<'a> {
    store: &'a Store,
}

impl<'a> RateTables<'a> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// The table that holds, strongly consistent.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn current(&self) -> Result<Option<RateTable>, StoreError> {
        let request = PageRequest::of(Table::Rates, PARTITION, Some(Limit::LEAST));
        self.store.page(&request).await?.into_items().into_iter().next().map(read).transpose()
    }

    /// Makes `table` the newest in place of `before`, with its history. Older tables are kept.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if another table was stored since `before` was read.
    pub async fn put(
        &self,
        before: Option<&RateTable>,
        table: &RateTable,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), StoreError> {
        let mut item = write(table)?;
        item.extend(key(PARTITION, table.id.as_str()));
        let before = before.map_or(NONE, |table| table.id.as_str());
        let succeed = |update: UpdateBuilder| {
            update
                .update_expression("SET currentId = :id")
                .condition_expression("attribute_not_exists(pk) OR currentId = :before")
                .expression_attribute_values(":id", text(table.id.as_str()))
                .expression_attribute_values(":before", text(before))
        };
        let busy: fn(Option<&Item>) -> StoreError = |_| StoreError::Busy;
        let mut transaction = Transaction::new(self.store);
        transaction.put_new(Table::Rates, item, busy)?;
        transaction.update(Table::Rates, key(HEAD, HEAD), succeed, busy)?;
        transaction.append(history, busy)?;
        transaction.commit(operation, &Effect::on(table.id.as_str())).await
    }
}

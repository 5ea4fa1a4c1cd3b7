//! The rate table: each that was ever put, the newest of which holds.

use contract::page::Limit;
use contract::rates::RateTable;
use contract::table::Table;

use crate::Store;
use crate::error::StoreError;
use crate::item::{key, read, write};
use crate::paging::PageRequest;

const PARTITION: &str = "RATES";

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
        self.store.page(&request).await?.items.into_iter().next().map(read).transpose()
    }

    /// Has `table` hold from now on. Those before stay as history.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn put(&self, table: &RateTable) -> Result<(), StoreError> {
        let mut item = write(table)?;
        item.extend(key(PARTITION, table.id.as_str()));
        self.store.client.put_item().table_name(self.store.table(Table::Rates)).set_item(Some(item)).send().await?;
        Ok(())
    }
}

//! Lists of references: one item each in a partition, with the reference behind a prefix in the sort key.

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use contract::page::{Page, PageQuery};
use contract::table::Table;

use crate::error::StoreError;
use crate::item::Item;
use crate::paging::PageRequest;
use crate::tables::Store;

impl Store {
    /// Returns a page of references behind `prefix`, greatest first, strongly consistent.
    pub(super) async fn read_list(
        &self,
        partition: &str,
        prefix: &'static str,
        page: &PageQuery,
    ) -> Result<Page<String>, StoreError> {
        let request = PageRequest { prefix, ..PageRequest::of(Table::Access, partition, page.limit) };
        self.page(&request.after(page.cursor.as_ref())).await?.try_map(|mut item| match item.remove("sk") {
            Some(AttributeValue::S(sk)) => Ok(sk.strip_prefix(prefix).unwrap_or(&sk).to_owned()),
            _ => Err(StoreError::corrupt("a listed item has no sort key")),
        })
    }

    /// Reads up to 100 items in any order, strongly consistent.
    pub(super) async fn read_batch(&self, table: Table, mut missing: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        let table = self.table(table);
        let mut found = Vec::with_capacity(missing.len());
        // DynamoDB returns as many items as its capacity allows, and the keys of the others.
        while !missing.is_empty() {
            let keys = KeysAndAttributes::builder()
                .set_keys(Some(missing))
                .consistent_read(true)
                .build()
                .map_err(StoreError::corrupt)?;
            let answer = self.client.batch_get_item().request_items(&table, keys).send().await?;
            found.extend(answer.responses.unwrap_or_default().remove(&table).unwrap_or_default());
            missing =
                answer.unprocessed_keys.unwrap_or_default().remove(&table).map(|rest| rest.keys).unwrap_or_default();
        }
        Ok(found)
    }
}

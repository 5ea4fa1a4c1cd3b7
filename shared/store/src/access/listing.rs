//! Lists of what lies elsewhere: in a partition, one item for each, whose sort key is a prefix and what is listed.

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use contract::page::{Cursor, Page, PageQuery};
use contract::table::Table;

use crate::Store;
use crate::error::StoreError;
use crate::item::{Item, text};

/// Greater than everything listed.
const AFTER_ALL: &str = "~";

impl Store {
    /// A page of what is listed in `partition` under sort keys that start with `prefix`, greatest first, strongly
    /// consistent.
    pub(super) async fn listed(
        &self,
        partition: &str,
        prefix: &str,
        page: &PageQuery,
    ) -> Result<Page<String>, StoreError> {
        let limit = page.limit.unwrap_or_default();
        let end = page.cursor.as_ref().map_or_else(|| AFTER_ALL.to_owned(), Cursor::to_string);
        let wanted = usize::from(limit.get()) + 1;
        let query = self
            .client
            .query()
            .table_name(self.table(Table::Access))
            .consistent_read(true)
            .scan_index_forward(false)
            // BETWEEN includes where the last page ended: hence one more.
            .limit(i32::from(limit.get()) + 2)
            .key_condition_expression("pk = :pk AND sk BETWEEN :start AND :end")
            .expression_attribute_values(":pk", text(partition))
            .expression_attribute_values(":start", text(prefix))
            .expression_attribute_values(":end", text(format!("{prefix}{end}")));
        let answer = query.send().await?;
        let listed = answer.items.unwrap_or_default().into_iter().filter_map(|mut item| match item.remove("sk") {
            Some(AttributeValue::S(sk)) => sk.strip_prefix(prefix).map(str::to_owned),
            _ => None,
        });
        Ok(Page::cut(listed.filter(|place| *place != end).take(wanted).collect(), limit, String::clone))
    }

    /// The items with these keys, at most 100, in no particular order, strongly consistent.
    pub(super) async fn read_batch(&self, table: Table, mut missing: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        let table = self.table(table);
        let mut found = Vec::with_capacity(missing.len());
        // DynamoDB answers with what it has capacity for, and names the rest.
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

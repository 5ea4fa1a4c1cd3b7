//! Reading applications: of an organization for people, and by id to judge a request.

use contract::application::{ApplicationRecord, LastUse};
use contract::id::{ApplicationId, OrganizationId};
use contract::page::{Page, PageQuery};
use contract::table::Table;
use verify::backend::Unavailable;

use super::application_item::{SORT, from_item};
use super::organizations::partition;
use crate::Store;
use crate::error::StoreError;
use crate::item::{Item, key, text};

/// The API applications of one organization.
#[derive(Clone, Copy, Debug)]
pub struct Applications<'a> {
    pub(super) store: &'a Store,
    pub(super) organization: &'a OrganizationId,
}

/// What the sort keys of an organization's applications start with.
pub(super) const LISTED: &str = "APPLICATION#";

impl verify::backend::Applications for Store {
    async fn find(&self, id: &ApplicationId) -> Result<Option<ApplicationRecord>, Unavailable> {
        Ok(self.application(id).await?)
    }
}

impl Store {
    async fn application(&self, id: &ApplicationId) -> Result<Option<ApplicationRecord>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(self.table(Table::Access))
            .set_key(Some(key(id.as_str(), SORT)))
            .consistent_read(true)
            .send()
            .await?;
        answer.item.map(from_item).transpose()
    }
}

impl<'a> Applications<'a> {
    pub(crate) const fn new(store: &'a Store, organization: &'a OrganizationId) -> Self {
        Self { store, organization }
    }

    /// The application with this id, if it is the organization's, strongly consistent.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn get(&self, id: &ApplicationId) -> Result<Option<ApplicationRecord>, StoreError> {
        let found = self.store.application(id).await?;
        Ok(found.filter(|record| record.organization == *self.organization))
    }

    /// When the keys of one of the organization's applications were last used.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn uses(&self, record: &ApplicationRecord) -> Result<Vec<LastUse>, StoreError> {
        self.store.uses(&record.id).await
    }

    /// A page of the applications, newest first.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn list(&self, page: PageQuery) -> Result<Page<ApplicationRecord>, StoreError> {
        let limit = page.limit.unwrap_or_default();
        // Nothing else in the partition sorts before the applications; `$` follows the `#` of their keys.
        let end =
            page.cursor.as_ref().map_or_else(|| "APPLICATION$".to_owned(), |at| format!("{LISTED}{}", at.as_str()));
        let query = self
            .store
            .client
            .query()
            .table_name(self.store.table(Table::Access))
            .consistent_read(true)
            .scan_index_forward(false)
            .limit(i32::from(limit.get()) + 1)
            .key_condition_expression("pk = :pk AND sk < :end")
            .expression_attribute_values(":pk", text(partition(self.organization)))
            .expression_attribute_values(":end", text(end));
        let answer = query.send().await?;
        let ids = answer.items.unwrap_or_default().into_iter().filter_map(|mut item| match item.remove("sk") {
            Some(aws_sdk_dynamodb::types::AttributeValue::S(sk)) => sk.strip_prefix(LISTED).map(str::to_owned),
            _ => None,
        });
        let page = Page::cut(ids.collect(), limit, String::clone);
        let items = self.read_all(&page.items).await?;
        Ok(Page { items, next_cursor: page.next_cursor, has_more: page.has_more })
    }

    /// The applications with these ids, in their order.
    async fn read_all(&self, ids: &[String]) -> Result<Vec<ApplicationRecord>, StoreError> {
        let table = self.store.table(Table::Access);
        let mut missing: Vec<Item> = ids.iter().map(|id| key(id, SORT)).collect();
        let mut found = Vec::with_capacity(ids.len());
        // DynamoDB answers with what it has capacity for, and names the rest.
        while !missing.is_empty() {
            let keys = aws_sdk_dynamodb::types::KeysAndAttributes::builder()
                .set_keys(Some(missing))
                .consistent_read(true)
                .build()
                .map_err(StoreError::corrupt)?;
            let answer = self.store.client.batch_get_item().request_items(&table, keys).send().await?;
            for item in answer.responses.unwrap_or_default().remove(&table).unwrap_or_default() {
                found.push(from_item(item)?);
            }
            missing =
                answer.unprocessed_keys.unwrap_or_default().remove(&table).map(|rest| rest.keys).unwrap_or_default();
        }
        found.sort_by(|a, b| b.id.cmp(&a.id));
        Ok(found)
    }
}

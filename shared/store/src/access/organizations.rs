//! Organizations.

use contract::id::OrganizationId;
use contract::organization::Organization;
use contract::table::Table;

use crate::Store;
use crate::error::{StoreError, written};
use crate::item::{key, number, read, text, write};

/// Organizations, by their id.
#[derive(Clone, Copy, Debug)]
pub struct Organizations<'a> {
    store: &'a Store,
}

pub(super) fn partition(organization: &OrganizationId) -> String {
    format!("ORG#{organization}")
}

impl<'a> Organizations<'a> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// The organization with this id.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn get(&self, id: &OrganizationId) -> Result<Option<Organization>, StoreError> {
        let answer = self
            .store
            .client
            .get_item()
            .table_name(self.store.table(Table::Access))
            .set_key(Some(key(partition(id), "ORG")))
            .consistent_read(true)
            .send()
            .await?;
        answer.item.map(read).transpose()
    }

    /// Adds an organization, unless there is one with this id.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn insert(&self, organization: &Organization) -> Result<(), StoreError> {
        let mut item = write(organization)?;
        item.insert("pk".to_owned(), text(partition(&organization.id)));
        item.insert("sk".to_owned(), text("ORG"));
        item.insert("applicationCount".to_owned(), number(0));
        let outcome = self
            .store
            .client
            .put_item()
            .table_name(self.store.table(Table::Access))
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .send()
            .await;
        written(outcome).map(drop)
    }
}

//! Who may do what.

use contract::member::{Membership, UserId};
use contract::table::Table;

use crate::Store;
use crate::error::StoreError;
use crate::item::{key, read, text, write};

/// Members, by the person.
#[derive(Clone, Copy, Debug)]
pub struct Memberships<'a> {
    store: &'a Store,
}

impl<'a> Memberships<'a> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// What a person may do, strongly consistent.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn find(&self, user: &UserId) -> Result<Option<Membership>, StoreError> {
        let answer = self
            .store
            .client
            .get_item()
            .table_name(self.store.table(Table::Access))
            .set_key(Some(key(format!("USER#{user}"), "MEMBER")))
            .consistent_read(true)
            .send()
            .await?;
        answer.item.map(read).transpose()
    }

    /// Writes down what a person may do.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn put(&self, membership: &Membership) -> Result<(), StoreError> {
        let mut item = write(membership)?;
        item.insert("pk".to_owned(), text(format!("USER#{}", membership.user_id)));
        item.insert("sk".to_owned(), text("MEMBER"));
        self.store.client.put_item().table_name(self.store.table(Table::Access)).set_item(Some(item)).send().await?;
        Ok(())
    }
}

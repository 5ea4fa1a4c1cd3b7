//! Quotes, in the table of payments.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | quote; once it is used, with `usedAt` and `usedBy`, the payment | `<org>#quotes` | `<id>` |

use contract::id::{OrganizationId, QuoteId};
use contract::quote::Quote;
use contract::table::Table;

use crate::error::StoreError;
use crate::item::{Item, key, read, write};
use crate::operation::Effect;
use crate::transaction::Transaction;
use crate::{Operation, Store};

/// Where a quote lies: apart from payments, so that lists of these need not pass over it.
pub(crate) fn key_of(organization: &OrganizationId, id: &QuoteId) -> Item {
    key(partition(organization), id.as_str())
}

fn partition(organization: &OrganizationId) -> String {
    format!("{organization}#quotes")
}

/// The quotes of one organization.
#[derive(Clone, Copy, Debug)]
pub struct Quotes<'a> {
    store: &'a Store,
    organization: &'a OrganizationId,
}

impl<'a> Quotes<'a> {
    pub(crate) const fn new(store: &'a Store, organization: &'a OrganizationId) -> Self {
        Self { store, organization }
    }

    /// Stores a quote.
    ///
    /// # Errors
    /// If DynamoDB does not answer, or an earlier attempt of the request stored one.
    pub async fn insert(&self, quote: &Quote, operation: &Operation) -> Result<(), StoreError> {
        let mut item = write(quote)?;
        // What is not used has no `usedAt`.
        item.retain(|_, value| !value.is_null());
        item.extend(key_of(self.organization, &quote.id));
        let mut transaction: Transaction<'_, StoreError> = Transaction::new(self.store);
        transaction.put_new(Table::Payments, item, |_| StoreError::Busy)?;
        transaction.commit(operation, &Effect::on(quote.id.as_str())).await
    }

    /// The quote with this id, strongly consistent.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn get(&self, id: &QuoteId) -> Result<Option<Quote>, StoreError> {
        self.store.record(Table::Payments, &partition(self.organization), id.as_str()).await?.map(read).transpose()
    }
}

//! Quotes, in the table of payments.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | quote; once used, with `usedAt` and the payment as `usedBy` | `<org>#quotes` | `<id>` |

use contract::id::{OrganizationId, QuoteId};
use contract::quote::Quote;
use contract::table::Table;
use domain::Change;

use crate::collection::{Collection, WriteError};
use crate::error::StoreError;
use crate::item::{Item, key, read, write};
use crate::operation::{Effect, Operation};
use crate::tables::Store;
use crate::transaction::Transaction;

/// Key of a quote. Its own partition keeps quotes out of lists of payments.
pub(crate) fn key_of(organization: &OrganizationId, id: &QuoteId) -> Item {
    key(partition(organization), id.as_str())
}

fn partition(organization: &OrganizationId) -> String {
    format!("{organization}#quotes")
}

/// Quotes of one organization.
#[derive(Clone, Copy, Debug)]
pub struct Quotes<'a> {
    store: &'a Store,
    organization: &'a OrganizationId,
}

impl Collection for Quotes<'_> {
    type Entity = Quote;
    type Key = QuoteId;

    async fn read(&self, id: &QuoteId) -> Result<Option<Quote>, StoreError> {
        self.get(id).await
    }

    async fn read_effect(&self, effect: &Effect) -> Result<Option<Quote>, StoreError> {
        let Ok(id) = effect.id.parse() else { return Ok(None) };
        self.get(&id).await
    }

    async fn write(&self, change: &Change<Quote>, operation: &Operation) -> Result<(), WriteError> {
        let (None, Some(quote)) = (&change.before, &change.after) else {
            return Err(StoreError::corrupt("quotes are never changed").into());
        };
        let mut item = write(quote)?;
        // An unused quote has no `usedAt`.
        item.retain(|_, value| !value.is_null());
        item.extend(key_of(self.organization, &quote.id));
        let mut transaction: Transaction<'_, WriteError> = Transaction::new(self.store);
        transaction.put_new(Table::Payments, item, |_| StoreError::Busy.into())?;
        transaction.commit(operation, &Effect::on(quote.id.as_str())).await
    }
}

impl<'a> Quotes<'a> {
    pub(crate) const fn new(store: &'a Store, organization: &'a OrganizationId) -> Self {
        Self { store, organization }
    }

    /// Reads a quote, strongly consistent.
    pub async fn get(&self, id: &QuoteId) -> Result<Option<Quote>, StoreError> {
        self.store.item(Table::Payments, key_of(self.organization, id)).await?.map(read).transpose()
    }
}

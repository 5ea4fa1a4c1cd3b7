//! Quotes, in the table of payments.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | quote; once it is used, with `usedAt` and `usedBy`, the payment | `<org>#quotes` | `<id>` |

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use contract::id::{OrganizationId, QuoteId};
use contract::quote::Quote;
use contract::table::Table;

use crate::Store;
use crate::error::StoreError;
use crate::item::{Item, key, read, write};

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

    /// Keeps a quote. Where an earlier attempt of the same request kept one, that one is returned.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn insert(&self, quote: Quote) -> Result<Quote, StoreError> {
        let mut item = write(&quote)?;
        // What is not used has no `usedAt`.
        item.retain(|_, value| !value.is_null());
        item.extend(key_of(self.organization, &quote.id));
        let outcome = self
            .store
            .client
            .put_item()
            .table_name(self.store.table(Table::Payments))
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(AllOld)
            .send()
            .await;
        match outcome {
            Ok(_) => Ok(quote),
            Err(error) => match error.as_service_error() {
                // Ids are random: what bears this one was written by an earlier attempt of this very request.
                Some(PutItemError::ConditionalCheckFailedException(found)) => {
                    read(found.item().cloned().unwrap_or_default())
                }
                _ => Err(error.into()),
            },
        }
    }

    /// The quote with this id, strongly consistent.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn get(&self, id: &QuoteId) -> Result<Option<Quote>, StoreError> {
        self.store.record(Table::Payments, &partition(self.organization), id.as_str()).await?.map(read).transpose()
    }
}

//! Quotes, in the table of payments.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use contract::id::{OrganizationId, QuoteId};
use contract::quote::Quote;
use contract::table::Table;

use crate::Store;
use crate::error::StoreError;
use crate::item::{key, read, write};

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
        item.extend(key(self.organization.as_str(), quote.id.as_str()));
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
        self.store.record(Table::Payments, self.organization.as_str(), id.as_str()).await?.map(read).transpose()
    }
}

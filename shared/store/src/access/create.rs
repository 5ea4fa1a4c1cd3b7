//! Creating an application, with all that must hold at that moment, in one transaction.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem, Update};
use contract::application::{ApplicationRecord, MAX_APPLICATIONS};
use contract::audit::AuditEntry;
use contract::table::Table;

use super::application_item::to_item;
use super::applications::{Applications, LISTED};
use super::organizations::partition;
use crate::error::StoreError;
use crate::item::{Item, key, number, text, write};

/// Why an application was not created.
#[derive(Debug)]
pub enum CreateApplicationError {
    /// The organization has one of this name.
    NameTaken,
    /// Another application, of whichever organization, has the signing key.
    SigningKeyTaken,
    /// The organization is disabled or gone.
    OrganizationDisabled,
    /// The organization has as many as it may.
    TooMany,
    /// Another change of the organization's applications was made at the same moment.
    Busy,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for CreateApplicationError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The places of the transaction's writes, by which its refusal is read.
const ORGANIZATION: usize = 0;
const NAME: usize = 1;
const SIGNING_KEY: usize = 2;

impl Applications<'_> {
    /// Adds an application and the entry of the audit history that says so: both or neither.
    ///
    /// # Errors
    /// See [`CreateApplicationError`].
    pub async fn create(&self, record: &ApplicationRecord, audit: &AuditEntry) -> Result<(), CreateApplicationError> {
        let organization = partition(self.organization);
        let mut writes = vec![
            self.count_up(&organization)?,
            self.put_new(&key(&organization, name_key(record)), &[("applicationId", record.id.as_str())])?,
        ];
        for signing_key in &record.signing_keys {
            let taken = key(format!("SIGNING_KEY#{}", signing_key.key.fingerprint()), "SIGNING_KEY");
            writes.push(self.put_new(&taken, &[("applicationId", record.id.as_str())])?);
        }
        writes.push(self.put_new(&key(&organization, format!("{LISTED}{}", record.id)), &[])?);
        writes.push(self.put_new(&to_item(record)?, &[])?);
        writes.push(self.append(audit)?);
        let outcome = self.store.client.transact_write_items().set_transact_items(Some(writes)).send().await;
        outcome.map(drop).map_err(|error| {
            let why = match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    refusal(cancelled.cancellation_reasons())
                }
                _ => None,
            };
            why.unwrap_or_else(|| CreateApplicationError::Store(error.into()))
        })
    }

    fn count_up(&self, organization: &str) -> Result<TransactWriteItem, StoreError> {
        let update = Update::builder()
            .table_name(self.store.table(Table::Access))
            .set_key(Some(key(organization, "ORG")))
            .update_expression("ADD applicationCount :one")
            .condition_expression("#enabled = :true AND applicationCount < :limit")
            .expression_attribute_names("#enabled", "enabled")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":true", AttributeValue::Bool(true))
            .expression_attribute_values(":limit", number(MAX_APPLICATIONS))
            .return_values_on_condition_check_failure(AllOld)
            .build()
            .map_err(StoreError::corrupt)?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn put_new(&self, item: &Item, more: &[(&str, &str)]) -> Result<TransactWriteItem, StoreError> {
        let mut item = item.clone();
        item.extend(more.iter().map(|(name, value)| ((*name).to_owned(), text(*value))));
        let put = Put::builder()
            .table_name(self.store.table(Table::Access))
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(StoreError::corrupt)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn append(&self, audit: &AuditEntry) -> Result<TransactWriteItem, StoreError> {
        let mut item: HashMap<_, _> = write(audit)?;
        item.insert("pk".to_owned(), text(partition(self.organization)));
        item.insert("sk".to_owned(), text(audit.id.as_str()));
        let put = Put::builder()
            .table_name(self.store.table(Table::Audit))
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(StoreError::corrupt)?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}

/// Names are compared without regard to case.
fn name_key(record: &ApplicationRecord) -> String {
    format!("NAME#{}", record.name.as_str().trim().to_lowercase())
}

fn refusal(reasons: &[aws_sdk_dynamodb::types::CancellationReason]) -> Option<CreateApplicationError> {
    let failed = |at: usize| reasons.get(at).filter(|reason| reason.code() == Some("ConditionalCheckFailed"));
    if let Some(reason) = failed(ORGANIZATION) {
        let enabled = reason.item().and_then(|item| item.get("enabled")).and_then(|enabled| enabled.as_bool().ok());
        return Some(match enabled {
            Some(true) => CreateApplicationError::TooMany,
            _ => CreateApplicationError::OrganizationDisabled,
        });
    }
    if failed(NAME).is_some() {
        return Some(CreateApplicationError::NameTaken);
    }
    if failed(SIGNING_KEY).is_some() {
        return Some(CreateApplicationError::SigningKeyTaken);
    }
    let busy = reasons.iter().any(|reason| reason.code() == Some("TransactionConflict"));
    busy.then_some(CreateApplicationError::Busy)
}

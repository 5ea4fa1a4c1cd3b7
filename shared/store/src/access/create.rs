//! Creating an application, with all that must hold at that moment, in one transaction.

use aws_sdk_dynamodb::types::AttributeValue;
use contract::application::{ApplicationRecord, MAX_APPLICATIONS, shown_before};
use contract::audit::AuditEntry;
use contract::table::Table;

use super::application_item::to_item;
use super::applications::{Applications, listed_key, name_keys};
use super::organizations::organization_key;
use super::signing_keys::Checked;
use crate::error::StoreError;
use crate::item::{Item, number, text};
use crate::operation::{Effect, Operation};
use crate::transaction::Transaction;

/// Why an application was not created.
#[derive(Debug)]
pub enum CreateApplicationError {
    /// The organization has one of this name.
    NameTaken,
    /// The organization has an application with a similar-looking name.
    NameAlike,
    /// Another application, of whichever organization, has the signing key.
    SigningKeyTaken,
    /// The signing key shares a prime with a registered one, of any organization.
    SharedPrime,
    /// The organization is disabled.
    OrganizationDisabled,
    /// There is no such organization.
    OrganizationGone,
    /// The organization has as many as it may.
    TooMany,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for CreateApplicationError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Applications<'_> {
    /// Adds an application and the history that says so: both or neither.
    ///
    /// # Errors
    /// See [`CreateApplicationError`].
    pub async fn create(
        &self,
        record: &ApplicationRecord,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), CreateApplicationError> {
        let Checked::Fine { new, registrations } = self.store.check_signing_keys(None, record).await? else {
            return Err(CreateApplicationError::SharedPrime);
        };
        let mut transaction = Transaction::new(self.store);
        transaction.update(Table::Access, organization_key(self.organization), count_up, |found| {
            let enabled = found.and_then(|item| item.get("enabled")).and_then(|enabled| enabled.as_bool().ok());
            match enabled {
                Some(true) => CreateApplicationError::TooMany,
                Some(false) => CreateApplicationError::OrganizationDisabled,
                None => CreateApplicationError::OrganizationGone,
            }
        })?;
        let owned = |mut item: Item| {
            item.insert("applicationId".to_owned(), text(record.id.as_str()));
            item
        };
        let [written, looks @ ..] = name_keys(self.organization, &record.name).map(owned);
        transaction.put_new(Table::Access, written, |_| CreateApplicationError::NameTaken)?;
        for look in looks {
            transaction.put_new(Table::Access, look, |_| CreateApplicationError::NameAlike)?;
        }
        transaction.register_signing_keys(
            record,
            &new,
            registrations,
            |_| CreateApplicationError::SigningKeyTaken,
            |_| StoreError::Busy.into(),
        )?;
        // Ids are random: these are new.
        let again = |_: Option<&Item>| StoreError::Busy.into();
        transaction.put_new(Table::Access, listed_key(self.organization, &record.id), again)?;
        transaction.put_new(Table::Access, to_item(record)?, again)?;
        transaction.note_makers(self.organization, history, again)?;
        transaction.append(history, again)?;
        let shown = record.api_keys.first().map(|key| shown_before(&record.id, &key.id));
        transaction.commit(operation, &Effect { id: record.id.to_string(), told: shown }).await
    }
}

fn count_up(
    update: aws_sdk_dynamodb::types::builders::UpdateBuilder,
) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
    update
        .update_expression("ADD applicationCount :one")
        .condition_expression("#enabled = :true AND applicationCount < :limit")
        .expression_attribute_names("#enabled", "enabled")
        .expression_attribute_values(":one", number(1))
        .expression_attribute_values(":true", AttributeValue::Bool(true))
        .expression_attribute_values(":limit", number(MAX_APPLICATIONS))
}

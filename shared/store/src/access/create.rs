//! Creation of an application, with all its conditions, in one transaction.

use aws_sdk_dynamodb::types::AttributeValue;
use contract::application::{MAX_APPLICATIONS, shown_before};
use contract::audit::AuditEntry;
use contract::table::Table;
use domain::CommandError;
use domain::application::{self, ApplicationRecord};

use super::application_item::to_item;
use super::applications::{Applications, listed_key, name_keys};
use super::organizations::organization_key;
use crate::collection::WriteError;
use crate::error::StoreError;
use crate::item::{Item, number, text};
use crate::operation::{Effect, Operation};
use crate::transaction::Transaction;

impl Applications<'_> {
    /// Adds an application and its history in one transaction.
    pub(super) async fn create(
        &self,
        record: &ApplicationRecord,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), WriteError> {
        let new_keys = self.store.check_signing_keys(None, record).await?;
        let mut transaction = Transaction::new(self.store);
        transaction.update(Table::Access, organization_key(self.organization), count_up, |found| {
            let enabled = found.and_then(|item| item.get("enabled")).and_then(|enabled| enabled.as_bool().ok());
            match enabled {
                Some(true) => WriteError::Refused(application::too_many()),
                Some(false) => WriteError::Refused(CommandError::OrganizationDisabled),
                None => WriteError::Refused(CommandError::NotFound),
            }
        })?;
        let owned = |mut item: Item| {
            item.insert("applicationId".to_owned(), text(record.id.as_str()));
            item
        };
        let [written, looks @ ..] = name_keys(self.organization, &record.name).map(owned);
        transaction.put_new(Table::Access, written, |_| WriteError::Refused(application::name_taken()))?;
        for look in looks {
            transaction.put_new(Table::Access, look, |_| WriteError::Refused(application::name_alike()))?;
        }
        transaction.register_signing_keys(record, new_keys)?;
        // Ids are random, so these items are new.
        let again = |_: Option<&Item>| StoreError::Busy.into();
        transaction.put_new(Table::Access, listed_key(self.organization, &record.id), again)?;
        transaction.put_new(Table::Access, to_item(record)?, again)?;
        transaction.note_makers(self.organization, history, again)?;
        transaction.append(history, again)?;
        let shown = record.api_keys.first().map(|key| shown_before(&record.id, &key.id));
        transaction.commit(operation, &Effect { id: record.id.to_string(), withheld: shown }).await
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

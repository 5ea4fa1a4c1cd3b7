//! Changes and deletion of an application, with its history, in one transaction.

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::types::builders::{DeleteBuilder, PutBuilder, UpdateBuilder};
use contract::application::shown_before;
use contract::audit::{AuditAction, AuditEntry};
use contract::id::ApplicationId;
use contract::table::Table;
use domain::Change;
use domain::application::{self, ApplicationRecord};

use super::application_item::{SORT, to_item};
use super::applications::{Applications, listed_key, name_keys};
use super::organizations::organization_key;
use super::signing_keys::signing_key_key;
use crate::collection::{Collection, WriteError};
use crate::error::StoreError;
use crate::item::{Item, key, number, text};
use crate::operation::{Effect, Operation};
use crate::transaction::Transaction;

/// Most applications marked in one transaction. Large transactions conflict more often.
const MARKED_AT_ONCE: usize = 20;

impl Collection for Applications<'_> {
    type Entity = ApplicationRecord;
    type Key = ApplicationId;

    async fn read(&self, id: &ApplicationId) -> Result<Option<ApplicationRecord>, StoreError> {
        self.get(id).await
    }

    async fn read_effect(&self, effect: &Effect) -> Result<Option<ApplicationRecord>, StoreError> {
        let Ok(id) = effect.id.parse() else { return Ok(None) };
        self.get(&id).await
    }

    async fn write(&self, change: &Change<ApplicationRecord>, operation: &Operation) -> Result<(), WriteError> {
        match (&change.before, &change.after) {
            (None, Some(record)) => self.create(record, &change.history, operation).await,
            (Some(before), Some(after)) => self.replace(before, after, &change.history, operation).await,
            (Some(before), None) => self.delete(before, &change.history, operation).await,
            (None, None) => Ok(()),
        }
    }
}

impl Applications<'_> {
    /// Replaces an application with its next revision.
    async fn replace(
        &self,
        before: &ApplicationRecord,
        after: &ApplicationRecord,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), WriteError> {
        let new_keys = self.store.check_signing_keys(Some(before), after).await?;
        let mut transaction = Transaction::new(self.store);
        let condition = |put: PutBuilder| {
            put.condition_expression("revision = :before AND organizationId = :organization")
                .expression_attribute_values(":before", number(before.revision))
                .expression_attribute_values(":organization", text(self.organization.as_str()))
        };
        transaction.put(Table::Access, to_item(after)?, condition, WriteError::changed)?;
        self.move_name(before, after, &mut transaction)?;
        self.free_signing_keys(before, after, &mut transaction)?;
        transaction.register_signing_keys(after, new_keys)?;
        transaction.note_makers(self.organization, history, WriteError::changed)?;
        transaction.append(history, WriteError::changed)?;
        transaction.commit(operation, &effect_on(after, history)).await
    }

    /// Frees the former name and takes the new one.
    fn move_name(
        &self,
        before: &ApplicationRecord,
        after: &ApplicationRecord,
        transaction: &mut Transaction<'_, WriteError>,
    ) -> Result<(), StoreError> {
        if before.name == after.name {
            return Ok(());
        }
        let (old, new) = (name_keys(self.organization, &before.name), name_keys(self.organization, &after.name));
        for dropped in old.iter().filter(|key| !new.contains(key)) {
            transaction.delete(Table::Access, dropped.clone(), |delete| delete, WriteError::changed)?;
        }
        // The application may already hold some of these keys with its old name.
        let own = |put: PutBuilder| {
            put.condition_expression("attribute_not_exists(pk) OR applicationId = :own")
                .expression_attribute_values(":own", text(after.id.as_str()))
        };
        for (index, mut place) in new.into_iter().enumerate() {
            place.insert("applicationId".to_owned(), text(after.id.as_str()));
            let taken: fn(Option<&Item>) -> WriteError = match index {
                0 => |_| WriteError::Refused(application::name_taken()),
                _ => |_| WriteError::Refused(application::name_alike()),
            };
            transaction.put(Table::Access, place, own, taken)?;
        }
        Ok(())
    }

    /// Frees the signing keys that were dropped.
    fn free_signing_keys(
        &self,
        before: &ApplicationRecord,
        after: &ApplicationRecord,
        transaction: &mut Transaction<'_, WriteError>,
    ) -> Result<(), StoreError> {
        let holds = |fingerprint| after.signing_keys.iter().any(|held| held.key.fingerprint() == fingerprint);
        for dropped in before.signing_keys.iter().filter(|held| !holds(held.key.fingerprint())) {
            transaction.delete(
                Table::Access,
                signing_key_key(dropped.key.fingerprint()),
                |delete| delete,
                WriteError::changed,
            )?;
        }
        Ok(())
    }

    /// Deletes an application in the revision that was read. Its history stays.
    async fn delete(
        &self,
        record: &ApplicationRecord,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), WriteError> {
        let mut transaction = Transaction::new(self.store);
        let condition = |delete: DeleteBuilder| {
            delete
                .condition_expression("revision = :before AND organizationId = :organization")
                .expression_attribute_values(":before", number(record.revision))
                .expression_attribute_values(":organization", text(self.organization.as_str()))
        };
        transaction.delete(Table::Access, key(record.id.as_str(), SORT), condition, WriteError::changed)?;
        let mut places = vec![listed_key(self.organization, &record.id)];
        places.extend(name_keys(self.organization, &record.name));
        places.extend(record.signing_keys.iter().map(|held| signing_key_key(held.key.fingerprint())));
        for place in places {
            transaction.delete(Table::Access, place, |delete| delete, WriteError::changed)?;
        }
        let count_down = |update: UpdateBuilder| {
            update
                .update_expression("ADD applicationCount :less")
                .condition_expression("attribute_exists(pk)")
                .expression_attribute_values(":less", number(-1))
        };
        transaction.update(Table::Access, organization_key(self.organization), count_down, WriteError::changed)?;
        transaction.append(history, WriteError::changed)?;
        transaction.commit(operation, &Effect::on(record.id.as_str())).await
    }

    /// Copies the organization's enabled state to all its applications.
    ///
    /// Applications that already have it are skipped, so a repeated call continues an interrupted one.
    ///
    /// # Errors
    /// [`WriteError::Changed`] if the organization has another state; [`WriteError::Store`] with `Busy` if applications
    /// were changed or deleted meanwhile.
    pub async fn mark(&self, organization_enabled: bool, operation: &Operation) -> Result<(), WriteError> {
        let records = self.all().await?;
        let missing: Vec<_> =
            records.iter().filter(|record| record.organization_enabled != organization_enabled).collect();
        for chunk in missing.chunks(MARKED_AT_ONCE) {
            self.mark_chunk(chunk, organization_enabled, operation).await?;
        }
        Ok(())
    }

    async fn mark_chunk(
        &self,
        records: &[&ApplicationRecord],
        organization_enabled: bool,
        operation: &Operation,
    ) -> Result<(), WriteError> {
        let mut transaction = Transaction::new(self.store);
        transaction.check(
            Table::Access,
            organization_key(self.organization),
            |check| {
                check
                    .condition_expression("#enabled = :enabled")
                    .expression_attribute_names("#enabled", "enabled")
                    .expression_attribute_values(":enabled", AttributeValue::Bool(organization_enabled))
            },
            WriteError::changed,
        )?;
        for record in records {
            // The new revision makes concurrent changes fail, which would undo this.
            let change = |update: UpdateBuilder| {
                update
                    .update_expression("SET organizationEnabled = :enabled ADD revision :one")
                    .condition_expression("attribute_exists(pk)")
                    .expression_attribute_values(":enabled", AttributeValue::Bool(organization_enabled))
                    .expression_attribute_values(":one", number(1))
            };
            let place = key(record.id.as_str(), SORT);
            let gone: fn(Option<&Item>) -> WriteError = |_| StoreError::Busy.into();
            transaction.update(Table::Access, place, change, gone)?;
        }
        transaction.commit(operation, &Effect::on(self.organization.as_str())).await
    }
}

/// Effect of a change on `record`. An answer with an API key is not repeated.
fn effect_on(record: &ApplicationRecord, history: &[AuditEntry]) -> Effect {
    let created = history.iter().any(|entry| entry.action == AuditAction::ApiKeyCreated);
    let shown = record.api_keys.last().filter(|_| created);
    Effect { id: record.id.to_string(), withheld: shown.map(|key| shown_before(&record.id, &key.id)) }
}

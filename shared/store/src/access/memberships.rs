//! Memberships by person, and the members of an organization.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::builders::{DeleteBuilder, PutBuilder};
use contract::audit::AuditEntry;
use contract::id::OrganizationId;
use contract::member::{Membership, UserId};
use contract::page::{Page, PageQuery};
use contract::table::Table;
use domain::{Change, CommandError};

use super::organizations::{organization_key, partition};
use crate::collection::{Collection, WriteError};
use crate::error::StoreError;
use crate::item::{Item, key, read, text, write};
use crate::operation::{Effect, Operation};
use crate::tables::Store;
use crate::transaction::Transaction;

/// Memberships by person.
#[derive(Clone, Copy, Debug)]
pub struct Memberships<'a> {
    store: &'a Store,
}

/// Members of one organization.
#[derive(Clone, Copy, Debug)]
pub struct Members<'a> {
    store: &'a Store,
    organization: &'a OrganizationId,
}

/// Prefix of the sort keys of an organization's members. The time behind it sorts the newest last.
const LIST_PREFIX: &str = "MEMBER#";

fn user_key(user: &UserId) -> Item {
    key(format!("USER#{user}"), "MEMBER")
}

/// Reference to a member in the organization's list, by time of joining.
fn list_entry(membership: &Membership) -> String {
    format!("{:013}.{}", membership.added_at.millis(), membership.user_id)
}

fn listed_key(organization: &OrganizationId, membership: &Membership) -> Item {
    key(partition(organization), format!("{LIST_PREFIX}{}", list_entry(membership)))
}

fn to_item(membership: &Membership) -> Result<Item, StoreError> {
    let mut item = write(membership)?;
    item.insert("updatedAt".to_owned(), text(membership.updated_at.to_string()));
    item.extend(user_key(&membership.user_id));
    Ok(item)
}

impl<'a> Memberships<'a> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// Reads a person's membership, strongly consistent.
    pub async fn find(&self, user: &UserId) -> Result<Option<Membership>, StoreError> {
        self.store.item(Table::Access, user_key(user)).await?.map(read).transpose()
    }

    /// Adds the membership of a person who has none, with its history.
    ///
    /// # Errors
    /// [`WriteError::Changed`] if the person already has one.
    pub async fn appoint(
        &self,
        membership: &Membership,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), WriteError> {
        let mut transaction = Transaction::new(self.store);
        transaction.put_new(Table::Access, to_item(membership)?, WriteError::changed)?;
        transaction.append(history, WriteError::changed)?;
        transaction.commit(operation, &Effect::on(membership.user_id.as_str())).await
    }

    /// Sets a person's membership unconditionally, for setting up a deployment.
    pub async fn put(&self, membership: &Membership, operation: &Operation) -> Result<(), WriteError> {
        let mut transaction = Transaction::new(self.store);
        transaction.put(Table::Access, to_item(membership)?, |put| put, WriteError::changed)?;
        if let Some(organization) = &membership.organization_id {
            transaction.put(Table::Access, listed_key(organization, membership), |put| put, WriteError::changed)?;
        }
        transaction.commit(operation, &Effect::on(membership.user_id.as_str())).await
    }
}

impl Collection for Members<'_> {
    type Entity = Membership;
    type Key = UserId;

    /// Reads a person's membership in any organization.
    async fn read(&self, user: &UserId) -> Result<Option<Membership>, StoreError> {
        self.store.memberships().find(user).await
    }

    async fn read_effect(&self, effect: &Effect) -> Result<Option<Membership>, StoreError> {
        let Ok(user) = effect.id.parse() else { return Ok(None) };
        self.read(&user).await
    }

    async fn write(&self, change: &Change<Membership>, operation: &Operation) -> Result<(), WriteError> {
        match (&change.before, &change.after) {
            (before, Some(after)) => self.put(before.as_ref(), after, &change.history, operation).await,
            (Some(before), None) => self.remove(before, &change.history, operation).await,
            (None, None) => Ok(()),
        }
    }
}

impl<'a> Members<'a> {
    pub(crate) const fn new(store: &'a Store, organization: &'a OrganizationId) -> Self {
        Self { store, organization }
    }

    /// Returns a page of the members, newest first.
    pub async fn list(&self, page: PageQuery) -> Result<Page<Membership>, StoreError> {
        let listed = self.store.read_list(&partition(self.organization), LIST_PREFIX, &page).await?;
        let users = listed.items().iter().filter_map(|place| place.split_once('.'));
        let keys = users.map(|(_, user)| key(format!("USER#{user}"), "MEMBER")).collect();
        let mut found: HashMap<String, Membership> = HashMap::new();
        for item in self.store.read_batch(Table::Access, keys).await? {
            let member: Membership = read(item)?;
            // Between the two reads, the person may have moved to another organization.
            if member.organization_id.as_ref() == Some(self.organization) {
                found.insert(list_entry(&member), member);
            }
        }
        Ok(listed.filter_map(|place| found.remove(&place)))
    }

    /// Writes a member with its history.
    ///
    /// Conditions: the organization exists, and the membership is still `before`.
    async fn put(
        &self,
        before: Option<&Membership>,
        after: &Membership,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), WriteError> {
        let mut transaction = Transaction::new(self.store);
        transaction.check(
            Table::Access,
            organization_key(self.organization),
            |check| check.condition_expression("attribute_exists(pk)"),
            |_| WriteError::Refused(CommandError::NotFound),
        )?;
        match before {
            None => transaction.put_new(Table::Access, to_item(after)?, WriteError::changed)?,
            Some(before) => {
                let unchanged = |put: PutBuilder| {
                    put.condition_expression("organizationId = :organization AND email = :email AND addedAt = :since")
                        .expression_attribute_values(":organization", text(self.organization.as_str()))
                        .expression_attribute_values(":email", text(before.email.as_str()))
                        .expression_attribute_values(":since", text(before.added_at.to_string()))
                };
                transaction.put(Table::Access, to_item(after)?, unchanged, WriteError::changed)?;
            }
        }
        transaction.put(Table::Access, listed_key(self.organization, after), |put| put, WriteError::changed)?;
        transaction.append(history, WriteError::changed)?;
        transaction.commit(operation, &Effect::on(after.user_id.as_str())).await
    }

    /// Removes an unchanged member, with its history.
    async fn remove(
        &self,
        member: &Membership,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), WriteError> {
        let mut transaction = Transaction::new(self.store);
        let unchanged = |delete: DeleteBuilder| {
            delete
                .condition_expression("organizationId = :organization AND email = :email AND addedAt = :since")
                .expression_attribute_values(":organization", text(self.organization.as_str()))
                .expression_attribute_values(":email", text(member.email.as_str()))
                .expression_attribute_values(":since", text(member.added_at.to_string()))
        };
        transaction.delete(Table::Access, user_key(&member.user_id), unchanged, WriteError::changed)?;
        transaction.delete(
            Table::Access,
            listed_key(self.organization, member),
            |delete| delete,
            WriteError::changed,
        )?;
        transaction.append(history, WriteError::changed)?;
        transaction.commit(operation, &Effect::on(member.user_id.as_str())).await
    }
}

//! Organizations.

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contract::audit::AuditEntry;
use contract::id::OrganizationId;
use contract::name::folded;
use contract::organization::{Organization, OrganizationName, OrganizationQuery};
use contract::page::{Limit, Page, PageQuery, Position};
use contract::table::Table;
use domain::Change;

use crate::collection::{Collection, WriteError};
use crate::error::StoreError;
use crate::item::{Item, key, number, read, text, write};
use crate::operation::{Effect, Operation};
use crate::paging::MAX_SCANNED;
use crate::tables::Store;
use crate::transaction::Transaction;

/// Organizations by id, for admins only.
#[derive(Clone, Copy, Debug)]
pub struct Organizations<'a> {
    store: &'a Store,
}

/// Partition of the list of all organizations.
const LIST: &str = "ORGANIZATIONS";
/// Prefix of the sort keys of that list.
const LIST_PREFIX: &str = "ORGANIZATION#";

pub(super) fn partition(organization: &OrganizationId) -> String {
    format!("ORG#{organization}")
}

/// Key of an organization's item.
pub(super) fn organization_key(id: &OrganizationId) -> Item {
    key(partition(id), "ORG")
}

impl Collection for Organizations<'_> {
    type Entity = Organization;
    type Key = OrganizationId;

    async fn read(&self, id: &OrganizationId) -> Result<Option<Organization>, StoreError> {
        self.get(id).await
    }

    async fn read_effect(&self, effect: &Effect) -> Result<Option<Organization>, StoreError> {
        let Ok(id) = effect.id.parse() else { return Ok(None) };
        self.get(&id).await
    }

    async fn write(&self, change: &Change<Organization>, operation: &Operation) -> Result<(), WriteError> {
        match (&change.before, &change.after) {
            (None, Some(organization)) => self.create(organization, &change.history, operation).await,
            (Some(before), Some(after)) => self.update(before, after, &change.history, operation).await,
            (_, None) => Err(StoreError::corrupt("organizations are never removed").into()),
        }
    }
}

impl<'a> Organizations<'a> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// Reads an organization, strongly consistent.
    pub async fn get(&self, id: &OrganizationId) -> Result<Option<Organization>, StoreError> {
        self.store.item(Table::Access, organization_key(id)).await?.map(read).transpose()
    }

    /// Adds an organization with its history.
    ///
    /// # Errors
    /// [`WriteError::Changed`] if the id exists.
    pub async fn create(
        &self,
        organization: &Organization,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), WriteError> {
        let mut item = write(organization)?;
        item.extend(organization_key(&organization.id));
        item.insert("applicationCount".to_owned(), number(0));
        item.insert("updatedAt".to_owned(), text(organization.updated_at.to_string()));
        item.insert("revision".to_owned(), number(organization.revision));
        let mut transaction = Transaction::new(self.store);
        transaction.put_new(Table::Access, item, WriteError::changed)?;
        transaction.put_new(Table::Access, listed_key(&organization.id), WriteError::changed)?;
        transaction.append(history, WriteError::changed)?;
        transaction.commit(operation, &Effect::on(organization.id.as_str())).await
    }

    /// Updates name and state of an organization to its next revision.
    ///
    /// # Errors
    /// [`WriteError::Changed`] if its revision is no longer that of `before`.
    async fn update(
        &self,
        before: &Organization,
        after: &Organization,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), WriteError> {
        let change = |update: UpdateBuilder| {
            update
                .update_expression("SET #name = :name, #enabled = :enabled, updatedAt = :at, revision = :after")
                .condition_expression("revision = :before")
                .expression_attribute_names("#name", "name")
                .expression_attribute_names("#enabled", "enabled")
                .expression_attribute_values(":name", text(after.name.as_str()))
                .expression_attribute_values(":enabled", AttributeValue::Bool(after.enabled))
                .expression_attribute_values(":at", text(after.updated_at.to_string()))
                .expression_attribute_values(":after", number(after.revision))
                .expression_attribute_values(":before", number(before.revision))
        };
        let mut transaction = Transaction::new(self.store);
        transaction.update(Table::Access, organization_key(&before.id), change, WriteError::changed)?;
        transaction.append(history, WriteError::changed)?;
        transaction.commit(operation, &Effect::on(before.id.as_str())).await
    }

    /// Returns a page of the organizations, newest first, optionally filtered by name.
    pub async fn list(&self, query: OrganizationQuery) -> Result<Page<Organization>, StoreError> {
        let limit = query.limit.unwrap_or_default();
        let wanted = query.query.map(|text| folded(text.as_str()));
        let matches =
            |name: &OrganizationName| wanted.as_ref().is_none_or(|wanted| folded(name.as_str()).contains(wanted));
        let (mut found, mut scanned) = (Vec::<(Position, Organization)>::new(), 0);
        let mut page = PageQuery { cursor: query.cursor, limit: Some(Limit::MOST) };
        loop {
            let listed = self.store.read_list(LIST, LIST_PREFIX, &page).await?;
            scanned += listed.items().len();
            let keys = listed.items().iter().map(|id| key(format!("ORG#{id}"), "ORG")).collect();
            let mut read: Vec<Organization> =
                self.store.read_batch(Table::Access, keys).await?.into_iter().map(read).collect::<Result<_, _>>()?;
            read.sort_by(|a, b| b.id.cmp(&a.id));
            let matching = read.into_iter().filter(|organization| matches(&organization.name));
            found.extend(matching.map(|organization| (Position::after(organization.id.as_str()), organization)));
            page.cursor = listed.next().cloned();
            if page.cursor.is_none() || found.len() > usize::from(limit.get()) {
                return Ok(Page::cut(found, limit));
            }
            if scanned >= MAX_SCANNED {
                return Ok(Page::new(found, page.cursor));
            }
        }
    }
}

fn listed_key(id: &OrganizationId) -> Item {
    key(LIST, format!("{LIST_PREFIX}{id}"))
}

//! The audit history: appended in the transaction of what it tells, read by organization, application or person.

use contract::audit::{AuditEntry, AuditQuery};
use contract::id::{AuditId, OrganizationId};
use contract::page::Page;
use contract::table::{ALL_AUDIT, BY_ACTOR, BY_APPLICATION, Index, Table};

use crate::error::StoreError;
use crate::item::{Item, read, text, write};
use crate::paging::PageRequest;
use crate::tables::Store;
use crate::transaction::Transaction;

/// Partition of what concerns the deployment and no organization.
const DEPLOYMENT: &str = "DEPLOYMENT";

/// The audit history of one organization.
#[derive(Clone, Copy, Debug)]
pub struct Audit<'a> {
    store: &'a Store,
    organization: &'a OrganizationId,
}

/// The audit history of all organizations and of the deployment: for admins alone.
#[derive(Clone, Copy, Debug)]
pub struct AuditOfAll<'a> {
    store: &'a Store,
}

impl<'a> Audit<'a> {
    pub(crate) const fn new(store: &'a Store, organization: &'a OrganizationId) -> Self {
        Self { store, organization }
    }

    /// A page of the history, newest first, strongly consistent.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn list(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError> {
        self.store.audit_entries(Some(self.organization), query).await
    }
}

impl<'a> AuditOfAll<'a> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// A page of the history, newest first, through an index that may lag a moment behind.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn list(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError> {
        self.store.audit_entries(None, query).await
    }
}

fn partition(organization: Option<&OrganizationId>) -> String {
    organization.map_or_else(|| DEPLOYMENT.to_owned(), |organization| format!("ORG#{organization}"))
}

/// The entry with its keys.
fn to_item(entry: &AuditEntry) -> Result<Item, StoreError> {
    let mut item = write(entry)?;
    // An attribute that is an index's key must be text or not be there.
    item.retain(|_, value| !value.is_null());
    item.insert("pk".to_owned(), text(partition(entry.organization_id.as_ref())));
    item.insert("sk".to_owned(), text(entry.id.as_str()));
    item.insert(BY_ACTOR.partition.to_owned(), text(entry.actor.user_id.as_str()));
    item.insert(ALL_AUDIT.partition.to_owned(), text(ALL_AUDIT.name));
    Ok(item)
}

/// Ids are random: an entry that is there already was written by this very transaction.
impl<E> Transaction<'_, E> {
    /// Appends the history of what the other writes do.
    pub(crate) fn append(&mut self, history: &[AuditEntry], twice: fn(Option<&Item>) -> E) -> Result<(), StoreError> {
        history.iter().try_for_each(|entry| self.put_new(Table::Audit, to_item(entry)?, twice))
    }
}

/// Where a query reads, and what it leaves out.
struct Plan {
    index: Option<Index>,
    partition: String,
    filters: Vec<(&'static str, String)>,
}

impl Plan {
    /// Of an organization its own partition, and nothing else is looked at: what a filter leaves out of another's
    /// history would show in where a page ends. Of all, the narrowest there is. The other conditions filter.
    fn of(organization: Option<&OrganizationId>, query: &AuditQuery) -> Self {
        let mut filters: Vec<(&'static str, String)> = Vec::new();
        filters.extend(query.action.map(|action| ("action", action.name().to_owned())));
        let mut application = query.application_id.as_ref().map(ToString::to_string);
        let mut actor = query.actor_id.as_ref().map(ToString::to_string);
        let (index, partition) = if organization.is_some() {
            (None, partition(organization))
        } else if let Some(application) = application.take() {
            (Some(BY_APPLICATION), application)
        } else if let Some(actor) = actor.take() {
            (Some(BY_ACTOR), actor)
        } else {
            (Some(ALL_AUDIT), ALL_AUDIT.name.to_owned())
        };
        filters.extend(application.map(|application| (BY_APPLICATION.partition, application)));
        filters.extend(actor.map(|actor| (BY_ACTOR.partition, actor)));
        Self { index, partition, filters }
    }
}

impl Store {
    async fn audit_entries(
        &self,
        organization: Option<&OrganizationId>,
        query: &AuditQuery,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let plan = Plan::of(organization, query);
        let request = PageRequest {
            index: plan.index,
            from: query.from.map(|from| AuditId::least_of(from).to_string()),
            before: query.to.map(|to| AuditId::least_of(to).to_string()),
            filters: plan.filters,
            ..PageRequest::of(Table::Audit, plan.partition, query.limit)
        };
        self.page(&request.after(query.cursor.as_ref())).await?.try_map(read)
    }
}

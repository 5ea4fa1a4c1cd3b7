//! Audit history: appended in the transaction that it describes, read by organization, application or person.

use contract::audit::{AuditEntry, AuditQuery};
use contract::id::{AuditId, OrganizationId};
use contract::page::Page;
use contract::table::{ALL_AUDIT, BY_ACTOR, BY_APPLICATION, Index, Table};

use crate::error::StoreError;
use crate::item::{Item, read, text, write};
use crate::paging::PageRequest;
use crate::tables::Store;
use crate::transaction::Transaction;

/// Partition of entries without an organization.
const DEPLOYMENT: &str = "DEPLOYMENT";

/// Audit history of one organization.
#[derive(Clone, Copy, Debug)]
pub struct Audit<'a> {
    store: &'a Store,
    organization: &'a OrganizationId,
}

/// Audit history of all organizations and the deployment, for admins only.
#[derive(Clone, Copy, Debug)]
pub struct AuditOfAll<'a> {
    store: &'a Store,
}

impl<'a> Audit<'a> {
    pub(crate) const fn new(store: &'a Store, organization: &'a OrganizationId) -> Self {
        Self { store, organization }
    }

    /// Returns a page of the history, newest first, strongly consistent.
    pub async fn list(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError> {
        self.store.audit_entries(Some(self.organization), query).await
    }
}

impl<'a> AuditOfAll<'a> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// Returns a page of the history, newest first. The index has a short delay.
    pub async fn list(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError> {
        self.store.audit_entries(None, query).await
    }
}

fn partition(organization: Option<&OrganizationId>) -> String {
    organization.map_or_else(|| DEPLOYMENT.to_owned(), |organization| format!("ORG#{organization}"))
}

/// Adds the keys to an entry.
fn to_item(entry: &AuditEntry) -> Result<Item, StoreError> {
    let mut item = write(entry)?;
    // DynamoDB rejects null in an attribute that is the key of an index.
    item.retain(|_, value| !value.is_null());
    item.insert("pk".to_owned(), text(partition(entry.organization_id.as_ref())));
    item.insert("sk".to_owned(), text(entry.id.as_str()));
    item.insert(BY_ACTOR.partition.to_owned(), text(entry.actor.user_id.as_str()));
    item.insert(ALL_AUDIT.partition.to_owned(), text(ALL_AUDIT.name));
    Ok(item)
}

impl<E> Transaction<'_, E> {
    /// Appends the history of the other writes.
    ///
    /// Ids are random, so an existing entry, which gives `duplicate`, is from this transaction.
    pub(crate) fn append(
        &mut self,
        history: &[AuditEntry],
        duplicate: fn(Option<&Item>) -> E,
    ) -> Result<(), StoreError> {
        history.iter().try_for_each(|entry| self.put_new(Table::Audit, to_item(entry)?, duplicate))
    }
}

/// Partition and filters of a query.
struct Plan {
    index: Option<Index>,
    partition: String,
    filters: Vec<(&'static str, String)>,
}

impl Plan {
    /// Plans a query. The filters apply within one partition.
    ///
    /// For an organization that is its own one: filtering out other organizations' entries would reveal their number in
    /// the ends of pages. For all organizations it is the narrowest one.
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
            from: query.from.map(|from| AuditId::first_at(from).to_string()),
            before: query.to.map(|to| AuditId::first_at(to).to_string()),
            filters: plan.filters,
            ..PageRequest::of(Table::Audit, plan.partition, query.limit)
        };
        self.page(&request.after(query.cursor.as_ref())).await?.try_map(read)
    }
}

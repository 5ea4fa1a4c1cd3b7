//! The audit history: appended in the transaction of what it tells, read by organization, application or person.

use aws_sdk_dynamodb::types::AttributeValue;
use contract::audit::{AuditEntry, AuditQuery};
use contract::id::{AuditId, OrganizationId};
use contract::page::{Cursor, Page};
use contract::table::{ALL_AUDIT, BY_ACTOR, BY_APPLICATION, Index, Table};

use crate::Store;
use crate::error::StoreError;
use crate::item::{Item, read, text, write};
use crate::transaction::Transaction;

/// Entries looked at for one page, at most, where a filter leaves most of them out. The page then ends early, and
/// names where the next begins.
const LOOKED_AT: usize = 2_000;
/// Entries read at once where a filter is applied.
const CHUNK: i32 = 200;

/// Greater than every id.
const AFTER_ALL: &str = "aud_~";
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
        let limit = query.limit.unwrap_or_default();
        let start = query.from.map_or_else(|| AuditId::PREFIX.to_owned(), |from| AuditId::least_of(from).to_string());
        let before =
            [query.to.map(|to| AuditId::least_of(to).to_string()), query.cursor.as_ref().map(Cursor::to_string)];
        let end = before.into_iter().flatten().min().unwrap_or_else(|| AFTER_ALL.to_owned());
        if start >= end {
            return Ok(Page::cut(Vec::new(), limit, |_: &AuditEntry| String::new()));
        }
        let plan = Plan::of(organization, query);
        let request = self.audit_request(&plan, start, &end);
        let wanted = usize::from(limit.get()) + 1;
        let (mut entries, mut looked_at, mut from) = (Vec::with_capacity(wanted), 0, None);
        loop {
            let missing = i32::try_from(wanted - entries.len()).unwrap_or(i32::MAX).saturating_add(1);
            let chunk = if plan.filters.is_empty() { missing } else { CHUNK };
            let answer = request.clone().limit(chunk).set_exclusive_start_key(from).send().await?;
            looked_at += usize::try_from(answer.scanned_count).unwrap_or_default();
            for item in answer.items.unwrap_or_default() {
                let entry: AuditEntry = read(item)?;
                // `end` is where the last page ended, and BETWEEN includes it.
                if entry.id.as_str() != end && entries.len() < wanted {
                    entries.push(entry);
                }
            }
            from = answer.last_evaluated_key;
            let reached = from.as_ref().and_then(|key| key.get("sk")).and_then(|sk| sk.as_s().ok()).cloned();
            match reached {
                _ if entries.len() >= wanted => break,
                None => break,
                Some(reached) if looked_at >= LOOKED_AT => {
                    let next_cursor = Some(Cursor::after(&reached));
                    return Ok(Page { items: entries, next_cursor, has_more: true });
                }
                Some(_) => {}
            }
        }
        Ok(Page::cut(entries, limit, |entry| entry.id.to_string()))
    }

    fn audit_request(
        &self,
        plan: &Plan,
        start: String,
        end: &str,
    ) -> aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder {
        let mut request = self
            .client
            .query()
            .table_name(self.table(Table::Audit))
            .set_index_name(plan.index.map(|index| index.name.to_owned()))
            .consistent_read(plan.index.is_none())
            .scan_index_forward(false)
            .key_condition_expression("#pk = :pk AND sk BETWEEN :start AND :end")
            .expression_attribute_names("#pk", plan.index.map_or("pk", |index| index.partition))
            .expression_attribute_values(":pk", text(&plan.partition))
            .expression_attribute_values(":start", text(start))
            .expression_attribute_values(":end", text(end));
        let mut conditions = Vec::new();
        for (at, (name, value)) in plan.filters.iter().enumerate() {
            conditions.push(format!("#f{at} = :f{at}"));
            request = request
                .expression_attribute_names(format!("#f{at}"), *name)
                .expression_attribute_values(format!(":f{at}"), AttributeValue::S(value.clone()));
        }
        if conditions.is_empty() { request } else { request.filter_expression(conditions.join(" AND ")) }
    }
}

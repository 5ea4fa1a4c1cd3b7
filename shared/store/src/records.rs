//! Records of an organization, with lines below them: activity, messages.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | record | `<org>`, or `<org>#<parent>` | `<id>` |
//! | line below it | `<pk of the record>#<id>` | revision of the record, ten digits |
//!
//! Two indexes find records by status: `statusPk` is `<pk>#<status>`; `queue`, for admins, is the status alone. Two
//! find payments by customer: `customerPk` is `<pk>#<customer>`; `customerStatusPk` is `<pk>#<customer>#<status>`.
//!
//! The transaction that writes a record attaches its documents (see [`crate::documents`]), and has its requirements on
//! other records as conditions (see [`crate::requirements`]).

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::builders::PutBuilder;
use contract::id::{CustomerId, OrganizationId};
use contract::page::{Limit, Page, Position};
use contract::table::{BY_CUSTOMER, BY_CUSTOMER_STATUS, BY_QUEUE, BY_STATUS};
use domain::{Change, Companion, Record};

use crate::collection::{Collection, WriteError};
use crate::conditions::WriteConditions;
use crate::error::StoreError;
use crate::item::{Item, key, number, read, text, write};
use crate::operation::{Effect, Operation};
use crate::paging::PageRequest;
use crate::tables::Store;
use crate::transaction::{Cancelled, Transaction};

/// Records of one kind in an organization, or below a record.
#[derive(Clone, Debug)]
pub struct Records<'a, R> {
    store: &'a Store,
    partition: String,
    kind: PhantomData<fn() -> R>,
}

/// Records of one kind in all organizations, for admins only.
#[derive(Clone, Copy, Debug)]
pub struct Queue<'a, R> {
    store: &'a Store,
    kind: PhantomData<fn() -> R>,
}

/// Filters and page of a list.
#[derive(Clone, Debug, Default)]
pub struct Selection<'a> {
    /// Status to filter by.
    pub status: Option<&'static str>,
    /// Customer to filter by: see [`Record::customer`].
    pub customer: Option<&'a CustomerId>,
    /// End of the previous page.
    pub after: Option<Position>,
    /// Most records on the page.
    pub limit: Option<Limit>,
}

/// Optimistic lock: condition that the revision is still `before`.
fn replaces(before: u64) -> impl FnOnce(PutBuilder) -> PutBuilder {
    move |put| put.condition_expression("revision = :before").expression_attribute_values(":before", number(before))
}

/// Most lines of a log in one answer.
const MAX_LINES: usize = 1_000;

/// Reason for a cancelled write.
enum Stopped {
    /// Another request wrote the record or its companion.
    Overtaken,
    /// Missing documents, or an unmet requirement, with the first failed item.
    Elsewhere(Option<Item>),
    Store(StoreError),
}

const OVERTAKEN: fn(Option<&Item>) -> Stopped = |_| Stopped::Overtaken;
const ELSEWHERE: fn(Option<&Item>) -> Stopped = |item| Stopped::Elsewhere(item.cloned());

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Adds the keys of the table and its indexes to a record.
fn to_item<R: Record>(record: &R) -> Result<Item, StoreError> {
    let partition = partition(record.organization(), record.parent());
    let mut item = write(record)?;
    // DynamoDB rejects null in an attribute that is the key of an index.
    item.retain(|_, value| !value.is_null());
    item.insert("statusPk".to_owned(), text(format!("{partition}#{}", record.status())));
    item.insert(BY_QUEUE.partition.to_owned(), text(record.status()));
    if let Some(customer) = record.customer() {
        item.insert(BY_CUSTOMER.partition.to_owned(), text(format!("{partition}#{customer}")));
        item.insert(
            BY_CUSTOMER_STATUS.partition.to_owned(),
            text(format!("{partition}#{customer}#{}", record.status())),
        );
    }
    item.insert("revision".to_owned(), number(record.revision()));
    item.extend(key(partition, record.id()));
    Ok(item)
}

fn from_item<R: Record>(item: Item) -> Result<R, StoreError> {
    let revision = item.get("revision").and_then(|value| value.as_n().ok()).and_then(|text| text.parse().ok());
    let revision = revision.ok_or_else(|| StoreError::corrupt("a record has no revision"))?;
    let mut record: R = read(item)?;
    record.set_revision(revision);
    Ok(record)
}

fn partition(organization: &OrganizationId, parent: Option<&str>) -> String {
    match parent {
        Some(parent) => format!("{organization}#{parent}"),
        None => organization.to_string(),
    }
}

/// Collection whose writes check requirements, and attach and detach documents.
impl<R: Record> Collection for Records<'_, R> {
    type Entity = R;
    type Key = str;

    async fn read(&self, id: &str) -> Result<Option<R>, StoreError> {
        self.get(id).await
    }

    async fn read_effect(&self, effect: &Effect) -> Result<Option<R>, StoreError> {
        self.get(&effect.id).await
    }

    async fn write(&self, change: &Change<R>, operation: &Operation) -> Result<(), WriteError> {
        let Change { before, after, line, history, requires, companion } = change;
        let record = after.as_ref().ok_or_else(|| StoreError::corrupt("records are never removed"))?;
        let conditions = WriteConditions::new(before.as_ref(), record, requires)?;
        let mut transaction = Transaction::new(self.store);
        put(&mut transaction, before.as_ref(), record)?;
        conditions.add_to(&mut transaction, record, ELSEWHERE)?;
        if let Some(line) = line {
            let mut item = write(line)?;
            item.extend(key(format!("{}#{}", self.partition, record.id()), format!("{:010}", record.revision())));
            transaction.put_new(R::TABLE, item, OVERTAKEN)?;
        }
        match companion {
            None => {}
            Some(Companion::Customer(customer)) => {
                put(&mut transaction, customer.before.as_ref(), &customer.after)?;
            }
            Some(Companion::Beneficiary(beneficiary)) => {
                put(&mut transaction, beneficiary.before.as_ref(), &beneficiary.after)?;
            }
            Some(Companion::Screening(screening)) => {
                put(&mut transaction, screening.before.as_ref(), &screening.after)?;
            }
        }
        transaction.append(history, OVERTAKEN)?;
        let committed = transaction.commit_with_places(operation, &Effect::on(record.id())).await;
        committed.map_err(|Cancelled { error, places }| match error {
            Stopped::Overtaken => WriteError::Changed,
            Stopped::Elsewhere(item) => conditions.error(&places, item.as_ref()),
            Stopped::Store(error) => error.into(),
        })
    }
}

/// Puts a new record, or replaces the revision that was read.
fn put<R: Record>(
    transaction: &mut Transaction<'_, Stopped>,
    before: Option<&R>,
    record: &R,
) -> Result<(), StoreError> {
    match before {
        None => transaction.put_new(R::TABLE, to_item(record)?, OVERTAKEN),
        Some(before) => transaction.put(R::TABLE, to_item(record)?, replaces(before.revision()), OVERTAKEN),
    }
}

impl<'a, R: Record> Records<'a, R> {
    pub(crate) fn new(store: &'a Store, organization: &OrganizationId, parent: Option<&str>) -> Self {
        Self { store, partition: partition(organization, parent), kind: PhantomData }
    }

    /// Reads a record, strongly consistent.
    pub async fn get(&self, id: &str) -> Result<Option<R>, StoreError> {
        self.store.item(R::TABLE, key(self.partition.as_str(), id)).await?.map(from_item).transpose()
    }

    /// Returns a page of records, newest first. Filters use an index with a short delay.
    pub async fn list(&self, selection: Selection<'_>) -> Result<Page<R>, StoreError> {
        let Selection { status, customer, limit, .. } = selection;
        let mut request = PageRequest::of(R::TABLE, self.partition.clone(), limit);
        // Each combination of filters has its index, so nothing is scanned.
        request.index = match (customer, status) {
            (None, None) => None,
            (None, Some(_)) => Some(BY_STATUS),
            (Some(_), None) => Some(BY_CUSTOMER),
            (Some(_), Some(_)) => Some(BY_CUSTOMER_STATUS),
        };
        for filter in customer.map(CustomerId::as_str).into_iter().chain(status) {
            request.partition = format!("{}#{filter}", request.partition);
        }
        self.store.page(&request.after(selection.after.as_ref())).await?.try_map(from_item)
    }

    /// Reads all lines of a record, newest first.
    pub async fn lines(&self, id: &str) -> Result<Vec<R::Line>, StoreError> {
        Ok(self.lines_after(id, None, usize::MAX).await?.into_items())
    }

    /// Reads up to [`MAX_LINES`] lines of a record, newest first.
    pub async fn log(&self, id: &str, after: Option<&Position>) -> Result<Page<R::Line>, StoreError> {
        self.lines_after(id, after, MAX_LINES).await
    }

    async fn lines_after(&self, id: &str, after: Option<&Position>, most: usize) -> Result<Page<R::Line>, StoreError> {
        let (mut lines, mut after) = (Vec::new(), after.cloned());
        loop {
            let request = PageRequest::of(R::TABLE, format!("{}#{id}", self.partition), Some(Limit::MOST));
            let page = self.store.page(&request.after(after.as_ref())).await?.try_map(read::<R::Line>)?;
            after = page.next().cloned();
            lines.extend(page.into_records());
            if after.is_none() || lines.len() >= most {
                return Ok(Page::new(lines, after));
            }
        }
    }
}

impl<'a, R: Record> Queue<'a, R> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store, kind: PhantomData }
    }

    /// Returns a page of the records in one status, newest first.
    ///
    /// The index has a short delay.
    pub async fn list(
        &self,
        status: &'static str,
        after: Option<&Position>,
        limit: Option<Limit>,
    ) -> Result<Page<R>, StoreError> {
        let mut request = PageRequest::of(R::TABLE, status, limit);
        request.index = Some(BY_QUEUE);
        self.store.page(&request.after(after)).await?.try_map(from_item)
    }
}

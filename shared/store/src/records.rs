//! Records of an organization, and what is written below them: activity, messages.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | record | `<org>`, or `<org>#<parent>` | `<id>` |
//! | line below it | `<pk of the record>#<id>` | `<id of the line>` |
//!
//! By status they are found through two indexes: within `statusPk`, that is `<pk>#<status>`, and, for admins, within
//! `queue`, the status alone.
//!
//! Documents that a record names are attached to it in the transaction that writes it: see [`crate::documents`]. What it
//! requires of other records is a condition of that transaction: see [`crate::requirements`].

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::builders::PutBuilder;
use contract::id::OrganizationId;
use contract::page::{Cursor, Limit, Page};
use contract::problem::FieldError;
use contract::record::{Line, Record};
use contract::requirement::Unmet;
use contract::table::{BY_QUEUE, BY_STATUS, Table};

use crate::around::Around;
use crate::error::StoreError;
use crate::item::{Item, key, number, read, text, write};
use crate::paging::{PageRequest, read_page};
use crate::transaction::{Cancelled, Transaction};
use crate::{Operation, Store};

/// The records of one kind that lie in one organization, or below one record of it.
#[derive(Clone, Debug)]
pub struct Records<'a, R> {
    store: &'a Store,
    partition: String,
    kind: PhantomData<fn() -> R>,
}

/// The records of one kind of all organizations: for admins alone.
#[derive(Clone, Copy, Debug)]
pub struct Queue<'a, R> {
    store: &'a Store,
    kind: PhantomData<fn() -> R>,
}

/// Why a record was not written.
#[derive(Debug)]
pub enum RecordError {
    /// It names documents that its organization does not have, or too many.
    Documents(Vec<FieldError>),
    /// Another record that it depends on does not stand as it would have to.
    Unmet(Unmet),
    /// The store failed.
    Store(StoreError),
}

/// Why a record was not changed.
#[derive(Debug)]
pub enum UpdateError {
    /// It was changed since it was read, or something that it depends on was.
    Changed,
    /// It was not written.
    Refused(RecordError),
}

impl From<StoreError> for RecordError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<E: Into<RecordError>> From<E> for UpdateError {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// A record that a request is about to change.
#[derive(Debug)]
pub enum ForChange<R> {
    /// As it stands.
    Open(R),
    /// An earlier attempt of this very request changed it already.
    Done(R),
}

/// Which records to list.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only those in this status.
    pub status: Option<&'static str>,
    /// Only those whose attributes have these texts.
    pub with: Vec<(&'static str, String)>,
    /// Where the last page ended.
    pub cursor: Option<Cursor>,
    /// How many.
    pub limit: Option<Limit>,
}

/// Another record that is written in the same transaction: a screening with what was screened.
#[derive(Debug)]
pub struct Together {
    table: Table,
    item: Item,
    /// The revision that it replaces.
    before: Option<u64>,
}

impl Together {
    /// The record `now`, new or in place of `before`.
    ///
    /// # Errors
    /// Where it cannot be written down.
    pub fn new<R: Record>(before: Option<&R>, now: &R, operation: Operation) -> Result<Self, StoreError> {
        Ok(Self { table: R::TABLE, item: to_item(now, operation)?, before: before.map(Record::revision) })
    }

    /// Where its condition fails, somebody else was quicker.
    fn add_to(&self, transaction: &mut Transaction<'_, Stopped>) -> Result<(), StoreError> {
        let busy = |_: Option<&Item>| Stopped::Busy;
        match self.before {
            None => transaction.put_new(self.table, self.item.clone(), busy),
            Some(before) => transaction.put(self.table, self.item.clone(), replaces(before), busy),
        }
    }
}

/// On the condition that nobody replaced this revision.
fn replaces(before: u64) -> impl FnOnce(PutBuilder) -> PutBuilder {
    move |put| put.condition_expression("revision = :before").expression_attribute_values(":before", number(before))
}

/// Times a new record is written again where others are at its documents.
const ATTEMPTS: usize = 5;

/// Why a write did not happen.
enum Stopped {
    /// The record's own condition failed on this item, or on none.
    Found(Option<Item>),
    /// A document that it names is not there, or a condition on another record failed, the first on this item.
    Elsewhere(Option<Item>),
    Busy,
    Store(StoreError),
}

const ELSEWHERE: fn(Option<&Item>) -> Stopped = |item| Stopped::Elsewhere(item.cloned());

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Adds to a record what lies around it: keys, what finds it by status, and which request wrote it last.
fn to_item<R: Record>(record: &R, operation: Operation) -> Result<Item, StoreError> {
    let partition = partition(record.organization(), record.parent());
    let mut item = write(record)?;
    // An attribute that is an index's key must be text or not be there.
    item.retain(|_, value| !value.is_null());
    item.insert("statusPk".to_owned(), text(format!("{partition}#{}", record.status())));
    item.insert(BY_QUEUE.partition.to_owned(), text(record.status()));
    item.insert("revision".to_owned(), number(record.revision()));
    item.insert("operation".to_owned(), text(operation.text()));
    item.extend(key(partition, record.id()));
    Ok(item)
}

fn from_item<R: Record>(item: Item) -> Result<R, StoreError> {
    let revision = item.get("revision").and_then(|value| value.as_n().ok()).and_then(|text| text.parse().ok());
    let revision = revision.ok_or_else(|| StoreError::corrupt("a record has no revision"))?;
    let mut record: R = read(item)?;
    record.stamp(revision, None);
    Ok(record)
}

fn wrote(item: &Item, operation: Operation) -> bool {
    item.get("operation").and_then(|value| value.as_s().ok()) == Some(&operation.text())
}

fn partition(organization: &OrganizationId, parent: Option<&str>) -> String {
    match parent {
        Some(parent) => format!("{organization}#{parent}"),
        None => organization.to_string(),
    }
}

impl<'a, R: Record> Records<'a, R> {
    pub(crate) fn new(store: &'a Store, organization: &OrganizationId, parent: Option<&str>) -> Self {
        Self { store, partition: partition(organization, parent), kind: PhantomData }
    }

    /// Adds a record with the first line below it, on the condition of what it requires, and attaches the documents that
    /// it names. Where the same operation
    /// did so before, what it added is returned.
    ///
    /// # Errors
    /// See [`RecordError`].
    pub async fn insert(&self, record: R, line: &R::Line, operation: Operation) -> Result<R, RecordError> {
        self.insert_with(record, line, None, operation).await
    }

    /// As [`Records::insert`], together with another record.
    ///
    /// # Errors
    /// See [`RecordError`].
    pub async fn insert_with(
        &self,
        record: R,
        line: &R::Line,
        with: Option<&Together>,
        operation: Operation,
    ) -> Result<R, RecordError> {
        let around = Around::new(None, &record)?;
        for _ in 0..ATTEMPTS {
            let mut transaction = Transaction::new(self.store);
            let found = |item: Option<&Item>| Stopped::Found(item.cloned());
            transaction.put_new(R::TABLE, to_item(&record, operation)?, found)?;
            around.add_to(&mut transaction, &record, ELSEWHERE)?;
            self.add_line(&mut transaction, record.id(), line)?;
            with.map_or(Ok(()), |with| with.add_to(&mut transaction))?;
            let committed = transaction.commit_or_tell(Stopped::Busy).await;
            let Err(Cancelled { why, places }) = committed else { return Ok(record) };
            match why {
                // Ids are random: what bears this one was written by an earlier attempt of this very request.
                Stopped::Found(Some(item)) => return Ok(from_item(item)?),
                Stopped::Elsewhere(item) => return Err(around.stopped_by(&places, item.as_ref())),
                Stopped::Store(error) => return Err(error.into()),
                // Others attach or detach the same documents, or depend on the same records.
                Stopped::Found(None) | Stopped::Busy => {}
            }
        }
        Err(StoreError::Unavailable("DynamoDB: others are always at the same items".to_owned()).into())
    }

    /// Replaces `before` by `record`, the next revision of it, on the condition of what that requires; adds a line below
    /// it, and attaches and detaches the documents that only one of the two names.
    ///
    /// # Errors
    /// [`UpdateError::Changed`] where somebody else was quicker.
    pub async fn replace(
        &self,
        before: &R,
        record: R,
        line: Option<&R::Line>,
        operation: Operation,
    ) -> Result<R, UpdateError> {
        self.replace_with(before, record, line, None, operation).await
    }

    /// As [`Records::replace`], together with another record.
    ///
    /// # Errors
    /// [`UpdateError::Changed`] where somebody else was quicker with either.
    pub async fn replace_with(
        &self,
        before: &R,
        record: R,
        line: Option<&R::Line>,
        with: Option<&Together>,
        operation: Operation,
    ) -> Result<R, UpdateError> {
        let around = Around::new(Some(before), &record)?;
        let mut transaction = Transaction::new(self.store);
        let found = |item: Option<&Item>| Stopped::Found(item.cloned());
        transaction.put(R::TABLE, to_item(&record, operation)?, replaces(before.revision()), found)?;
        around.add_to(&mut transaction, &record, ELSEWHERE)?;
        if let Some(line) = line {
            self.add_line(&mut transaction, record.id(), line)?;
        }
        with.map_or(Ok(()), |with| with.add_to(&mut transaction))?;
        let committed = transaction.commit_or_tell(Stopped::Busy).await;
        let Err(Cancelled { why, places }) = committed else { return Ok(record) };
        match why {
            Stopped::Found(Some(item)) if wrote(&item, operation) => Ok(from_item(item)?),
            Stopped::Found(_) | Stopped::Busy => Err(UpdateError::Changed),
            Stopped::Elsewhere(item) => Err(around.stopped_by(&places, item.as_ref()).into()),
            Stopped::Store(error) => Err(error.into()),
        }
    }

    fn add_line(&self, transaction: &mut Transaction<'_, Stopped>, id: &str, line: &R::Line) -> Result<(), StoreError> {
        let mut item = write(line)?;
        item.extend(key(format!("{}#{id}", self.partition), line.id()));
        transaction.put(R::TABLE, item, |put| put, |_| Stopped::Busy)
    }

    /// The record with this id, strongly consistent.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn get(&self, id: &str) -> Result<Option<R>, StoreError> {
        self.store.record(R::TABLE, &self.partition, id).await?.map(from_item).transpose()
    }

    /// The record with this id, for `operation` to change it, strongly consistent.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn get_for_change(&self, id: &str, operation: Operation) -> Result<Option<ForChange<R>>, StoreError> {
        let Some(item) = self.store.record(R::TABLE, &self.partition, id).await? else { return Ok(None) };
        let done = wrote(&item, operation);
        let record = from_item(item)?;
        Ok(Some(if done { ForChange::Done(record) } else { ForChange::Open(record) }))
    }

    /// A page of records, newest first. With a status, through an index that may lag a moment behind.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn list(&self, selection: Selection) -> Result<Page<R>, StoreError> {
        let mut request = PageRequest::of(R::TABLE, self.partition.clone(), selection.limit);
        if let Some(status) = selection.status {
            request.index = Some(BY_STATUS);
            request.partition = format!("{}#{status}", self.partition);
        }
        request.filters = selection.with;
        read_page(self.store.page(&request.after(selection.cursor.as_ref())).await?, from_item)
    }

    /// All that was written below a record, newest first.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn lines(&self, id: &str) -> Result<Vec<R::Line>, StoreError> {
        let (mut lines, mut cursor) = (Vec::new(), None);
        loop {
            let request = PageRequest::of(R::TABLE, format!("{}#{id}", self.partition), Some(Limit::MOST));
            let page = read_page(self.store.page(&request.after(cursor.as_ref())).await?, read::<R::Line>)?;
            lines.extend(page.items);
            match page.next_cursor {
                Some(next) => cursor = Some(next),
                None => return Ok(lines),
            }
        }
    }
}

impl<'a, R: Record> Queue<'a, R> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store, kind: PhantomData }
    }

    /// A page of the records in one status, of all organizations, newest first, through an index that may lag a moment
    /// behind.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn list(
        &self,
        status: &'static str,
        cursor: Option<&Cursor>,
        limit: Option<Limit>,
    ) -> Result<Page<R>, StoreError> {
        let mut request = PageRequest::of(R::TABLE, status, limit);
        request.index = Some(BY_QUEUE);
        read_page(self.store.page(&request.after(cursor)).await?, from_item)
    }
}

impl Store {
    pub(crate) async fn record(&self, table: Table, partition: &str, id: &str) -> Result<Option<Item>, StoreError> {
        let get = self.client.get_item().table_name(self.table(table)).set_key(Some(key(partition, id)));
        Ok(get.consistent_read(true).send().await?.item)
    }
}

//! Documents, and their attachment to records.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | document, with `attachments` | `<org>` | `<id>` |
//! | pending upload: see [`crate::uploads`] | `<org>#uploads` | `<id>` |
//! | trace of an object that may lack its document: see [`crate::leftovers`] | `#leftovers` | `<org>/<id>` |
//!
//! `attachments` counts the records that name a document. The transaction that writes such a record changes it, on the
//! condition that the document exists. A document is deleted on the condition that the count is 0. So no record names a
//! deleted document, in any order of requests. The count is exact, because that transaction also has the record's
//! former revision as a condition.

use std::collections::BTreeMap;

use contract::document::{Document, MAX_ATTACHED};
use contract::id::{DocumentId, OrganizationId};
use contract::page::{Limit, Page, Position};
use contract::problem::FieldError;
use contract::table::Table;
use contract::time::Timestamp;
use domain::CommandError;
use domain::record::Attachment;

use crate::collection::WriteError;
use crate::error::StoreError;
use crate::item::{Item, key, number, read, write};
use crate::leftovers::{Cause, Leftover, still_uploading, trace_key, unclaimed};
use crate::operation::{Effect, Operation};
use crate::paging::PageRequest;
use crate::tables::Store;
use crate::transaction::Transaction;
use crate::uploads::Uploads;

/// Documents of one organization, without their contents.
#[derive(Clone, Copy, Debug)]
pub struct Documents<'a> {
    store: &'a Store,
    organization: &'a OrganizationId,
}

/// Outcome of a deletion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deleted {
    /// The document is deleted, and its content can be.
    Gone,
    /// The document does not exist.
    NotFound,
    /// The document is attached to a record.
    Attached,
}

/// Reason for not deleting a document.
enum Stopped {
    /// The document as it is: attached, or missing.
    Found(Option<Item>),
    Store(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<'a> Documents<'a> {
    pub(crate) const fn new(store: &'a Store, organization: &'a OrganizationId) -> Self {
        Self { store, organization }
    }

    /// Pending uploads of the same organization.
    pub const fn uploads(&self) -> Uploads<'a> {
        Uploads::new(self.store, self.organization)
    }

    /// Writes a trace before the content, whose document may never follow.
    ///
    /// Returns false, without a trace, if the document already exists.
    ///
    /// # Errors
    /// [`StoreError`] if DynamoDB does not answer, or the content is being removed.
    pub async fn announce(&self, id: &DocumentId, now: Timestamp, operation: &Operation) -> Result<bool, StoreError> {
        enum Stop {
            Exists,
            Store(StoreError),
        }
        impl From<StoreError> for Stop {
            fn from(error: StoreError) -> Self {
                Self::Store(error)
            }
        }
        let trace = Leftover::new(self.organization.clone(), id.clone(), Cause::Upload, now);
        let absent = |check: aws_sdk_dynamodb::types::builders::ConditionCheckBuilder| {
            check.condition_expression("attribute_not_exists(pk)")
        };
        let removed: fn(Option<&Item>) -> Stop = |_| StoreError::Busy.into();
        let mut transaction = Transaction::new(self.store);
        transaction.check(Table::Documents, self.key(id), absent, |_| Stop::Exists)?;
        transaction.put(Table::Documents, trace.item()?, |put| unclaimed(put, now), removed)?;
        // The trace is not the effect of the request.
        match transaction.commit(&operation.beside(), &Effect::on(id.as_str())).await {
            Ok(()) => Ok(true),
            Err(Stop::Exists) => Ok(false),
            Err(Stop::Store(error)) => Err(error),
        }
    }

    /// Adds a document whose content is stored, and removes its trace.
    ///
    /// # Errors
    /// [`StoreError`] if DynamoDB does not answer, or an earlier attempt of the request added a document.
    pub async fn insert(&self, document: &Document, operation: &Operation) -> Result<(), StoreError> {
        let mut transaction: Transaction<'_, StoreError> = Transaction::new(self.store);
        transaction.put_new(Table::Documents, item_of(document)?, |_| StoreError::Busy)?;
        transaction.delete(Table::Documents, self.trace(&document.id), still_uploading, |_| StoreError::Busy)?;
        transaction.commit(operation, &Effect::on(document.id.as_str())).await
    }

    /// Reads a document, strongly consistent.
    pub async fn get(&self, id: &DocumentId) -> Result<Option<Document>, StoreError> {
        self.item(self.key(id)).await?.map(read).transpose()
    }

    /// Returns a page of documents, newest first.
    pub async fn list(&self, after: Option<&Position>, limit: Option<Limit>) -> Result<Page<Document>, StoreError> {
        let request = PageRequest::of(Table::Documents, self.organization.as_str(), limit);
        self.store.page(&request.after(after)).await?.try_map(read)
    }

    /// Deletes an unattached document. Its trace stays until [`crate::Leftovers::forget`].
    pub async fn delete(&self, id: &DocumentId, now: Timestamp, operation: &Operation) -> Result<Deleted, StoreError> {
        let trace = Leftover::new(self.organization.clone(), id.clone(), Cause::Deletion, now);
        let mut transaction = Transaction::new(self.store);
        let unattached = |delete: aws_sdk_dynamodb::types::builders::DeleteBuilder| {
            delete.condition_expression("attachments = :none").expression_attribute_values(":none", number(0))
        };
        let busy: fn(Option<&Item>) -> Stopped = |_| StoreError::Busy.into();
        transaction.delete(Table::Documents, self.key(id), unattached, |item| Stopped::Found(item.cloned()))?;
        transaction.put(Table::Documents, trace.item()?, |put| put, busy)?;
        match transaction.commit(operation, &Effect::on(id.as_str())).await {
            Ok(()) => Ok(Deleted::Gone),
            Err(Stopped::Found(Some(_))) => Ok(Deleted::Attached),
            Err(Stopped::Found(None)) => self.deleted_before(id).await,
            Err(Stopped::Store(error)) => Err(error),
        }
    }

    /// Completes an earlier deletion that did not remove the content.
    async fn deleted_before(&self, id: &DocumentId) -> Result<Deleted, StoreError> {
        let trace = self.item(self.trace(id)).await?.map(read::<Leftover>).transpose()?;
        let is_left = trace.is_some_and(|trace| trace.cause == Cause::Deletion);
        Ok(if is_left { Deleted::Gone } else { Deleted::NotFound })
    }

    async fn item(&self, key: Item) -> Result<Option<Item>, StoreError> {
        self.store.item(Table::Documents, key).await
    }

    fn key(&self, id: &DocumentId) -> Item {
        key(self.organization.as_str(), id.as_str())
    }

    fn trace(&self, id: &DocumentId) -> Item {
        trace_key(self.organization, id)
    }
}

/// Item of an unattached document.
pub(crate) fn item_of(document: &Document) -> Result<Item, StoreError> {
    let mut item = write(document)?;
    item.insert("attachments".to_owned(), number(0));
    item.extend(key(document.org_id.as_str(), document.id.as_str()));
    Ok(item)
}

/// Documents that the write of a record attaches and detaches.
pub(crate) struct AttachmentChanges {
    changes: Vec<Change>,
}

struct Change {
    document: DocumentId,
    /// JSON pointers in the record; empty for a detached document.
    pointers: Vec<String>,
}

impl AttachmentChanges {
    /// Compares the attachments of a record before and after a change.
    pub(crate) fn new(before: &[Attachment<'_>], after: &[Attachment<'_>]) -> Result<Self, WriteError> {
        let (before, after) = (by_document(before), by_document(after));
        if after.len() > MAX_ATTACHED {
            return Err(too_many(&after));
        }
        let changed = |document: &DocumentId, pointers: &[&str]| Change {
            document: document.clone(),
            pointers: pointers.iter().map(|pointer| (*pointer).to_owned()).collect(),
        };
        let attached = after.iter().filter(|(document, _)| !before.contains_key(*document));
        let detached = before.keys().filter(|document| !after.contains_key(*document));
        let attached = attached.map(|(document, pointers)| changed(document, pointers));
        Ok(Self { changes: attached.chain(detached.map(|document| changed(document, &[]))).collect() })
    }

    /// Returns the number of changed documents.
    pub(crate) fn len(&self) -> usize {
        self.changes.len()
    }

    /// Adds a write for each document.
    pub(crate) fn add_to<E>(
        &self,
        transaction: &mut Transaction<'_, E>,
        organization: &OrganizationId,
        missing: fn(Option<&Item>) -> E,
    ) -> Result<(), StoreError> {
        self.changes.iter().try_for_each(|Change { document, pointers }| {
            let step = if pointers.is_empty() { -1 } else { 1 };
            let count = |update: aws_sdk_dynamodb::types::builders::UpdateBuilder| {
                update
                    .update_expression("SET attachments = attachments + :step")
                    .condition_expression("attribute_exists(pk)")
                    .expression_attribute_values(":step", number(step))
            };
            transaction.update(Table::Documents, key(organization.as_str(), document.as_str()), count, missing)
        })
    }

    /// Returns the error for missing documents: those at `places` of the transaction, counted from `first`.
    pub(crate) fn unknown(&self, first: usize, places: &[usize]) -> WriteError {
        let missing = places.iter().filter_map(|place| self.changes.get(place.checked_sub(first)?));
        let refused = |pointer: &String| FieldError {
            pointer: pointer.clone(),
            reason: "is not a document of your organization".to_owned(),
        };
        let errors: Vec<FieldError> = missing.flat_map(|change| &change.pointers).map(refused).collect();
        if errors.is_empty() {
            return StoreError::corrupt("a record names a missing document").into();
        }
        CommandError::Invalid(errors).into()
    }
}

/// Groups attachments by document, with their JSON pointers.
fn by_document<'a>(attachments: &'a [Attachment<'a>]) -> BTreeMap<&'a DocumentId, Vec<&'a str>> {
    let mut found: BTreeMap<&DocumentId, Vec<&str>> = BTreeMap::new();
    for attachment in attachments {
        found.entry(attachment.document).or_default().push(&attachment.pointer);
    }
    found
}

fn too_many(named: &BTreeMap<&DocumentId, Vec<&str>>) -> WriteError {
    CommandError::Invalid(vec![FieldError {
        pointer: "/documentIds".to_owned(),
        reason: format!(
            "must name at most {MAX_ATTACHED} different documents, including those of persons, not {}",
            named.len()
        ),
    }])
    .into()
}

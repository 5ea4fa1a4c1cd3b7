//! Pending uploads, in the table of documents.

use contract::document::Document;
use contract::id::{DocumentId, OrganizationId};
use contract::table::Table;
use contract::upload::PendingUpload;

use crate::documents::{Documents, item_of};
use crate::error::StoreError;
use crate::item::{Item, key, number, read, write};
use crate::leftovers::{still_uploading, trace_key};
use crate::operation::{Effect, Operation};
use crate::tables::Store;
use crate::transaction::Transaction;

/// Lifetime after expiry in seconds, so its owner learns of it.
const KEEP_SECONDS: i64 = 24 * 60 * 60;

/// Pending uploads of one organization.
#[derive(Clone, Copy, Debug)]
pub struct Uploads<'a> {
    store: &'a Store,
    organization: &'a OrganizationId,
}

/// Reason for not creating a document.
enum Stopped {
    /// The upload is already confirmed, or never began.
    NotPending,
    Store(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<'a> Uploads<'a> {
    pub(crate) const fn new(store: &'a Store, organization: &'a OrganizationId) -> Self {
        Self { store, organization }
    }

    /// Stores an upload.
    ///
    /// # Errors
    /// [`StoreError`] if DynamoDB does not answer, or an earlier attempt of the request stored an upload.
    pub async fn insert(&self, upload: &PendingUpload, operation: &Operation) -> Result<(), StoreError> {
        let mut item = write(upload)?;
        item.extend(self.key(&upload.id));
        item.insert("ttl".to_owned(), number(upload.expires_at.plus_seconds(KEEP_SECONDS).seconds()));
        let mut transaction: Transaction<'_, StoreError> = Transaction::new(self.store);
        transaction.put_new(Table::Documents, item, |_| StoreError::Busy)?;
        transaction.commit(operation, &Effect::on(upload.id.as_str())).await
    }

    /// Reads a pending upload, strongly consistent; `None` once it is confirmed.
    pub async fn get(&self, id: &DocumentId) -> Result<Option<PendingUpload>, StoreError> {
        self.store.item(Table::Documents, self.key(id)).await?.map(read).transpose()
    }

    /// Replaces an upload with its document, in one transaction.
    ///
    /// The content is stored before. After an earlier confirmation, returns its document; `None` if it was deleted
    /// since.
    pub async fn confirm(&self, upload: PendingUpload, operation: &Operation) -> Result<Option<Document>, StoreError> {
        let document = upload.into_document();
        let mut transaction = Transaction::new(self.store);
        // Requires the upload: a document that was deleted while another attempt confirms it must not come back.
        let pending = |delete: aws_sdk_dynamodb::types::builders::DeleteBuilder| {
            delete.condition_expression("attribute_exists(pk)")
        };
        transaction.delete(Table::Documents, self.key(&document.id), pending, |_| Stopped::NotPending)?;
        transaction.put_new(Table::Documents, item_of(&document)?, |_| Stopped::NotPending)?;
        let trace = trace_key(self.organization, &document.id);
        transaction.delete(Table::Documents, trace, still_uploading, |_| StoreError::Busy.into())?;
        match transaction.commit(operation, &Effect::on(document.id.as_str())).await {
            Ok(()) => Ok(Some(document)),
            Err(Stopped::NotPending) => Documents::new(self.store, self.organization).get(&document.id).await,
            Err(Stopped::Store(error)) => Err(error),
        }
    }

    fn key(&self, id: &DocumentId) -> Item {
        key(format!("{}#uploads", self.organization), id.as_str())
    }
}

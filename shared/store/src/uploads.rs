//! Uploads that are not confirmed, in the table of documents.

use contract::document::Document;
use contract::id::{DocumentId, OrganizationId};
use contract::table::Table;
use contract::upload::PendingUpload;

use crate::documents::{Documents, item_of};
use crate::error::StoreError;
use crate::item::{Item, key, number, read, write};
use crate::leftovers::{still_uploading, trace_key};
use crate::operation::Effect;
use crate::operation::Operation;
use crate::tables::Store;
use crate::transaction::Transaction;

/// For how long after its time an upload is still known, in seconds, so that its owner is told what became of it.
const KNOWN_AFTER: i64 = 24 * 60 * 60;

/// The uploads of one organization that are not confirmed.
#[derive(Clone, Copy, Debug)]
pub struct Uploads<'a> {
    store: &'a Store,
    organization: &'a OrganizationId,
}

/// Why no document was made of an upload.
enum Stopped {
    /// It is confirmed already, or was never begun.
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
    /// If DynamoDB does not answer, or an earlier attempt of the request stored one.
    pub async fn insert(&self, upload: &PendingUpload, operation: &Operation) -> Result<(), StoreError> {
        let mut item = write(upload)?;
        item.extend(self.key(&upload.id));
        item.insert("ttl".to_owned(), number(upload.expires_at.plus_seconds(KNOWN_AFTER).seconds()));
        let mut transaction: Transaction<'_, StoreError> = Transaction::new(self.store);
        transaction.put_new(Table::Documents, item, |_| StoreError::Busy)?;
        transaction.commit(operation, &Effect::on(upload.id.as_str())).await
    }

    /// The upload with this id, strongly consistent; none, once it is confirmed.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn get(&self, id: &DocumentId) -> Result<Option<PendingUpload>, StoreError> {
        self.store.record(Table::Documents, &self.partition(), id.as_str()).await?.map(read).transpose()
    }

    /// Turns an announced upload with its content in place into a document, in one transaction.
    /// Where that was done before, the document is returned; `None`, where it has been deleted since.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn confirm(&self, upload: PendingUpload, operation: &Operation) -> Result<Option<Document>, StoreError> {
        let document = upload.into_document();
        let mut transaction = Transaction::new(self.store);
        // The upload first: a document may be deleted while another attempt is still at confirming it, and must not
        // come back.
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

    fn partition(&self) -> String {
        format!("{}#uploads", self.organization)
    }

    fn key(&self, id: &DocumentId) -> Item {
        key(self.partition(), id.as_str())
    }
}

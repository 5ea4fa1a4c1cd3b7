//! Uploads that are not confirmed, in the table of documents.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use contract::document::Document;
use contract::id::{DocumentId, OrganizationId};
use contract::table::Table;
use contract::upload::PendingUpload;

use crate::documents::{Documents, busy, item_of};
use crate::error::StoreError;
use crate::item::{Item, key, number, read, write};
use crate::transaction::Transaction;
use crate::{Operation, Store};

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
    Busy,
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

    /// Keeps an upload. Where an earlier attempt of the same request kept one, that one is returned.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn insert(&self, upload: PendingUpload) -> Result<PendingUpload, StoreError> {
        let mut item = write(&upload)?;
        item.extend(self.key(&upload.id));
        item.insert("ttl".to_owned(), number(upload.expires_at.plus_seconds(KNOWN_AFTER).seconds()));
        let put = self.store.client.put_item().table_name(self.store.table(Table::Documents));
        let put = put.set_item(Some(item)).condition_expression("attribute_not_exists(pk)");
        match put.return_values_on_condition_check_failure(AllOld).send().await {
            Ok(_) => Ok(upload),
            Err(error) => match error.as_service_error() {
                // Ids are random: what bears this one was written by an earlier attempt of this very request.
                Some(PutItemError::ConditionalCheckFailedException(found)) => {
                    read(found.item().cloned().unwrap_or_default())
                }
                _ => Err(error.into()),
            },
        }
    }

    /// The upload with this id, strongly consistent; none, once it is confirmed.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn get(&self, id: &DocumentId) -> Result<Option<PendingUpload>, StoreError> {
        self.store.record(Table::Documents, &self.partition(), id.as_str()).await?.map(read).transpose()
    }

    /// Makes a document of an upload, whose content must be in its place already: the one comes as the other goes.
    /// Where that was done before, the document is returned; `None`, where it has been deleted since.
    ///
    /// # Errors
    /// Where DynamoDB does not answer.
    pub async fn confirm(&self, upload: PendingUpload, operation: Operation) -> Result<Option<Document>, StoreError> {
        let document = upload.into_document();
        let mut transaction = Transaction::new(self.store);
        // The upload first: a document may be deleted while another attempt is still at confirming it, and must not
        // come back.
        let pending = |delete: aws_sdk_dynamodb::types::builders::DeleteBuilder| {
            delete.condition_expression("attribute_exists(pk)")
        };
        transaction.delete(Table::Documents, self.key(&document.id), pending, |_| Stopped::NotPending)?;
        transaction.put_new(Table::Documents, item_of(&document, operation)?, |_| Stopped::NotPending)?;
        match transaction.commit(Stopped::Busy).await {
            Ok(()) => Ok(Some(document)),
            Err(Stopped::NotPending) => Documents::new(self.store, self.organization).get(&document.id).await,
            Err(Stopped::Busy) => Err(busy()),
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

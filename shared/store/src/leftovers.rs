//! Traces of objects in S3 that may lack their document.
//!
//! S3 and DynamoDB share no transaction. So a trace is written before an object can lack its document, and removed only
//! once it cannot. An upload removes it in the transaction that writes the document, a deletion after the object. An
//! interrupted request leaves an object with a trace, which a later request of any organization finds and removes,
//! without listing the bucket.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | trace | `#leftovers` | `<org>/<document>` |

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::builders::{DeleteBuilder, PutBuilder};
use contract::id::{DocumentId, OrganizationId};
use contract::table::Table;
use contract::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::item::{Item, key, number, read, text, write};
use crate::tables::Store;

/// One partition: a trace lives as long as a request, so there are few.
const PARTITION: &str = "#leftovers";
/// Age in seconds from which a trace is left over: no request that wrote it can still be running.
const LEFT_OVER_AFTER: i64 = 60 * 60;
/// Seconds for which a claim to remove the object lasts: longer than any function runs.
const CLAIM: i64 = 60;

/// Reason why an object lacks its document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Cause {
    /// Its document is not written yet.
    Upload,
    /// Its document is deleted, but the object is not yet.
    Deletion,
}

/// Object left without its document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leftover {
    /// Owning organization.
    pub org_id: OrganizationId,
    /// Document whose content it is, or was to be.
    pub id: DocumentId,
    pub(crate) cause: Cause,
    /// Unix second of writing the trace.
    since: i64,
}

impl Leftover {
    pub(crate) fn new(org_id: OrganizationId, id: DocumentId, cause: Cause, now: Timestamp) -> Self {
        Self { org_id, id, cause, since: now.seconds() }
    }

    pub(crate) fn item(&self) -> Result<Item, StoreError> {
        let mut item = write(self)?;
        item.extend(trace_key(&self.org_id, &self.id));
        Ok(item)
    }
}

pub(crate) fn trace_key(organization: &OrganizationId, id: &DocumentId) -> Item {
    key(PARTITION, format!("{organization}/{id}"))
}

/// Condition for writing a trace: the object is not being removed.
pub(crate) fn unclaimed(put: PutBuilder, now: Timestamp) -> PutBuilder {
    put.condition_expression("attribute_not_exists(claimedAt) OR claimedAt < :stale")
        .expression_attribute_values(":stale", number(now.seconds() - CLAIM))
}

/// Condition for removing an upload's trace together with writing the document: the object still exists.
pub(crate) fn still_uploading(delete: DeleteBuilder) -> DeleteBuilder {
    delete
        .condition_expression("cause = :upload AND attribute_not_exists(claimedAt)")
        .expression_attribute_values(":upload", text("Upload"))
}

/// Leftovers of all organizations.
#[derive(Clone, Copy, Debug)]
pub struct Leftovers<'a> {
    store: &'a Store,
}

impl<'a> Leftovers<'a> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// Returns up to one page of leftovers.
    ///
    /// # Errors
    /// If DynamoDB does not answer.
    pub async fn list(&self, now: Timestamp) -> Result<Vec<Leftover>, StoreError> {
        let query = self.store.client.query().table_name(self.store.table(Table::Documents));
        let query = query
            .key_condition_expression("pk = :pk")
            .filter_expression("since < :before")
            .expression_attribute_values(":pk", text(PARTITION))
            .expression_attribute_values(":before", number(now.seconds() - LEFT_OVER_AFTER));
        query.send().await?.items.unwrap_or_default().into_iter().map(read).collect()
    }

    /// Claims the removal of an object. Returns false if a request resumed it, or another claim exists. A claimed
    /// object cannot become a document's content.
    ///
    /// # Errors
    /// If DynamoDB does not answer.
    pub async fn claim(&self, leftover: &Leftover, now: Timestamp) -> Result<bool, StoreError> {
        let update = self.store.client.update_item().table_name(self.store.table(Table::Documents));
        let update = update
            .set_key(Some(trace_key(&leftover.org_id, &leftover.id)))
            .update_expression("SET claimedAt = :now")
            .condition_expression("since = :since AND (attribute_not_exists(claimedAt) OR claimedAt < :stale)")
            .expression_attribute_values(":now", number(now.seconds()))
            .expression_attribute_values(":since", number(leftover.since))
            .expression_attribute_values(":stale", number(now.seconds() - CLAIM));
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(error.into()),
            },
        }
    }

    /// Removes the trace of a removed object.
    ///
    /// # Errors
    /// If DynamoDB does not answer.
    pub async fn forget(&self, organization: &OrganizationId, id: &DocumentId) -> Result<(), StoreError> {
        let delete = self.store.client.delete_item().table_name(self.store.table(Table::Documents));
        delete.set_key(Some(trace_key(organization, id))).send().await?;
        Ok(())
    }
}

//! Traces of objects in S3 that may lack their document.
//!
//! S3 and DynamoDB share no transaction. So a trace exists for as long as an object may lack its document. An upload
//! removes it in the transaction that writes the document, a deletion after it removed the object. An interrupted
//! request leaves an object with a trace. A later request of any organization finds and removes it, without listing the
//! bucket.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | trace | `#leftovers` | `<org>/<document>` |

use aws_sdk_dynamodb::types::builders::{DeleteBuilder, PutBuilder};
use contract::id::{DocumentId, OrganizationId};
use contract::table::Table;
use contract::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{StoreError, written};
use crate::item::{Item, key, number, read, text, write};
use crate::tables::Store;

/// Partition of all traces. There are few, since a trace lives as long as a request.
const PARTITION: &str = "#leftovers";
/// Age of a leftover trace in seconds. The request that wrote it has ended by then.
const LEFT_OVER_AFTER: i64 = 60 * 60;
/// Lifetime of a claim in seconds: longer than a function's timeout.
const CLAIM: i64 = 60;

/// Reason for an object without a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Cause {
    /// The document is not written yet.
    Upload,
    /// The document is deleted, the object not yet.
    Deletion,
}

/// Object without a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leftover {
    /// Owning organization.
    pub org_id: OrganizationId,
    /// Id of the missing document.
    pub id: DocumentId,
    pub(crate) cause: Cause,
    /// Unix second at which the trace was written.
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

/// Condition for writing a trace: no current claim.
pub(crate) fn unclaimed(put: PutBuilder, now: Timestamp) -> PutBuilder {
    put.condition_expression("attribute_not_exists(claimedAt) OR claimedAt < :stale")
        .expression_attribute_values(":stale", number(now.seconds() - CLAIM))
}

/// Condition for replacing an upload's trace with the document: the object was not removed.
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
    pub async fn list(&self, now: Timestamp) -> Result<Vec<Leftover>, StoreError> {
        let query = self.store.client.query().table_name(self.store.table(Table::Documents));
        let query = query
            .key_condition_expression("pk = :pk")
            .filter_expression("since < :before")
            .expression_attribute_values(":pk", text(PARTITION))
            .expression_attribute_values(":before", number(now.seconds() - LEFT_OVER_AFTER));
        query.send().await?.items.unwrap_or_default().into_iter().map(read).collect()
    }

    /// Claims the removal of an object. A claimed object cannot become a document's content.
    ///
    /// Returns false if a request resumed the upload, or another claim exists.
    pub async fn claim(&self, leftover: &Leftover, now: Timestamp) -> Result<bool, StoreError> {
        let update = self.store.client.update_item().table_name(self.store.table(Table::Documents));
        let update = update
            .set_key(Some(trace_key(&leftover.org_id, &leftover.id)))
            .update_expression("SET claimedAt = :now")
            .condition_expression("since = :since AND (attribute_not_exists(claimedAt) OR claimedAt < :stale)")
            .expression_attribute_values(":now", number(now.seconds()))
            .expression_attribute_values(":since", number(leftover.since))
            .expression_attribute_values(":stale", number(now.seconds() - CLAIM));
        written(update.send().await)
    }

    /// Removes the trace of a removed object.
    pub async fn forget(&self, organization: &OrganizationId, id: &DocumentId) -> Result<(), StoreError> {
        let delete = self.store.client.delete_item().table_name(self.store.table(Table::Documents));
        delete.set_key(Some(trace_key(organization, id))).send().await?;
        Ok(())
    }
}

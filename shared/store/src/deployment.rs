//! State of the deployment: the KMS key that hashes new API keys.

use contract::audit::AuditEntry;
use contract::table::Table;
use contract::time::Timestamp;
use domain::application::HmacKeyArn;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::item::{key, read, text, write};
use crate::operation::{Effect, Operation};
use crate::tables::Store;
use crate::transaction::Transaction;

/// State of the deployment.
#[derive(Clone, Copy, Debug)]
pub struct Deployment<'a> {
    store: &'a Store,
}

/// Reason for not changing the HMAC key.
#[derive(Debug)]
pub enum RotateError {
    /// Another change came first.
    Changed,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for RotateError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

const PARTITION: &str = "DEPLOYMENT";
const SORT: &str = "HMAC_KEY";

#[derive(Serialize, Deserialize)]
struct HmacKeyItem {
    arn: String,
    since: i64,
}

impl<'a> Deployment<'a> {
    pub(crate) const fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// Returns the KMS key that hashes new API keys; `None` for the one in the settings.
    pub async fn hmac_key(&self) -> Result<Option<HmacKeyArn>, StoreError> {
        let item = self.store.item(Table::Access, key(PARTITION, SORT)).await?.map(read::<HmacKeyItem>).transpose()?;
        item.map(|item| item.arn.parse().map_err(StoreError::corrupt)).transpose()
    }

    /// Sets the KMS key that hashes new API keys. Existing API keys keep theirs.
    ///
    /// # Errors
    /// [`RotateError::Changed`] if the current key is not `present`.
    pub async fn rotate_hmac_key(
        &self,
        present: Option<&HmacKeyArn>,
        next: &HmacKeyArn,
        at: Timestamp,
        history: &[AuditEntry],
        operation: &Operation,
    ) -> Result<(), RotateError> {
        let mut item = write(&HmacKeyItem { arn: next.as_str().to_owned(), since: at.millis() })?;
        item.extend(key(PARTITION, SORT));
        let mut transaction = Transaction::new(self.store);
        let changed = |_: Option<&_>| RotateError::Changed;
        match present {
            None => transaction.put_new(Table::Access, item, changed)?,
            Some(present) => {
                let condition = |put: aws_sdk_dynamodb::types::builders::PutBuilder| {
                    put.condition_expression("arn = :present")
                        .expression_attribute_values(":present", text(present.as_str()))
                };
                transaction.put(Table::Access, item, condition, changed)?;
            }
        }
        transaction.append(history, changed)?;
        transaction.commit(operation, &Effect::on(next.as_str())).await
    }
}

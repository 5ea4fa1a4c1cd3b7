//! Logical request over all its attempts, and the mark that prevents a second effect.
//!
//! A request under an `Idempotency-Key` holds a record in the `replay` table. The transaction of the request writes its
//! [`Effect`] into that record, on the condition that it has no effect yet and the attempt still holds it. So after any
//! loss, retry or race, one attempt has an effect, and each later one finds it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contract::table::Table;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::StoreError;
use crate::item::{Item, read, text};
use crate::transaction::Transaction;

/// Logical request: all attempts under one `Idempotency-Key`, or a single attempt.
#[derive(Clone, Debug)]
pub struct Operation {
    attempt: [u8; 16],
    /// Number of transactions that the attempt has begun.
    transactions: Arc<AtomicU32>,
    /// Partition key of the attempt's idempotency record.
    record: Option<String>,
    effect: Option<Effect>,
}

/// Effect of a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Effect {
    /// Id of the created or changed record.
    pub id: String,
    /// Detail of the 409 for a repeated request, if the original answer showed a secret.
    pub withheld: Option<String>,
}

impl Effect {
    /// Effect on the record with this id. A later attempt can rebuild its answer.
    pub fn on(id: impl Into<String>) -> Self {
        Self { id: id.into(), withheld: None }
    }
}

impl Operation {
    /// Operation of a request with a single attempt. `attempt` is random.
    pub fn once(attempt: [u8; 16]) -> Self {
        Self { attempt, transactions: Arc::default(), record: None, effect: None }
    }

    /// Returns the same attempt with its idempotency record.
    pub(crate) fn holding(&self, record: String, effect: Option<Effect>) -> Self {
        Self { record: Some(record), effect, ..self.clone() }
    }

    /// Returns the same attempt for additional writes, which leave no mark.
    pub(crate) fn beside(&self) -> Self {
        Self { record: None, effect: None, ..self.clone() }
    }

    /// Returns the effect of an earlier attempt.
    pub const fn effect(&self) -> Option<&Effect> {
        self.effect.as_ref()
    }

    /// Returns the random bytes of this attempt.
    pub const fn attempt(&self) -> [u8; 16] {
        self.attempt
    }

    /// Returns the token of the next transaction. DynamoDB allows 36 characters.
    pub(crate) fn token(&self) -> String {
        let number = self.transactions.fetch_add(1, Ordering::Relaxed);
        let digest = Sha256::new().chain_update(self.attempt).chain_update(number.to_be_bytes()).finalize();
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) fn owner(&self) -> String {
        hex::encode(self.attempt)
    }
}

impl<E: From<StoreError>> Transaction<'_, E> {
    /// Adds the mark of `operation` if it holds a record.
    pub(crate) fn mark(&mut self, operation: &Operation, effect: &Effect) -> Result<(), StoreError> {
        let Some(record) = &operation.record else { return Ok(()) };
        let effect = serde_dynamo::to_attribute_value(effect).map_err(StoreError::corrupt)?;
        let mark = |update: UpdateBuilder| {
            update
                .update_expression("SET effect = :effect")
                .condition_expression("#owner = :own AND attribute_not_exists(effect)")
                .expression_attribute_names("#owner", "owner")
                .expression_attribute_values(":own", text(operation.owner()))
                .expression_attribute_values(":effect", effect)
        };
        self.update(Table::Replay, Item::from([("pk".to_owned(), text(record))]), mark, |found| stopped(found).into())
    }
}

/// Returns the reason for refusing an effect: an earlier effect, or another attempt with the record.
fn stopped(found: Option<&Item>) -> StoreError {
    #[derive(Deserialize)]
    struct Marked {
        effect: Option<Effect>,
    }
    match found.cloned().map(read::<Marked>) {
        Some(Ok(Marked { effect: Some(effect) })) => StoreError::AlreadyApplied(effect),
        Some(Err(error)) => error,
        Some(Ok(Marked { effect: None })) | None => StoreError::TakenOver,
    }
}

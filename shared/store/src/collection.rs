//! Collections of entities: read by key, written as a [`Change`] under an optimistic lock.

use domain::{Change, CommandError, Entity};

use crate::error::StoreError;
use crate::item::Item;
use crate::operation::{Effect, Operation};

/// Entities of one kind, by key.
pub trait Collection: Sync {
    /// Kind of entity.
    type Entity: Entity;
    /// Key of an entity.
    type Key: ?Sized + Sync;

    /// Reads an entity, strongly consistent.
    fn read(&self, key: &Self::Key) -> impl Future<Output = Result<Option<Self::Entity>, StoreError>> + Send;

    /// Reads the entity that an earlier attempt created or changed.
    fn read_effect(&self, effect: &Effect) -> impl Future<Output = Result<Option<Self::Entity>, StoreError>> + Send;

    /// Writes a change in one transaction, as the effect of `operation`.
    ///
    /// # Errors
    /// [`WriteError`]; then nothing was written.
    fn write(
        &self,
        change: &Change<Self::Entity>,
        operation: &Operation,
    ) -> impl Future<Output = Result<(), WriteError>> + Send;
}

/// Reason for not writing a change.
#[derive(Debug)]
pub enum WriteError {
    /// The entity, or its companion write, was changed since the read.
    Changed,
    /// A condition failed: a requirement, a document, a taken name.
    Refused(CommandError),
    /// The store failed.
    Store(StoreError),
}

impl WriteError {
    /// Returns [`WriteError::Changed`], for any item that failed the lock.
    pub(crate) const fn changed(_: Option<&Item>) -> Self {
        Self::Changed
    }
}

impl From<StoreError> for WriteError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<CommandError> for WriteError {
    fn from(error: CommandError) -> Self {
        Self::Refused(error)
    }
}

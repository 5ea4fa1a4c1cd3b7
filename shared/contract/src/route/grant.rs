//! AWS permissions of a route's function.

use crate::json::named;
use crate::table::{Index, Table};

named! {
    /// DynamoDB action, by its name in an IAM policy.
    #[derive(PartialOrd, Ord)]
    pub enum Action {
        GetItem = "dynamodb:GetItem",
        BatchGetItem = "dynamodb:BatchGetItem",
        Query = "dynamodb:Query",
        PutItem = "dynamodb:PutItem",
        UpdateItem = "dynamodb:UpdateItem",
        DeleteItem = "dynamodb:DeleteItem",
        ConditionCheckItem = "dynamodb:ConditionCheckItem",
    }
}

named! {
    /// S3 action on an object, by its name in an IAM policy.
    #[derive(PartialOrd, Ord)]
    pub enum ObjectAction {
        GetObject = "s3:GetObject",
        PutObject = "s3:PutObject",
        DeleteObject = "s3:DeleteObject",
    }
}

/// Action for reading the watch list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WatchListAction {
    /// `GetObject` on its file.
    Read,
    /// `ListBucket` on its bucket. Without it, S3 answers 403 for a missing file.
    Miss,
}

/// AWS permission of a route's function. Writing its own log needs none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Grant {
    /// Action on the items of a table.
    Table(Table, Action),
    /// `Query` on an index of the table.
    Index(Table, &'static str),
    /// Action on the content of documents.
    Content(ObjectAction),
    /// Action on the watch list.
    WatchList(WatchListAction),
    /// Action on uploaded files without a document.
    Upload(ObjectAction),
    /// `GenerateMac` with the key that hashes API keys.
    HmacKey,
}

impl Grant {
    /// Grants reading one item.
    pub const fn get(table: Table) -> Self {
        Self::Table(table, Action::GetItem)
    }
    /// Grants reading the items of a partition.
    pub const fn query(table: Table) -> Self {
        Self::Table(table, Action::Query)
    }
    /// Grants reading the items of a partition of an index.
    pub const fn index(table: Table, index: Index) -> Self {
        Self::Index(table, index.name)
    }
    /// Grants deleting items.
    pub const fn delete(table: Table) -> Self {
        Self::Table(table, Action::DeleteItem)
    }
    /// Grants conditions on items in a transaction.
    pub const fn check(table: Table) -> Self {
        Self::Table(table, Action::ConditionCheckItem)
    }
    /// Grants reading up to 100 items by their keys.
    pub const fn batch_get(table: Table) -> Self {
        Self::Table(table, Action::BatchGetItem)
    }
    /// Grants writing whole items.
    pub const fn put(table: Table) -> Self {
        Self::Table(table, Action::PutItem)
    }
    /// Grants changing items.
    pub const fn update(table: Table) -> Self {
        Self::Table(table, Action::UpdateItem)
    }
}

/// Reads for judging a request.
pub(super) const JUDGING: &[Grant] = &[Grant::get(Table::Access), Grant::HmacKey];
/// Writes for a judged request that uses up its `jti`.
pub(super) const USING: &[Grant] = &[Grant::put(Table::Replay), Grant::update(Table::Usage)];
/// Reads for a signed-in user.
pub(super) const MEMBERSHIP: &[Grant] = &[Grant::get(Table::Access)];
/// Writes for an idempotency record.
pub(super) const IDEMPOTENCY: &[Grant] = &[Grant::put(Table::Replay), Grant::update(Table::Replay)];

//! What a route's function may do with AWS.

use crate::table::{Index, Table};

/// One DynamoDB action.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "named as in IAM")]
pub enum Action {
    GetItem,
    BatchGetItem,
    Query,
    PutItem,
    UpdateItem,
    DeleteItem,
    ConditionCheckItem,
}

impl Action {
    /// The action's name in an IAM policy.
    #[must_use]
    pub const fn iam(self) -> &'static str {
        match self {
            Self::GetItem => "dynamodb:GetItem",
            Self::BatchGetItem => "dynamodb:BatchGetItem",
            Self::Query => "dynamodb:Query",
            Self::PutItem => "dynamodb:PutItem",
            Self::UpdateItem => "dynamodb:UpdateItem",
            Self::DeleteItem => "dynamodb:DeleteItem",
            Self::ConditionCheckItem => "dynamodb:ConditionCheckItem",
        }
    }
}

/// One S3 action on an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "named as in IAM")]
pub enum ObjectAction {
    GetObject,
    PutObject,
    DeleteObject,
}

impl ObjectAction {
    /// The action's name in an IAM policy.
    #[must_use]
    pub const fn iam(self) -> &'static str {
        match self {
            Self::GetObject => "s3:GetObject",
            Self::PutObject => "s3:PutObject",
            Self::DeleteObject => "s3:DeleteObject",
        }
    }
}

/// What reading the watch list needs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WatchListAction {
    /// `GetObject` on its file.
    Read,
    /// `ListBucket` on its bucket: without it, S3 answers for a file that is not there as for one that is forbidden.
    Miss,
}

/// What a route's function may do with AWS, beyond writing its own log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Grant {
    /// An action on the items of a table.
    Table(Table, Action),
    /// `Query` on an index of the table.
    Index(Table, &'static str),
    /// An action on the content of documents.
    Content(ObjectAction),
    /// An action on the watch list.
    WatchList(WatchListAction),
    /// An action on files that are no document yet.
    Upload(ObjectAction),
    /// `GenerateMac` with the key that hashes API keys.
    HmacKey,
}

impl Grant {
    /// Reads one item.
    #[must_use]
    pub const fn get(table: Table) -> Self {
        Self::Table(table, Action::GetItem)
    }
    /// Reads items of one partition.
    #[must_use]
    pub const fn query(table: Table) -> Self {
        Self::Table(table, Action::Query)
    }
    /// Reads items of one partition of an index.
    #[must_use]
    pub const fn index(table: Table, index: Index) -> Self {
        Self::Index(table, index.name)
    }
    /// Removes items.
    #[must_use]
    pub const fn delete(table: Table) -> Self {
        Self::Table(table, Action::DeleteItem)
    }
    /// Makes another write depend on items.
    #[must_use]
    pub const fn check(table: Table) -> Self {
        Self::Table(table, Action::ConditionCheckItem)
    }
    /// Reads up to 100 items by their keys.
    #[must_use]
    pub const fn batch_get(table: Table) -> Self {
        Self::Table(table, Action::BatchGetItem)
    }
    /// Writes whole items.
    #[must_use]
    pub const fn put(table: Table) -> Self {
        Self::Table(table, Action::PutItem)
    }
    /// Changes items.
    #[must_use]
    pub const fn update(table: Table) -> Self {
        Self::Table(table, Action::UpdateItem)
    }
}

/// Reads of every judged request.
pub(super) const JUDGING: &[Grant] = &[Grant::get(Table::Access), Grant::HmacKey];
/// Writes of a judged request that uses up its `jti`.
pub(super) const USING: &[Grant] = &[Grant::put(Table::Replay), Grant::update(Table::Usage)];
/// What knowing a signed-in person needs.
pub(super) const MEMBERSHIP: &[Grant] = &[Grant::get(Table::Access)];
/// What an idempotency record needs.
pub(super) const IDEMPOTENCY: &[Grant] = &[Grant::put(Table::Replay), Grant::update(Table::Replay)];

//! Storage: the only crate that uses DynamoDB and S3.
//!
//! Every record belongs to one organization. Reads and writes name the organization first: [`Store::customers`],
//! [`Store::applications`]. Exceptions are items that no caller requests by id: the record that judges a request
//! ([`verify::backend::Applications`]), used `jti`s, idempotency records, last uses.
//!
//! A request has one effect over all its attempts: see [`Operation`].
//!
//! Every asynchronous method fails with [`StoreError`], or its case in the method's error, if DynamoDB or S3 does not
//! answer. The methods document further errors only.
//!
//! # Records
//!
//! `Records` stores every kind of record in the same way: one item with its revision, and below it lines that are only
//! added (activity, messages). Indexes find records by status, within an organization and, for reviews, over all.
//! `paging` reads every list: newest first, stable while records are added. Each combination of filters has an index
//! (`BY_STATUS`, `BY_CUSTOMER`, `BY_CUSTOMER_STATUS`), so only the last page can be empty. Two lists filter during the
//! read, and may end a page early after 2,000 items. One is the audit history: in an index of one organization by
//! actor, action or application, the ends of pages would reveal entries of others, and each index costs a write in
//! every change. The other is the admins' search for organizations by a part of the name, which no index supports.
//!
//! A list's *position* is the sort key of its last record. It leaves the API only sealed, as a cursor.
//!
//! # Transactions
//!
//! Every write of a request is a transaction with its own token, so a repeated call after a lost answer has no second
//! effect. A transaction that conflicted with another had no effect (`StoreError::Busy`). A permanent refusal, such as
//! a missing permission or table, is `StoreError::Refused`, which becomes 500 `internal_error`, not 503.
//!
//! A record declares its requirements on other records (`Record::requires`) and its documents (`Record::documents`).
//! Both become conditions of the transaction that writes it. The error for a failed condition is derived from the item
//! that failed it.
//!
//! # Documents
//!
//! Metadata is in the `documents` table, content in S3 under `<org>/<document>`, encrypted, with a SHA-256 that S3
//! checks. Only `Contents` uses S3. Its client is created on first use, so other functions' binaries contain no S3
//! code.
//!
//! *Attaching*: `Records` compares the documents that a record names before and after a change. The transaction that
//! writes the record changes `attachments` of each added or dropped document, on the condition that it exists. A
//! document is deleted on the condition that its count is 0. So whichever of attaching and deleting comes first, the
//! other is refused (422 with the entry's pointer, 409), without a prior read. DynamoDB allows 100 items in a
//! transaction. So a record names at most 48 different documents, including those of its persons, and all can be
//! replaced at once (2 × 48, the record, its screening, its activity line). A new kind of record with documents
//! implements `Record::documents`, and its routes need `UpdateItem` on the table.
//!
//! *Larger files*: the partner uploads them to S3, at an address that is signed for the declared bytes. Length,
//! SHA-256, media type and encryption are signed headers; no other header of the SDK is passed on
//! (`contents::presigned`). Without `s3:ListBucket`, S3 answers 403 for a missing key. No function has that permission,
//! so 403 to `HeadObject` means that nothing was uploaded.

mod access;
mod audit;
mod collection;
mod conditions;
mod contents;
mod deployment;
mod documents;
mod error;
mod idempotency;
mod item;
mod leftovers;
mod operation;
mod paging;
mod quotes;
mod rates;
mod records;
mod refusals;
mod replay;
mod requirements;
mod tables;
mod transaction;
mod uploads;
mod usage;
mod watch_list;

pub use access::{Applications, Members, Memberships, Organizations};
pub use audit::{Audit, AuditOfAll};
pub use collection::{Collection, WriteError};
pub use contents::{Contents, Ends, PutAddress, Uploaded};
pub use deployment::{Deployment, RotateError};
pub use documents::{Deleted, Documents};
pub use error::StoreError;
pub use idempotency::{Begun, IdempotencyKey, IdempotencyScope, SavedAnswer, Started};
pub use leftovers::{Leftover, Leftovers};
pub use operation::{Effect, Operation};
pub use quotes::Quotes;
pub use rates::RateTables;
pub use records::{Queue, Records, Selection};
pub use tables::Store;
pub use uploads::Uploads;
pub use watch_list::{WATCH_LIST_KEY, WatchLists};

//! What is kept, and where: the only crate that knows DynamoDB and S3.
//!
//! Every record belongs to one organization, and whoever reads or writes one names the organization first:
//! [`Store::customers`], [`Store::applications`]. What takes none is what nobody asks for by id: the record that judges
//! a request ([`verify::backend::Applications`]), used `jti`s, idempotency records, uses.
//!
//! A request has one effect however often it is tried: see [`Operation`].
//!
//! # Records
//!
//! `Records` keeps every kind of record in one way: an item a record, with its revision, and below it lines that are
//! only added (activity, messages). Indexes find records by status, within an organization and, for reviews, over all.
//! `paging` reads every list: newest first, stable while records are added. Each combination of filters has an index
//! (`BY_STATUS`, `BY_CUSTOMER`, `BY_CUSTOMER_STATUS`), so that no page but the last is empty. Two lists filter as they
//! read, and may end a page early after 2,000 items: the audit history, since an index of one organization's part by
//! actor, action or application would show in where pages end what concerns others, and each would be one more write in
//! every change; and admins' search of organizations by a part of their name, which no index finds.
//!
//! A list's *position* is the sort key of its last record. It leaves the store only sealed, as a cursor.
//!
//! # Transactions
//!
//! Every write of a request is a transaction under a token of its own: sent again because its answer was lost, it is
//! carried out once. A transaction that met another one at the same items was not carried out (`StoreError::Busy`).
//! What a service would refuse again, such as a missing permission or table, is `StoreError::Refused`, and becomes 500
//! `internal_error`, not 503.
//!
//! A record says which other records it requires (`Record::requires`) and which documents it names
//! (`Record::documents`). Both become conditions of the transaction that writes it. The answer to a broken condition is
//! made of the item that broke it.
//!
//! # Documents
//!
//! Metadata is in the `documents` table, content in S3 under `<org>/<document>`, encrypted, with the SHA-256 that S3
//! checks. Only `Contents` knows S3. Its client is made where it is first needed, so that other functions' binaries
//! hold none of it.
//!
//! *Attaching*: `Records` compares the documents that a record named with those it names now. In the transaction that
//! writes the record it counts `attachments` of each that came or went, on the condition that it is there. A document
//! is deleted on the condition that its count is 0. So whichever of attaching and deleting comes first, the other is
//! refused (422 with the entry's pointer, 409), and nothing is read first. DynamoDB takes 100 items a transaction: a
//! record names at most 48 different documents, those of its persons included, so that all can be exchanged at once (2
//! × 48, the record, its screening, its activity line). A new kind of record that names documents implements
//! `Record::documents`, and grants `UpdateItem` on the table to the routes that write it.
//!
//! *Larger files* are put into S3 by the partner, at an address signed here for exactly the declared bytes: length,
//! SHA-256, media type and encryption are signed headers, and no other header of the SDK is passed on
//! (`contents::presigned`). Without `s3:ListBucket`, S3 answers 403 for a missing key, and no function has it: so 403
//! to `HeadObject` means that nothing was uploaded.

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

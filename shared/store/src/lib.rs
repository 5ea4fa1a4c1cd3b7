//! What is kept, and where: the only crate that knows DynamoDB and S3.
//!
//! Every record belongs to one organization, and whoever reads or writes one names the organization first:
//! [`Store::customers`], [`Store::applications`]. What takes none is what nobody asks for by id: the record
//! that judges a request ([`verify::backend::Applications`]), used `jti`s, idempotency records, uses.
//!
//! A request has one effect however often it is tried: see [`Operation`].

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

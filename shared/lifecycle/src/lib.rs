//! How the records of partners change: by whom, out of which status, with which line in their activity log.
//!
//! A change is a function from a record to the next one. The line in the activity log is the difference of the two
//! statuses, written in the transaction of the change. The write is conditional on what was read, and made again on what
//! somebody else made of the record meanwhile.

mod author;
mod change;
mod execute;
pub mod payments;
pub mod rates;
mod review;
pub mod screening;
pub mod tickets;

pub use author::Author;
pub use change::{Next, change, create, wrong_status};
pub use review::decided;

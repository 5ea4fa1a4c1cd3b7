//! Records, and what may become of them: pure functions from record, command and moment to a change.
//!
//! No I/O, no async, no AWS, no Lambda. A decision is made of the record as it is; [`Change`] makes of it all that is
//! written: the record after it, the line in its activity log, the entries of the audit history, and the requirements
//! on other records.
//!
//! | module | decides |
//! | --- | --- |
//! | [`customer`], [`beneficiary`] | creation, edits, submission, reviews |
//! | [`payment`], [`quote`], [`pricing`] | price, correction, cancellation, reviews by one or two people |
//! | [`screening`] | payment holds |
//! | [`ticket`] | messages, resolution |
//! | [`application`] | credentials and their rotation |
//! | [`organization`], [`member`], [`rates`] | changes by admins |

pub mod application;
pub mod author;
pub mod beneficiary;
pub mod change;
pub mod customer;
pub mod error;
pub mod member;
pub mod moment;
pub mod organization;
pub mod payment;
pub mod pricing;
pub mod quote;
pub mod rates;
pub mod record;
pub mod requirement;
pub mod review;
pub mod screening;
pub mod ticket;
pub mod two_person;

pub use author::{Author, Origin};
pub use change::{Change, Companion, Decision, Replacement, Step, Subject};
pub use error::CommandError;
pub use moment::Moment;
pub use record::{Entity, Logged, Record};

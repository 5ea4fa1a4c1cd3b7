//! Use cases of people and services: reads, and commands that change records.
//!
//! Depends on the store and the context of a request, not on Lambda or AWS. A command's decision is a function of
//! [`domain`]. Only [`execute`] carries decisions out.
//!
//! # Executor
//!
//! It reads the record, checks `If-Match`, takes a `Moment`, calls the function of `domain`, and writes the change in
//! one transaction. The transaction's conditions are the revision that was read and the change's requirements. If
//! another request changed the record meanwhile, or DynamoDB answers `TransactionConflict`, it retries with random
//! pauses that double, until the time for an answer ends. It recognizes an earlier attempt by its `Effect`, and gives
//! that attempt's answer. Only a rotation that meets another rotation is not retried: it answers 409.
//!
//! A `Moment` is taken right before the write, later than the record's last change, regardless of clock differences.
//! Times, ids of audit entries and sort keys come from it. So each log lists changes in their order of effect, and the
//! `before` of an entry is the `after` of its predecessor.
//!
//! # One effect
//!
//! A `POST` under an `Idempotency-Key` has a record in `replay` for 24 hours. Its scope is an application and route; or
//! a person, the organization that they act for, and route. The transaction of the request writes its `Effect`, the id
//! of the created or changed record, on the condition that there is none and that the attempt still holds the record.
//! So an attempt that was presumed dead cannot write after another took over. Each later attempt finds the effect and
//! is answered as done, regardless of other changes. A test finds every route that takes a key, and tries it.
//!
//! The answer is saved compressed. If it is too large, or was lost with its function, it is rebuilt from the current
//! record. If that record no longer exists, or the answer showed an API key (`Output::BEARS_SECRET`), a repeated
//! request gets a 409 that names the created record.
//!
//! # People
//!
//! Partner users and admins share the same functions. A `Manager` determines the organization: that of a `PartnerUser`,
//! or the one that a `NuveraAdmin` names in the path.
//!
//! Disabling an organization first marks the organization, which prevents new applications, then each application, on
//! the condition that the organization is still disabled. A mark increments the revision, so a concurrent change cannot
//! undo it. A repeated request completes an interrupted one.

pub mod applications;
mod context;
pub mod execute;
mod failure;
mod manager;
pub mod members;
pub mod organizations;
mod retry;
pub mod screening;
pub mod tickets;

pub use context::{Clock, Context, Entropy, Environment, Services, Settings, SignInSettings};
pub use execute::{change, create};
pub use failure::{Failure, Outcome, already_applied};
pub use manager::Manager;
pub use retry::Attempt;

//! What people and services do: reads, and commands that change records.
//!
//! Knows the store and the context of a request, neither Lambda nor AWS. A command's decision is a function of
//! [`domain`]; [`execute`] is the one way in which a decision is carried out.
//!
//! # The executor
//!
//! It reads the record, checks `If-Match`, takes a `Moment`, calls the function of `domain`, and writes the change in
//! one transaction, on the condition of the revision that it read and of what the change requires. If somebody else
//! changed the record meanwhile, or DynamoDB says `TransactionConflict`, it begins again, with random pauses that
//! double, for as long as an answer may take. It recognises its own earlier attempt by the `Effect`, and answers as
//! that did. Only a rotation that meets another rotation is not retried: it answers 409.
//!
//! A `Moment` is taken right before the write, later than the record's last change whichever clock is ahead. Times, ids
//! of audit entries and sort keys come from it. So each log lists changes in the order in which they took effect, and
//! the `before` of an entry is the `after` of the one before it.
//!
//! # One effect
//!
//! A `POST` under an `Idempotency-Key` has a record in `replay` for 24 hours: for an application and route; or for a
//! person, the organization they act for, and route. The transaction that carries the request out writes its `Effect`,
//! the id of what it made or changed, on the condition that there is none and that the attempt still holds the record.
//! So an attempt that was believed dead cannot write after another took over, and each later one finds the effect and
//! is answered as done, whatever somebody else changed meanwhile. A test finds every route that takes a key, and tries
//! it.
//!
//! The answer is kept compressed. One that is too large, or was lost with its function, is made again from the record
//! as it is now. Where that is gone, and where the answer showed an API key (`Output::BEARS_SECRET`), a repeated
//! request is told what was made, as 409.
//!
//! # People
//!
//! Partner users and admins use the same functions. A `Manager` says for which organization: made of a `PartnerUser`,
//! that user's; made of a `NuveraAdmin`, the one that the path names.
//!
//! Disabling an organization first marks it, which stops new applications, then each of its applications, on the
//! condition that the organization is still disabled. Marking counts the revision up, so that a change that was read
//! before cannot undo it. The same request completes one that broke off.

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

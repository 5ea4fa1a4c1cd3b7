//! What people and services do: reads, and commands that change records.
//!
//! Knows the store and the context of a request, neither Lambda nor AWS. A command's decision is a function of
//! [`domain`]; [`execute`] is the one way in which a decision is carried out.

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

//! Front of every service: accepts connections, injects faults and logs calls.

mod answer;
mod backend;
mod call;
mod control;
mod fault;
mod loopback;
mod refusal;
mod server;
mod service;

pub use call::Call;
pub use control::Control;
pub use fault::{Fault, Injection};
pub use service::Service;

pub(crate) use answer::LONGEST_JSON_BODY;
pub(crate) use backend::{Backend, JsonBackend, JsonCall};
pub(crate) use call::operation;
pub(crate) use fault::Chance;
pub(crate) use refusal::{Refusal, conflict, escaped, refusal};
pub(crate) use server::{Front, accept};

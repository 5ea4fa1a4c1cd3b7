//! Execution environments of one function, like Lambda's.
//!
//! Processes start as requests arrive, are frozen between requests, and may end at any time. `cargo lambda watch` gives
//! every request to one process and never freezes it. This module mediates: for `cargo lambda watch` it is the
//! function's only process, and for its own processes it provides Lambda's Runtime API and Extensions API.

mod api;
mod environment;
mod function;
mod pool;
mod upstream;

pub use function::Function;
pub use pool::serve;

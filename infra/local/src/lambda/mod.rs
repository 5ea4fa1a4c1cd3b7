//! Execution environments of one function, as Lambda has them: processes that are started as requests arrive, frozen
//! between them, and ended at any time.
//!
//! `cargo lambda watch` gives every request to one process, and that process runs on after it has answered. This stands
//! between the two: towards `cargo lambda watch` it is the function's only process, and each of its own processes finds
//! the Runtime API and the Extensions API of Lambda here.

mod api;
mod environment;
mod function;
mod pool;
mod upstream;

pub use function::{Function, FunctionError};
pub use pool::serve;

//! Execution environments of one function, like Lambda's.
//!
//! Processes start as requests arrive, are frozen between requests, and may end at any time. `cargo lambda watch` gives
//! every request to one process and never freezes it. This module mediates: for `cargo lambda watch` it is the
//! function's only process, and for its own processes it provides Lambda's Runtime API and Extensions API.

mod api;
mod environment;
mod pool;
mod upstream;

pub use pool::serve;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// Function, and how it is run.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Program of a process.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Variables that a process has besides this one's.
    pub environment: Vec<(String, OsString)>,
    /// Folder that it is run in.
    pub folder: PathBuf,
    /// Most processes at a time.
    pub concurrency: usize,
    /// Longest time that a request may take, with the work that its answer leaves behind.
    pub timeout: Duration,
    /// Number of requests after which a process is ended, for a test that ends them all the time.
    pub ends_after: Option<u64>,
}

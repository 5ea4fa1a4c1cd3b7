//! Execution environments of one function, like Lambda's.
//!
//! Processes start as requests arrive, are frozen between requests, and may end at any time. `cargo lambda watch` gives
//! every request to one process and never freezes it. This module mediates: for `cargo lambda watch` it is the
//! function's only process, and for its own processes it provides Lambda's Runtime API and Extensions API.

mod api;
mod environment;
mod pool;
mod upstream;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

pub use pool::serve;

/// Function with its execution settings.
#[derive(Clone, Debug)]
pub struct Function {
    /// Name of the function.
    pub name: String,
    /// Program of a process.
    pub program: PathBuf,
    /// Arguments of the program.
    pub arguments: Vec<OsString>,
    /// Environment variables in addition to this process's.
    pub environment: Vec<(String, OsString)>,
    /// Working directory.
    pub folder: PathBuf,
    /// Most concurrent processes.
    pub concurrency: usize,
    /// Timeout of a request, including its background work.
    pub timeout: Duration,
    /// Number of requests after which a process ends, for tests of restarts.
    pub ends_after: Option<u64>,
}

/// Failure to run a function.
#[derive(Debug, thiserror::Error)]
pub enum FunctionError {
    /// Failure to reach `cargo lambda watch`.
    #[error("cargo lambda watch does not answer: {0}")]
    Upstream(#[from] reqwest::Error),
    /// Failure to start a process or to listen for it.
    #[error("cannot run a process of the function: {0}")]
    Process(#[from] std::io::Error),
}

//! Threads of a stack.

use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};

/// Number of threads. SQLite blocks its thread, and a slow disk must not delay other services.
const THREADS: usize = 4;

/// Runtime that a task of another runtime can drop. Dropping a plain one there panics.
#[derive(Debug)]
pub(crate) struct Threads {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Threads {
    pub(crate) fn new() -> std::io::Result<Self> {
        let runtime =
            Builder::new_multi_thread().worker_threads(THREADS).thread_name("local-aws").enable_all().build()?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Waits for running tasks. Blocks.
    pub(crate) fn join(mut self, patience: Duration) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(patience);
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

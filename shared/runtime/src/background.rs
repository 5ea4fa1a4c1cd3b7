//! Background work of an answer, such as recording a refused request.
//!
//! It begins with the answer and does not delay it. Lambda sends an answer at once, and freezes the process when the
//! runtime and each extension have requested the next event (Lambda Developer Guide, "Lambda execution environment
//! lifecycle", "Invoke phase"). So an internal extension requests it only after this work.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

/// Longest wait for work after its answer. A waiting environment is paid for, and serves no request.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// Running background work.
#[derive(Clone)]
pub struct Background(Arc<Shared>);

struct Shared {
    running: watch::Sender<usize>,
    /// Id of the invocation answered last.
    answered: watch::Sender<String>,
}

impl Background {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared { running: watch::Sender::new(0), answered: watch::Sender::new(String::new()) }))
    }

    /// Starts work.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        // Dropped after a panic too.
        let guard = Running::new(self.clone());
        tokio::spawn(async move {
            work.await;
            drop(guard);
        });
    }

    /// Marks an invocation as answered. Its work has started by then.
    pub(crate) fn answered(&self, invocation: &str) {
        self.0.answered.send_replace(invocation.to_owned());
    }

    /// Waits until an invocation is answered and all work has ended.
    pub(crate) async fn ended_after(&self, invocation: &str) {
        // The sender lives as long as `self`, so waiting cannot fail.
        let _answered = self.0.answered.subscribe().wait_for(|answered| answered == invocation).await.is_ok();
        self.ended().await;
    }

    /// Waits until all work has ended, for at most 5 seconds.
    pub async fn ended(&self) {
        let mut running = self.0.running.subscribe();
        let ended = running.wait_for(|number| *number == 0);
        if tokio::time::timeout(MAX_WAIT, ended).await.is_err() {
            tracing::error!(seconds = MAX_WAIT.as_secs(), "background work timed out");
        }
    }
}

struct Running(Background);

impl Running {
    fn new(background: Background) -> Self {
        background.0.running.send_modify(|number| *number += 1);
        Self(background)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.0.running.send_modify(|number| *number -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_invocation_ends_after_its_answer_and_its_work() {
        let background = Background::new();
        let ended = |limit| tokio::time::timeout(Duration::from_secs(limit), background.ended_after("second"));
        background.answered("first");
        assert!(ended(60).await.is_err(), "the invocation is not answered");
        background.spawn(tokio::time::sleep(Duration::from_secs(2)));
        background.answered("second");
        assert!(ended(1).await.is_err(), "its work is not done");
        assert!(ended(2).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_hangs_or_panics_does_not_block() {
        let background = Background::new();
        background.spawn(std::future::pending());
        background.spawn(async { panic!("test") });
        assert!(tokio::time::timeout(MAX_WAIT + Duration::from_secs(1), background.ended()).await.is_ok());
    }
}

//! Work that an answer leaves behind, such as recording a refused request.
//!
//! It begins when the answer is made and delays nobody. Lambda sends an answer as soon as it has it, and freezes the
//! process once the runtime and each extension have asked for the next event (Lambda Developer Guide, "Lambda execution
//! environment lifecycle", "Invoke phase"). So an internal extension asks only when this work has ended.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

/// Longest time that work may take after its answer. An environment that waits serves nobody, and is paid for.
const LONGEST: Duration = Duration::from_secs(5);

/// Work under way.
#[derive(Clone)]
pub struct Background(Arc<Shared>);

struct Shared {
    under_way: watch::Sender<usize>,
    /// Id of the invocation answered last.
    answered: watch::Sender<String>,
}

impl Background {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared { under_way: watch::Sender::new(0), answered: watch::Sender::new(String::new()) }))
    }

    /// Begins work.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        // Ends also where the work panics.
        let ends = UnderWay::new(self.clone());
        tokio::spawn(async move {
            work.await;
            drop(ends);
        });
    }

    /// Notes that an invocation has its answer: what it left behind has begun.
    pub(crate) fn answered(&self, invocation: &str) {
        self.0.answered.send_replace(invocation.to_owned());
    }

    /// Waits until an invocation is answered and everything that was begun has ended.
    pub(crate) async fn ended_after(&self, invocation: &str) {
        // Both senders live as long as this.
        let _answered = self.0.answered.subscribe().wait_for(|answered| answered == invocation).await.is_ok();
        self.ended().await;
    }

    /// Waits until everything that was begun has ended, but no longer than 5 seconds.
    pub async fn ended(&self) {
        let mut under_way = self.0.under_way.subscribe();
        let ended = under_way.wait_for(|number| *number == 0);
        if tokio::time::timeout(LONGEST, ended).await.is_err() {
            tracing::error!(seconds = LONGEST.as_secs(), "work after an answer was not done in time");
        }
    }
}

struct UnderWay(Background);

impl UnderWay {
    fn new(background: Background) -> Self {
        background.0.under_way.send_modify(|number| *number += 1);
        Self(background)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.under_way.send_modify(|number| *number -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_invocation_ends_when_it_is_answered_and_its_work_is_done() {
        let background = Background::new();
        let ended = |limit| tokio::time::timeout(Duration::from_secs(limit), background.ended_after("second"));
        background.answered("first");
        assert!(ended(60).await.is_err(), "it is not answered");
        background.spawn(tokio::time::sleep(Duration::from_secs(2)));
        background.answered("second");
        assert!(ended(1).await.is_err(), "its work is not done");
        assert!(ended(2).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_takes_too_long_or_panics_holds_up_nobody() {
        let background = Background::new();
        background.spawn(std::future::pending());
        background.spawn(async { panic!("as a test asked for") });
        assert!(tokio::time::timeout(LONGEST + Duration::from_secs(1), background.ended()).await.is_ok());
    }
}

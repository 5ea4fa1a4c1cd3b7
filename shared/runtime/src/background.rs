//! Work that an answer leaves behind, such as recording a refused request. It delays nobody.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

/// Longest time that anybody waits for such work.
const LONGEST: Duration = Duration::from_secs(5);

/// Work under way.
#[derive(Clone)]
pub struct Background(Arc<watch::Sender<usize>>);

impl Background {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
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

    /// Waits until everything that was begun has ended, but no longer than 5 seconds.
    pub async fn ended(&self) {
        let mut under_way = self.0.subscribe();
        let ended = under_way.wait_for(|number| *number == 0);
        if tokio::time::timeout(LONGEST, ended).await.is_err() {
            tracing::error!(seconds = LONGEST.as_secs(), "work after an answer was not done in time");
        }
    }
}

struct UnderWay(Background);

impl UnderWay {
    fn new(background: Background) -> Self {
        background.0.send_modify(|number| *number += 1);
        Self(background)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.send_modify(|number| *number -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn all_has_ended_when_the_last_work_is_done() {
        let background = Background::new();
        let ended = |limit| tokio::time::timeout(Duration::from_secs(limit), background.ended());
        assert!(ended(0).await.is_ok(), "there is none");
        background.spawn(tokio::time::sleep(Duration::from_secs(1)));
        background.spawn(tokio::time::sleep(Duration::from_secs(3)));
        assert!(ended(2).await.is_err());
        assert!(ended(2).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_panics_or_never_ends_holds_up_nobody() {
        let background = Background::new();
        background.spawn(async { panic!("as a test asked for") });
        let ended = tokio::time::timeout(Duration::from_millis(1), background.ended());
        assert!(ended.await.is_ok(), "it has ended");
        background.spawn(std::future::pending());
        assert!(tokio::time::timeout(LONGEST + Duration::from_secs(1), background.ended()).await.is_ok());
    }
}

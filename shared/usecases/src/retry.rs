//! Retries of writes that other requests may overtake.

use std::time::Duration;

use domain::CommandError;
use sha2::{Digest, Sha256};
use store::StoreError;
use tokio::time::{Instant, sleep};

use crate::context::Context;
use crate::failure::Failure;

/// Time for all tries. A function's timeout is 15 s.
const MAX_TIME: Duration = Duration::from_secs(9);
/// Upper bound of the pause before the second try. It doubles with each further try.
const FIRST_PAUSE: Duration = Duration::from_millis(16);
/// Highest upper bound of a pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(1_000);

/// Outcome of one try.
#[derive(Clone, Copy, Debug)]
pub enum Attempt<T> {
    /// Success.
    Done(T),
    /// Failed condition: another request changed an item.
    Overtaken,
    /// Conflict with another transaction in DynamoDB.
    Busy,
}

impl Context {
    /// Runs `attempt`, with retries while it is overtaken and time is left.
    ///
    /// # Errors
    /// Errors of `attempt`; `conflict` with the detail `lost` if every try was overtaken.
    pub async fn retry<T, F>(&self, lost: &'static str, attempt: impl Fn() -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<Attempt<T>, Failure>>,
    {
        let mut tries = Tries::new(self.operation().attempt());
        loop {
            let failure = match attempt().await? {
                Attempt::Done(value) => return Ok(value),
                Attempt::Overtaken => CommandError::Conflict(lost.into()).into(),
                Attempt::Busy => StoreError::Busy.into(),
            };
            if !tries.wait().await {
                return Err(failure);
            }
        }
    }

    /// Runs a write that nothing can overtake, with retries after conflicts.
    ///
    /// # Errors
    /// Errors of `write`.
    pub async fn retry_conflicts<T, F>(&self, write: impl Fn() -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let attempt = || async {
            match write().await {
                Err(StoreError::Busy) => Ok(Attempt::Busy),
                written => Ok(Attempt::Done(written?)),
            }
        };
        self.retry("", attempt).await
    }
}

/// Tries at one write, with random pauses between them.
///
/// A pause is drawn from zero to a bound that doubles ("full jitter", as in AWS's SDKs), so callers that collided once
/// rarely collide again.
#[derive(Debug)]
struct Tries {
    seed: [u8; 16],
    pauses: u32,
    began: Instant,
}

impl Tries {
    fn new(seed: [u8; 16]) -> Self {
        Self { seed, pauses: 0, began: Instant::now() }
    }

    /// Waits for the next try. Returns false if no time is left.
    async fn wait(&mut self) -> bool {
        let pause = self.pause();
        if self.began.elapsed() + pause > MAX_TIME {
            return false;
        }
        sleep(pause).await;
        self.pauses += 1;
        true
    }

    fn pause(&self) -> Duration {
        let bound = FIRST_PAUSE.saturating_mul(1_u32.checked_shl(self.pauses).unwrap_or(u32::MAX)).min(LONGEST_PAUSE);
        let digest = Sha256::new().chain_update(self.seed).chain_update(self.pauses.to_be_bytes()).finalize();
        let drawn = digest.first().copied().unwrap_or_default();
        bound * u32::from(drawn) / u32::from(u8::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn tries_end_before_the_gateway_timeout() {
        let mut tries = Tries::new([3; 16]);
        let began = Instant::now();
        let mut made = 1;
        while tries.wait().await {
            made += 1;
        }
        assert!((12..80).contains(&made), "{made}");
        assert!(began.elapsed() <= MAX_TIME);
    }

    #[test]
    fn pauses_differ_between_callers() {
        let pauses: std::collections::HashSet<_> =
            (0..40).map(|seed| Tries { pauses: 6, ..Tries::new([seed; 16]) }.pause()).collect();
        assert!(pauses.len() > 30, "{pauses:?}");
    }
}

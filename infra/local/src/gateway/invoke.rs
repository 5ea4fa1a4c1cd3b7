//! Invocation of functions by name.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::Semaphore;

/// Most concurrent requests to one function; others wait. `cargo lambda watch` deadlocks at a hundred.
const AT_ONCE: usize = 64;
/// Timeout of an invocation, longer than the gateway's own limit.
const LONGEST: Duration = Duration::from_secs(60);

/// Failure of an invocation, of the function or on the way to it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvokeError(pub String);

/// Functions behind an API.
#[async_trait::async_trait]
pub trait Functions: Send + Sync {
    /// Returns the function's answer to an event.
    async fn invoke(&self, function: &str, event: String) -> Result<Bytes, InvokeError>;
}

/// Functions run by `cargo lambda watch`.
#[derive(Debug)]
pub struct CargoLambda {
    client: reqwest::Client,
    base: String,
    /// Limits of concurrency by function name.
    rooms: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl CargoLambda {
    /// Connects to the invocation port of `cargo lambda watch`.
    ///
    /// # Errors
    /// Fails if the HTTP client cannot be created.
    pub fn new(port: u16) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder().no_proxy().timeout(LONGEST).build()?;
        Ok(Self { client, base: format!("http://127.0.0.1:{port}/2015-03-31/functions"), rooms: Mutex::default() })
    }

    fn room(&self, function: &str) -> Arc<Semaphore> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(rooms.entry(function.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE))))
    }
}

#[async_trait::async_trait]
impl Functions for CargoLambda {
    async fn invoke(&self, function: &str, event: String) -> Result<Bytes, InvokeError> {
        let failed = |error: reqwest::Error| InvokeError(format!("cannot reach the function: {error}"));
        let room = self.room(function);
        // The semaphore is never closed.
        let _permit = room.acquire().await;
        let call = self.client.post(format!("{}/{function}/invocations", self.base)).body(event);
        let answer = call.send().await.map_err(failed)?;
        let succeeded = answer.status().is_success();
        let body = answer.bytes().await.map_err(failed)?;
        if succeeded { Ok(body) } else { Err(InvokeError(String::from_utf8_lossy(&body).into_owned())) }
    }
}

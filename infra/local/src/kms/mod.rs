//! KMS: HMAC keys.

mod keys;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::body::Body;
use axum::http::{Response, header};
use axum::response::IntoResponse as _;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::data::{damaged, read_secret, write_secret};
use crate::front::{JsonBackend, Refusal, Service};
use keys::{CHANGES, Keys};

struct Kms {
    state: Mutex<State>,
    file: Option<PathBuf>,
    /// Delay until a disabled key stops working. Source: "AWS KMS eventual consistency", Developer Guide.
    delay: Duration,
}

struct State {
    keys: Keys,
    /// Keys that are still enabled after an answered `DisableKey`, and until when.
    disabled_from: HashMap<String, Instant>,
}

/// Opens the keys in `file`. Without a file, disabling a key takes effect after `delay`.
pub(crate) fn open(file: Option<PathBuf>, delay: Duration) -> Result<JsonBackend> {
    let keys = file.as_deref().map(restore).transpose()?.unwrap_or_default();
    let delay = if file.is_some() { Duration::ZERO } else { delay };
    let state = Mutex::new(State { keys, disabled_from: HashMap::new() });
    let kms = Arc::new(Kms { state, file, delay });
    Ok(Arc::new(move |call| {
        let kms = Arc::clone(&kms);
        Box::pin(async move {
            match kms.call(&call.operation, &call.body).await {
                Ok(answer) => response(&answer),
                Err(refusal) => refusal.answer(Service::Kms),
            }
        })
    }))
}

impl Kms {
    async fn call(&self, operation: &str, body: &[u8]) -> Result<Value, Refusal> {
        let mut state = self.state.lock().await;
        state.disable_due();
        match operation {
            "DisableKey" if !self.delay.is_zero() => {
                let id = state.keys.named(body)?;
                state.disabled_from.entry(id).or_insert(Instant::now() + self.delay);
                return Ok(Value::Null);
            }
            // The later call prevails.
            "EnableKey" => drop(state.keys.named(body).map(|id| state.disabled_from.remove(&id))),
            _ => {}
        }
        match &self.file {
            Some(file) if CHANGES.contains(&operation) => {
                let mut changed = state.keys.clone();
                let answer = changed.call(operation, body)?;
                // An answer must not precede the write to the file.
                save(file.clone(), changed.clone()).await.map_err(|error| {
                    tracing::error!(%error, file = %file.display(), "a change of KMS was not kept");
                    keys::internal(format!("the change cannot be kept: {error}"))
                })?;
                state.keys = changed;
                Ok(answer)
            }
            _ => state.keys.call(operation, body),
        }
    }
}

impl State {
    /// Disables the keys whose delay is over.
    fn disable_due(&mut self) {
        let now = Instant::now();
        for (id, _) in self.disabled_from.extract_if(|_, from| *from <= now) {
            self.keys.enable(&id, false);
        }
    }
}

/// Reads the keys from the file that keeps them across restarts.
fn restore(file: &Path) -> Result<Keys> {
    let Some(content) = read_secret(file)? else { return Ok(Keys::default()) };
    serde_json::from_slice(&content).with_context(|| damaged(file))
}

/// Writes the keys to the file.
async fn save(file: PathBuf, keys: Keys) -> Result<()> {
    let written = tokio::task::spawn_blocking(move || {
        let content = serde_json::to_vec_pretty(&keys)?;
        Ok(write_secret(&file, &content)?)
    });
    written.await?
}

fn response(answer: &Value) -> Response<Body> {
    let body = if answer.is_null() { Body::empty() } else { Body::from(answer.to_string()) };
    ([(header::CONTENT_TYPE, "application/x-amz-json-1.1")], body).into_response()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tokio::time::advance;

    use super::*;

    const DELAY: Duration = Duration::from_secs(3);

    async fn call(kms: &Kms, operation: &str, body: Value) -> Result<Value, &'static str> {
        kms.call(operation, body.to_string().as_bytes()).await.map_err(|refused| refused.error_type)
    }

    #[tokio::test(start_paused = true)]
    async fn a_disabled_key_works_until_the_delay_is_over_unless_it_is_enabled_again() {
        let state = Mutex::new(State { keys: Keys::default(), disabled_from: HashMap::new() });
        let kms = Kms { state, file: None, delay: DELAY };
        let new = json!({ "KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC" });
        let id = call(&kms, "CreateKey", new).await.unwrap()["KeyMetadata"]["KeyId"].clone();
        let named = json!({ "KeyId": id });
        let mac = json!({ "KeyId": id, "Message": "bQ==", "MacAlgorithm": "HMAC_SHA_256" });

        call(&kms, "DisableKey", named.clone()).await.unwrap();
        advance(DELAY / 2).await;
        assert!(call(&kms, "GenerateMac", mac.clone()).await.is_ok());
        call(&kms, "DisableKey", named.clone()).await.unwrap();
        advance(DELAY / 2).await;
        assert_eq!(call(&kms, "GenerateMac", mac.clone()).await, Err("DisabledException"), "the first call counts");

        call(&kms, "EnableKey", named.clone()).await.unwrap();
        call(&kms, "DisableKey", named.clone()).await.unwrap();
        call(&kms, "EnableKey", named).await.unwrap();
        advance(2 * DELAY).await;
        assert!(call(&kms, "GenerateMac", mac).await.is_ok(), "the later call prevails");
        assert_eq!(call(&kms, "DisableKey", json!({ "KeyId": "0" })).await, Err("NotFoundException"));
    }
}

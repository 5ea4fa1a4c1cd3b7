//! KMS: HMAC keys.

mod file;
mod keys;
mod refused;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, Request, Response, header};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::StartError;
use crate::front::{Backend, Service, refusal};
use keys::{CHANGES, Keys};
use refused::Refusal;

/// Maximum size of a request body. Messages and policies are a few dozen KiB at most.
const LONGEST_BODY: usize = 1024 * 1024;

const DISABLE: &str = "DisableKey";

struct Kms {
    state: Mutex<State>,
    file: Option<PathBuf>,
    /// Delay until a disabled key stops working. Source: "AWS KMS eventual consistency", Developer Guide.
    delay: Duration,
}

struct State {
    keys: Keys,
    /// Answered requests to disable keys that are not in effect yet.
    late: Vec<(Instant, Bytes)>,
}

/// Opens the keys in `file`. Without a file, disabling a key takes effect after `delay`.
pub(crate) fn open(file: Option<PathBuf>, delay: Duration) -> Result<Backend, StartError> {
    let keys = file.as_deref().map(file::restore).transpose()?.unwrap_or_default();
    let delay = if file.is_some() { Duration::ZERO } else { delay };
    let kms = Arc::new(Kms { state: Mutex::new(State { keys, late: Vec::new() }), file, delay });
    Ok(Arc::new(move |request| {
        let kms = Arc::clone(&kms);
        Box::pin(async move { kms.answer(request).await })
    }))
}

impl Kms {
    async fn answer(&self, request: Request<Body>) -> Response<Body> {
        match self.call(request).await {
            Ok(answer) => response(&answer),
            Err(refused) => refusal(Service::Kms, refused.code, refused.error_type, &refused.message),
        }
    }

    async fn call(&self, request: Request<Body>) -> Result<Value, Refusal> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LONGEST_BODY).await;
        let body = body.map_err(|error| Refusal::invalid(format!("the body cannot be read: {error}")))?;
        let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
        let operation = target.and_then(|target| target.strip_prefix("TrentService.")).unwrap_or_default();
        let mut state = self.state.lock().await;
        state.arrive();
        if operation == DISABLE && !self.delay.is_zero() {
            // A request for a missing key fails at once.
            state.keys.call("DescribeKey", &body)?;
            state.late.push((Instant::now() + self.delay, body));
            return Ok(Value::Null);
        }
        match &self.file {
            Some(file) if CHANGES.contains(&operation) => {
                let mut changed = state.keys.clone();
                let answer = changed.call(operation, &body)?;
                // An answer must not precede the write to the file.
                file::save(file.clone(), changed.clone()).await.map_err(|reason| {
                    tracing::error!(%reason, file = %file.display(), "a change of KMS was not kept");
                    Refusal::internal(format!("the change cannot be kept: {reason}"))
                })?;
                state.keys = changed;
                Ok(answer)
            }
            _ => state.keys.call(operation, &body),
        }
    }
}

impl State {
    /// Executes the late requests that are due.
    fn arrive(&mut self) {
        let now = Instant::now();
        let due: Vec<_> = self.late.extract_if(.., |(due, _)| *due <= now).collect();
        for (_, body) in due {
            if let Err(refused) = self.keys.call(DISABLE, &body) {
                tracing::error!(reason = refused.message, "a key was not disabled");
            }
        }
    }
}

fn response(answer: &Value) -> Response<Body> {
    let body = if answer.is_null() { Body::empty() } else { Body::from(answer.to_string()) };
    let mut response = Response::new(body);
    let json = HeaderValue::from_static("application/x-amz-json-1.1");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

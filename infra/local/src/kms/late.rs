//! Delayed effect of disabling a key ("AWS KMS eventual consistency", Developer Guide).

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::HeaderMap;
use winterbaume_core::MockResponse;
use winterbaume_kms::KmsService;

use super::ask;

const DISABLE: &str = "DisableKey";

/// Requests that were answered but have no effect yet.
pub(super) struct Late {
    delay: Duration,
    requests: Mutex<Vec<(Instant, Bytes)>>,
}

impl Late {
    pub(super) fn new(delay: Duration) -> Self {
        Self { delay, requests: Mutex::default() }
    }

    /// Answers a request whose effect is delayed; `None` for any other.
    pub(super) async fn postpone(&self, service: &KmsService, operation: &str, body: &Bytes) -> Option<MockResponse> {
        if self.delay.is_zero() || operation != DISABLE {
            return None;
        }
        // An unknown key is refused immediately.
        let found = ask(service, "DescribeKey", body.clone()).await;
        if found.status != 200 {
            return Some(found);
        }
        let due = Instant::now() + self.delay;
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push((due, body.clone()));
        Some(MockResponse { status: 200, headers: HeaderMap::new(), body: Bytes::new() })
    }

    /// Executes the requests that are due.
    pub(super) async fn execute_due(&self, service: &KmsService) {
        let due: Vec<Bytes> = {
            let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            requests.extract_if(.., |(due, _)| *due <= now).map(|(_, body)| body).collect()
        };
        for body in due {
            ask(service, DISABLE, body).await;
        }
    }
}

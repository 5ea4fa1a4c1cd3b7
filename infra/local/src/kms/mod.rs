//! KMS: `winterbaume-kms`, with AWS's limits in front and a file for storage.

mod checks;
mod late;
mod state;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use winterbaume_core::{MockRequest, MockResponse, MockService};
use winterbaume_kms::KmsService;

use late::Late;

use crate::StartError;
use crate::front::{Backend, Service, refusal};

/// Longest body of a call in bytes, with a margin: messages, ciphertexts and policies have a few dozen KiB.
const LONGEST_BODY: usize = 1024 * 1024;

/// Calls that change nothing. After any other call, the state is written before the answer.
const READS: &[&str] = &[
    "Decrypt",
    "DeriveSharedSecret",
    "DescribeCustomKeyStores",
    "DescribeKey",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateMac",
    "GenerateRandom",
    "GetKeyPolicy",
    "GetKeyRotationStatus",
    "GetPublicKey",
    "ListAliases",
    "ListGrants",
    "ListKeyPolicies",
    "ListKeyRotations",
    "ListKeys",
    "ListResourceTags",
    "ListRetirableGrants",
    "ReEncrypt",
    "Sign",
    "Verify",
    "VerifyMac",
];

struct Kms {
    service: KmsService,
    file: Option<PathBuf>,
    /// Lock for changes, so the file is never older than an answer.
    changes: tokio::sync::Mutex<()>,
    late: Late,
}

/// Refusal of a call, as KMS words it.
struct Refusal {
    code: u16,
    error_type: &'static str,
    message: String,
}

/// Opens the keys in `file`. Without a file, disabling a key takes effect after `delay`.
pub(crate) async fn open(file: Option<PathBuf>, delay: Duration) -> Result<Backend, StartError> {
    let service = KmsService::new();
    if let Some(file) = &file {
        state::restore(&service, file).await?;
    }
    let late = Late::new(if file.is_some() { Duration::ZERO } else { delay });
    let kms = Arc::new(Kms { service, file, changes: tokio::sync::Mutex::new(()), late });
    Ok(Arc::new(move |request| {
        let kms = Arc::clone(&kms);
        Box::pin(async move { kms.answer(request).await })
    }))
}

impl Kms {
    async fn answer(&self, request: Request<Body>) -> Response<Body> {
        match self.call(request).await {
            Ok(answer) => response(answer),
            Err(refused) => refusal(Service::Kms, refused.code, refused.error_type, &refused.message),
        }
    }

    async fn call(&self, request: Request<Body>) -> Result<MockResponse, Refusal> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LONGEST_BODY)
            .await
            .map_err(|error| Refusal::invalid(format!("cannot read the body: {error}")))?;
        let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
        let operation = target.and_then(|target| target.strip_prefix("TrentService.")).unwrap_or_default().to_owned();
        self.late.execute_due(&self.service).await;
        checks::check(&self.service, &operation, &body).await?;
        if let Some(answer) = self.late.postpone(&self.service, &operation, &body).await {
            return Ok(answer);
        }

        let request =
            MockRequest { method: parts.method.to_string(), uri: parts.uri.to_string(), headers: parts.headers, body };
        match &self.file {
            Some(file) if !READS.contains(&operation.as_str()) => {
                let _change = self.changes.lock().await;
                state::change_and_save(&self.service, file, self.service.handle(request)).await
            }
            _ => Ok(self.service.handle(request).await),
        }
    }
}

impl Refusal {
    fn invalid(message: impl Into<String>) -> Self {
        Self { code: 400, error_type: "ValidationException", message: message.into() }
    }
}

fn response(answer: MockResponse) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = answer.headers;
    // KMS uses version 1.1, regardless of the library.
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, axum::http::HeaderValue::from_static("application/x-amz-json-1.1"));
    response
}

/// Calls the stack's own KMS.
async fn ask(service: &KmsService, operation: &str, body: Bytes) -> MockResponse {
    let mut headers = axum::http::HeaderMap::new();
    if let Ok(target) = axum::http::HeaderValue::from_str(&format!("TrentService.{operation}")) {
        headers.insert("x-amz-target", target);
    }
    service.handle(MockRequest { method: "POST".to_owned(), uri: "/".to_owned(), headers, body }).await
}

//! Client of the Runtime API of `cargo lambda watch`, the source of invocations.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// Prefix of invocation headers that are passed on.
const PREFIX: &str = "lambda-runtime-";
const REQUEST_ID: &str = "lambda-runtime-aws-request-id";

/// Invocation of the function.
#[derive(Debug)]
pub(super) struct Invocation {
    pub(super) id: String,
    /// Headers of the Runtime API for the function.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) event: axum::body::Bytes,
}

/// Outcome of an invocation.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Answer of the function.
    Answered(axum::body::Bytes),
    /// Error, exit or timeout of the function.
    Failed(axum::body::Bytes),
}

impl Outcome {
    /// Creates a failure in Lambda's form ("Lambda runtime API", invocation error).
    pub(super) fn failed(kind: &str, message: &str) -> Self {
        let body = serde_json::json!({ "errorType": kind, "errorMessage": message });
        Self::Failed(body.to_string().into())
    }
}

#[derive(Clone, Debug)]
pub(super) struct Upstream {
    client: reqwest::Client,
    base: String,
}

impl Upstream {
    /// Connects to `runtime_api`, the value of `AWS_LAMBDA_RUNTIME_API`: authority and path, scheme optional.
    pub(super) fn new(runtime_api: &str) -> Result<Self, reqwest::Error> {
        let authority = runtime_api.trim_start_matches("http://").trim_end_matches('/');
        let base = format!("http://{authority}/2018-06-01/runtime/invocation");
        Ok(Self { client: reqwest::Client::builder().no_proxy().build()?, base })
    }

    /// Waits for an invocation.
    pub(super) async fn next(&self) -> Result<Invocation, reqwest::Error> {
        loop {
            let answer = self.client.get(format!("{}/next", self.base)).send().await?.error_for_status()?;
            let id = answer.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).map(str::to_owned);
            let headers = passed_on(answer.headers());
            let event = answer.bytes().await?;
            // Status 204 means that none is available yet.
            if let Some(id) = id.filter(|_| !event.is_empty()) {
                return Ok(Invocation { id, headers, event });
            }
        }
    }

    pub(super) async fn report(&self, id: &str, outcome: Outcome) -> Result<(), reqwest::Error> {
        let (how, body) = match outcome {
            Outcome::Answered(body) => ("response", body),
            Outcome::Failed(body) => ("error", body),
        };
        self.client.post(format!("{}/{id}/{how}", self.base)).body(body).send().await?.error_for_status()?;
        Ok(())
    }
}

fn passed_on(headers: &HeaderMap) -> Vec<(HeaderName, HeaderValue)> {
    let given = headers.iter().filter(|(name, _)| name.as_str().starts_with(PREFIX));
    given.map(|(name, value)| (name.clone(), value.clone())).collect()
}

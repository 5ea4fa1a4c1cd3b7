//! The Runtime API of `cargo lambda watch`, from which invocations come.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// Names of an invocation's headers that begin like this are passed on.
const PREFIX: &str = "lambda-runtime-";
const REQUEST_ID: &str = "lambda-runtime-aws-request-id";

/// Invocation of the function.
#[derive(Debug)]
pub(super) struct Invocation {
    pub(super) id: String,
    /// Those that the Runtime API gives to a function.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) event: axum::body::Bytes,
}

/// Outcome of an invocation.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The function's answer.
    Answered(axum::body::Bytes),
    /// An error of the function, or that it ended or took too long.
    Failed(axum::body::Bytes),
}

impl Outcome {
    /// Failure in the form that Lambda reports it ("Lambda runtime API", invocation error).
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
    /// `runtime_api` is what `AWS_LAMBDA_RUNTIME_API` says: authority and path, with or without a scheme.
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
            // 204 says that there is none yet.
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

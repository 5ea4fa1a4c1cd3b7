//! Listener of the API.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::answer::response;
use super::event::{Received, event, raw_path};
use super::invoke::Functions;
use super::own::{self, set_request_id};
use super::routes::Routes;
use super::throttle::{Throttle, Throttling};
use crate::account::ACCOUNT_ID;
use crate::front::accept;
use crate::machine_time;
use crate::random;

/// API id, as in the addresses of `execute-api`.
const API_ID: &str = "localapi00";

/// Largest body, in bytes ("Quotas for HTTP API", payload size).
const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// Largest first line and headers together, in bytes (same place).
const LARGEST_HEAD: usize = 10_240;
/// Most headers. AWS documents no number; the parser needs one.
const MOST_HEADERS: usize = 2_048;
/// Largest event and largest answer of a function, in bytes (Lambda quotas, synchronous invocation payload).
const LARGEST_EVENT: usize = 6 * 1024 * 1024;
/// Longest time that the gateway waits for a function ("Quotas for HTTP API", maximum integration timeout).
const LONGEST: Duration = Duration::from_secs(30);
/// Timeout for a caller to send its headers.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// Configuration of an API.
#[derive(Clone)]
pub struct Settings {
    /// Routes.
    pub routes: Routes,
    /// Limit shared by all routes; `None` for no limit.
    pub throttling: Option<Throttling>,
    /// Functions.
    pub functions: Arc<dyn Functions>,
}

/// HTTP API in front of the functions.
pub struct Gateway {
    listener: TcpListener,
    api: Arc<Api>,
}

struct Api {
    routes: Routes,
    throttle: Option<Throttle>,
    functions: Arc<dyn Functions>,
}

impl Gateway {
    /// Creates a gateway that accepts requests at `listener` once served.
    #[must_use]
    pub fn new(listener: TcpListener, settings: Settings) -> Self {
        Self { listener, api: Arc::new(Api::new(settings)) }
    }

    /// Serves until the future is dropped.
    pub async fn serve(self) {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                (stream, peer) = accept(&self.listener) => {
                    connections.spawn(serve(Arc::clone(&self.api), stream, peer));
                }
                _ended = connections.join_next(), if !connections.is_empty() => {}
            }
        }
    }
}

async fn serve(api: Arc<Api>, stream: TcpStream, peer: SocketAddr) {
    let service = service_fn(move |request: Request<Incoming>| {
        let api = Arc::clone(&api);
        async move { Ok::<_, std::convert::Infallible>(api.answer(request.map(Body::new), peer).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    // A disconnected caller is not an error of the server.
    let _closed: Result<(), hyper::Error> = connection.await;
}

impl Api {
    fn new(settings: Settings) -> Self {
        let Settings { routes, throttling, functions } = settings;
        Self { routes, throttle: throttling.map(|limit| Throttle::new(limit, Instant::now())), functions }
    }

    async fn answer(&self, request: Request<Body>, peer: SocketAddr) -> Response<Body> {
        let Ok(id) = request_id() else { return own::answer(StatusCode::INTERNAL_SERVER_ERROR, "") };
        match self.pass_on(request, peer, &id).await {
            Ok(mut response) => {
                set_request_id(&mut response, &id);
                response
            }
            Err(status) => {
                tracing::warn!(status = status.as_u16(), request_id = id, "refused by the gateway");
                own::answer(status, &id)
            }
        }
    }

    async fn pass_on(&self, request: Request<Body>, peer: SocketAddr, id: &str) -> Result<Response<Body>, StatusCode> {
        let (mut parts, body) = request.into_parts();
        // RFC 9112, section 3.2.
        if parts.headers.get_all(header::HOST).iter().count() != 1 {
            return Err(StatusCode::BAD_REQUEST);
        }
        if head_length(&parts) > LARGEST_HEAD {
            return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        }
        let path = raw_path(&parts);
        let route = self.routes.find(&parts.method, &path).ok_or(StatusCode::NOT_FOUND)?;
        if self.throttle.as_ref().is_some_and(|throttle| !throttle.takes(Instant::now())) {
            return Err(StatusCode::TOO_MANY_REQUESTS);
        }
        let declared = parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        if declared.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > LARGEST_BODY) {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let body = to_bytes(body, LARGEST_BODY).await.map_err(|error| too_large(&error))?;
        let domain = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let received = Received {
            account: ACCOUNT_ID.to_owned(),
            api: API_ID.to_owned(),
            id: id.to_owned(),
            at: Timestamp::try_from(machine_time::now()).unwrap_or(Timestamp::UNIX_EPOCH),
            source_ip: peer.ip(),
            domain: domain.to_owned(),
        };
        forward(&mut parts, &body, &received);
        let event = event(&parts, &body, &route, &received);
        let payload = self.invoke(route.function, event.to_string()).await?;
        response(&payload).ok_or_else(|| {
            tracing::error!(function = route.function, "an answer has an invalid form");
            StatusCode::INTERNAL_SERVER_ERROR
        })
    }

    async fn invoke(&self, function: &str, event: String) -> Result<Bytes, StatusCode> {
        if event.len() > LARGEST_EVENT {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        match timeout(LONGEST, self.functions.invoke(function, event)).await {
            Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
            Ok(Err(error)) => {
                tracing::error!(function, %error, "a function failed");
                Err(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Ok(Ok(answer)) if answer.len() > LARGEST_EVENT => {
                tracing::error!(function, bytes = answer.len(), "an answer exceeds Lambda's limit");
                Err(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Ok(Ok(answer)) => Ok(answer),
        }
    }
}

/// Adds the gateway's headers to a request and removes hop-by-hop headers.
fn forward(parts: &mut Parts, body: &[u8], received: &Received) {
    let headers = &mut parts.headers;
    for name in [header::CONNECTION, header::TRANSFER_ENCODING, header::UPGRADE, header::TE] {
        headers.remove(name);
    }
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let mut add = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.append(name, value);
        }
    };
    add("x-forwarded-for", received.source_ip.to_string());
    add("x-forwarded-port", received.domain.rsplit_once(':').map_or("443", |(_, port)| port).to_owned());
    add("x-forwarded-proto", "http".to_owned());
    add("x-amzn-trace-id", format!("Root=1-{:08x}-{:024x}", received.at.as_second(), received.at.as_nanosecond()));
}

fn too_large(error: &axum::Error) -> StatusCode {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return StatusCode::PAYLOAD_TOO_LARGE;
        }
        cause = error.source();
    }
    StatusCode::BAD_REQUEST
}

/// Length of the request line and all header values. The quota does not count names.
fn head_length(parts: &Parts) -> usize {
    let request_line = parts.method.as_str().len() + " ".len() + parts.uri.to_string().len() + " HTTP/1.1".len();
    request_line + parts.headers.values().map(HeaderValue::len).sum::<usize>()
}

/// Returns a request ID in the gateway's form: 15 characters and `=`.
fn request_id() -> Result<String, getrandom::Error> {
    Ok(format!("{}=", random::short(15)?))
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use tokio::time::Instant;

    use super::super::{InvokeError, Route};
    use super::*;

    struct Pending;

    #[async_trait::async_trait]
    impl Functions for Pending {
        async fn invoke(&self, _function: &str, _event: String) -> Result<Bytes, InvokeError> {
            std::future::pending().await
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_function_has_30_seconds_to_answer() {
        let route = Route { method: Some(Method::GET), path: "/slow".to_owned(), function: "slow".to_owned() };
        let routes = Routes::new(vec![route], None);
        let api = Api::new(Settings { routes, throttling: None, functions: Arc::new(Pending) });
        let request = Request::get("/slow").header("host", "127.0.0.1").body(Body::empty()).unwrap();
        let began = Instant::now();
        let answer = api.answer(request, SocketAddr::from(([127, 0, 0, 1], 1))).await;
        assert_eq!((answer.status().as_u16(), began.elapsed()), (503, Duration::from_secs(30)));
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert_eq!(body, r#"{"message":"Service Unavailable"}"#);
    }
}

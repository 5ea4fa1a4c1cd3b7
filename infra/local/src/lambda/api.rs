//! Runtime API and Extensions API of one process (Lambda Developer Guide, "Lambda runtime API", "Lambda Extensions
//! API").

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::{Body, Bytes};
use axum::extract;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinHandle;

use super::upstream::{Invocation, Outcome};

const EXTENSION_ID: &str = "lambda-extension-identifier";

/// Runtime API and Extensions API of one process, at its own address.
#[derive(Debug)]
pub(super) struct Api {
    pub(super) address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    function: String,
    state: Mutex<State>,
    /// Notification about a new event.
    handed: Notify,
    /// True while runtime and extensions wait for the next event and none is pending.
    settled: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct State {
    runtime: Party,
    extensions: HashMap<String, Party>,
    event: Option<Invocation>,
    /// ID of the current invocation, and the sender for its outcome.
    answer: Option<(String, oneshot::Sender<Outcome>)>,
}

/// Runtime or extension.
#[derive(Debug, Default)]
struct Party {
    waits: bool,
    /// Pending event of an extension.
    event: Option<Value>,
}

impl Api {
    /// Listens until dropped.
    pub(super) async fn listen(function: &str) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            function: function.to_owned(),
            state: Mutex::default(),
            handed: Notify::new(),
            settled: watch::Sender::new(false),
        });
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/{how}", post(end))
            .route("/2018-06-01/runtime/init/error", post(init_failed))
            .route("/2020-01-01/extension/register", post(register))
            .route("/2020-01-01/extension/event/next", get(next_event))
            .with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!(%error, "the Runtime API of a process stopped");
            }
        });
        Ok(Self { address, shared, server })
    }

    /// Waits until runtime and extensions wait for the next event.
    pub(super) async fn settled(&self) {
        let mut settled = self.shared.settled.subscribe();
        // The sender lives as long as `self`.
        let _settled: Result<_, watch::error::RecvError> = settled.wait_for(|settled| *settled).await;
    }

    /// Passes an invocation to a settled process.
    pub(super) fn invoke(&self, invocation: Invocation, deadline: SystemTime) -> oneshot::Receiver<Outcome> {
        let (sender, receiver) = oneshot::channel();
        let mut state = self.shared.state();
        let event = json!({
            "eventType": "INVOKE",
            "deadlineMs": millis(deadline),
            "requestId": invocation.id,
            "invokedFunctionArn": "",
            "tracing": { "type": "X-Amzn-Trace-Id", "value": "" },
        });
        state.runtime.waits = false;
        for extension in state.extensions.values_mut() {
            extension.waits = false;
            extension.event = Some(event.clone());
        }
        state.answer = Some((invocation.id.clone(), sender));
        state.event = Some(invocation);
        self.shared.settle(&state);
        drop(state);
        self.shared.handed.notify_waiters();
        receiver
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settle(&self, state: &State) {
        self.settled.send_replace(state.runtime.waits && state.extensions.values().all(|extension| extension.waits));
    }

    /// Waits until `take` returns a value.
    async fn wait<T>(&self, mut take: impl FnMut(&mut State) -> Option<T>) -> T {
        loop {
            let handed = self.handed.notified();
            tokio::pin!(handed);
            // Registers before the check, so no notification is missed.
            handed.as_mut().enable();
            {
                let mut state = self.state();
                let taken = take(&mut state);
                self.settle(&state);
                if let Some(taken) = taken {
                    return taken;
                }
            }
            handed.await;
        }
    }

    fn end(&self, id: &str, outcome: Outcome) -> StatusCode {
        match self.state().answer.take() {
            Some((under_way, sender)) if under_way == id => {
                // The receiver may have given up.
                let _given_up: Result<(), Outcome> = sender.send(outcome);
                StatusCode::ACCEPTED
            }
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

fn millis(time: SystemTime) -> u128 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()
}

async fn next(extract::State(shared): extract::State<Arc<Shared>>) -> Response<Body> {
    let Invocation { headers, event, .. } = shared
        .wait(|state| {
            let event = state.event.take();
            state.runtime.waits = event.is_none();
            event
        })
        .await;
    let mut response = ([(CONTENT_TYPE, "application/json")], event).into_response();
    response.headers_mut().extend(headers);
    response
}

async fn end(
    extract::State(shared): extract::State<Arc<Shared>>,
    extract::Path((id, how)): extract::Path<(String, String)>,
    body: Bytes,
) -> StatusCode {
    match how.as_str() {
        "response" => shared.end(&id, Outcome::Answered(body)),
        "error" => shared.end(&id, Outcome::Failed(body)),
        _ => StatusCode::NOT_FOUND,
    }
}

async fn init_failed(body: Bytes) -> StatusCode {
    tracing::error!(error = %String::from_utf8_lossy(&body), "a process failed to start");
    StatusCode::ACCEPTED
}

async fn register(extract::State(shared): extract::State<Arc<Shared>>) -> Response<Body> {
    let mut state = shared.state();
    let id = format!("extension-{}", state.extensions.len());
    state.extensions.insert(id.clone(), Party::default());
    shared.settle(&state);
    drop(state);
    let body = json!({ "functionName": shared.function, "functionVersion": "$LATEST", "handler": "bootstrap" });
    ([(EXTENSION_ID, id)], body.to_string()).into_response()
}

async fn next_event(
    extract::State(shared): extract::State<Arc<Shared>>,
    headers: HeaderMap,
) -> Result<Json<Value>, StatusCode> {
    let id = headers.get(EXTENSION_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    if !shared.state().extensions.contains_key(id) {
        return Err(StatusCode::FORBIDDEN);
    }
    let event = shared.wait(|state| {
        let extension = state.extensions.get_mut(id)?;
        let event = extension.event.take();
        extension.waits = event.is_none();
        event
    });
    Ok(Json(event.await))
}

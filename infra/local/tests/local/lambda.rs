//! Execution environments, as a small function sees them.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path as InPath, State};
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use local::lambda::{Function, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot};

use crate::support::eventually;

/// Function that answers its process ID and its number of invocations.
///
/// With `waits` in its event, it writes a file named after its process, and answers when the file `go` exists. With
/// `afterwards`, it does so after its answer, and keeps the process running with an extension until then.
const FUNCTION: &str = include_str!("function.py");

type Outcome = (bool, Value);

/// Endpoint of `cargo lambda watch` for one function.
struct Upstream {
    invocations: mpsc::UnboundedSender<(String, Value)>,
    outcomes: Arc<Mutex<HashMap<String, oneshot::Sender<Outcome>>>>,
    address: String,
    number: Mutex<u32>,
}

#[derive(Clone)]
struct Shared {
    waiting: Arc<AsyncMutex<mpsc::UnboundedReceiver<(String, Value)>>>,
    outcomes: Arc<Mutex<HashMap<String, oneshot::Sender<Outcome>>>>,
}

async fn next(State(shared): State<Shared>) -> Response<Body> {
    let (id, event) = shared.waiting.lock().await.recv().await.unwrap();
    let answer = Response::builder().header("lambda-runtime-aws-request-id", id);
    answer.body(Body::from(event.to_string())).unwrap()
}

async fn outcome(State(shared): State<Shared>, InPath((id, how)): InPath<(String, String)>, body: Bytes) -> StatusCode {
    let waits = shared.outcomes.lock().unwrap().remove(&id).unwrap();
    let _gone = waits.send((how == "response", serde_json::from_slice(&body).unwrap()));
    StatusCode::ACCEPTED
}

impl Upstream {
    async fn start() -> Self {
        let (invocations, waiting) = mpsc::unbounded_channel();
        let outcomes = Arc::new(Mutex::new(HashMap::new()));
        let shared = Shared { waiting: Arc::new(AsyncMutex::new(waiting)), outcomes: Arc::clone(&outcomes) };
        let routes = axum::Router::new()
            .route("/fn/2018-06-01/runtime/invocation/next", get(next))
            .route("/fn/2018-06-01/runtime/invocation/{id}/{how}", post(outcome))
            .with_state(shared);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("{}/fn", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { invocations, outcomes, address, number: Mutex::new(0) }
    }

    fn invoke(&self, event: Value) -> oneshot::Receiver<Outcome> {
        let id = {
            let mut number = self.number.lock().unwrap();
            *number += 1;
            number.to_string()
        };
        let (sender, receiver) = oneshot::channel();
        self.outcomes.lock().unwrap().insert(id.clone(), sender);
        self.invocations.send((id, event)).unwrap();
        receiver
    }

    async fn answer(&self, event: Value) -> Value {
        let (answered, value) = self.invoke(event).await.unwrap();
        assert!(answered, "{value}");
        value
    }
}

/// Runs the function in a folder, until the test ends.
async fn run(folder: &Path, change: impl FnOnce(&mut Function)) -> Upstream {
    let upstream = Upstream::start().await;
    let mut function = Function {
        name: "fn".to_owned(),
        program: "python3".into(),
        arguments: vec!["-c".into(), FUNCTION.into()],
        environment: Vec::new(),
        folder: folder.to_owned(),
        concurrency: 4,
        timeout: Duration::from_secs(10),
        ends_after: None,
    };
    change(&mut function);
    let address = upstream.address.clone();
    tokio::spawn(async move { serve(function, &address).await.unwrap() });
    upstream
}

/// Returns the state of a process in `/proc`. `None` if it has ended.
fn state(pid: &Value) -> Option<char> {
    let about = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    about.rsplit_once(") ")?.1.chars().next().filter(|state| *state != 'Z')
}

fn is_frozen(pid: &Value) -> bool {
    state(pid) == Some('T')
}

/// Lets the waiting functions of a folder go on.
fn go(folder: &Path) {
    std::fs::write(folder.join("go"), "").unwrap();
}

#[tokio::test]
async fn a_process_is_frozen_between_invocations() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = run(folder.path(), |_| {}).await;
    let first = upstream.answer(json!({})).await;
    eventually(async || is_frozen(&first["pid"])).await;
    let second = upstream.answer(json!({})).await;
    assert_eq!((&first["pid"], &second["asked"]), (&second["pid"], &json!(2)), "the same process");
}

#[tokio::test]
async fn background_work_is_done_before_the_process_is_frozen() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = run(folder.path(), |_| {}).await;
    let first = upstream.answer(json!({ "afterwards": true })).await;
    assert!(!folder.path().join("done").exists(), "the answer came before the background work");
    let second = upstream.answer(json!({})).await;
    assert_ne!(first["pid"], second["pid"], "the first process still works");
    assert!(!is_frozen(&first["pid"]));
    go(folder.path());
    eventually(async || is_frozen(&first["pid"])).await;
    assert!(folder.path().join("done").exists());
}

#[tokio::test]
async fn a_process_ends_after_as_many_requests_as_a_test_says() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = run(folder.path(), |function| function.ends_after = Some(1)).await;
    let first = upstream.answer(json!({})).await;
    eventually(async || state(&first["pid"]).is_none()).await;
    assert_ne!(upstream.answer(json!({})).await["pid"], first["pid"]);
}

#[tokio::test]
async fn concurrent_requests_have_a_process_each_up_to_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = run(folder.path(), |_| {}).await;
    let answers: Vec<_> = (0..6).map(|_| upstream.invoke(json!({ "waits": true }))).collect();
    eventually(async || std::fs::read_dir(folder.path()).unwrap().count() == 4).await;
    go(folder.path());
    let mut processes = HashSet::new();
    for answer in answers {
        let (answered, value) = answer.await.unwrap();
        assert!(answered, "{value}");
        processes.insert(value["pid"].to_string());
    }
    assert_eq!(processes.len(), 4);
}

#[tokio::test]
async fn a_process_that_ends_or_takes_too_long_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = run(folder.path(), |function| function.timeout = Duration::from_secs(2)).await;
    let first = upstream.answer(json!({})).await;
    let (answered, error) = upstream.invoke(json!({ "exit": true })).await.unwrap();
    assert_eq!((answered, &error["errorType"]), (false, &json!("Runtime.ExitError")));
    let (answered, error) = upstream.invoke(json!({ "waits": true })).await.unwrap();
    assert_eq!((answered, &error["errorType"]), (false, &json!("Sandbox.Timedout")));
    let last = upstream.answer(json!({})).await;
    assert_ne!(first["pid"], last["pid"]);
    assert_eq!(last["asked"], 1);
}

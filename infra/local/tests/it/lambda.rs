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

/// Function that answers its process ID and its number of invocations.
///
/// With `afterwards` in its event, it writes that file after its answer and keeps the process running with an extension
/// until then. A thread counts ticks in the meantime.
const FUNCTION: &str = r#"
import json, os, threading, time, urllib.request as http

api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"]
count, work, asked = 0, [], 0

def tick():
    global count
    while True:
        count += 1
        time.sleep(0.01)

def call(path, body=None, headers={}):
    request = http.Request(api + path, data=body, headers=headers)
    return http.urlopen(request)

def write(path):
    time.sleep(0.3)
    open(path, "w").write("written")

def extension(id, registered):
    registered.set()
    while True:
        call("/2020-01-01/extension/event/next", headers={"Lambda-Extension-Identifier": id}).read()
        answered.wait()
        answered.clear()
        for thread in list(work):
            thread.join()
            work.remove(thread)

answered = threading.Event()
registered = threading.Event()
body = json.dumps({"events": ["INVOKE"]}).encode()
answer = call("/2020-01-01/extension/register", body, {"Lambda-Extension-Name": "test"})
threading.Thread(target=extension, args=(answer.headers["Lambda-Extension-Identifier"], registered), daemon=True).start()
registered.wait()
threading.Thread(target=tick, daemon=True).start()
while True:
    with call("/2018-06-01/runtime/invocation/next") as event:
        id = event.headers["Lambda-Runtime-Aws-Request-Id"]
        sent = json.loads(event.read())
    asked += 1
    if "exit" in sent:
        os._exit(3)
    time.sleep(sent.get("seconds", 0))
    if "afterwards" in sent:
        thread = threading.Thread(target=write, args=(sent["afterwards"],))
        thread.start()
        work.append(thread)
    out = json.dumps({"pid": os.getpid(), "count": count, "asked": asked}).encode()
    call(f"/2018-06-01/runtime/invocation/{id}/response", out).read()
    answered.set()
"#;

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

#[tokio::test]
async fn a_process_is_frozen_between_invocations() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = run(folder.path(), |_| {}).await;
    let first = upstream.answer(json!({})).await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    let second = upstream.answer(json!({})).await;
    assert_eq!((&first["pid"], &second["asked"]), (&second["pid"], &json!(2)), "the same process");
    let ticks = second["count"].as_u64().unwrap() - first["count"].as_u64().unwrap();
    assert!(ticks < 30, "the process was not frozen: {ticks} ticks of 10 ms");
}

#[tokio::test]
async fn background_work_is_done_before_the_process_is_frozen() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = run(folder.path(), |function| function.ends_after = Some(1)).await;
    let file = folder.path().join("afterwards");
    let started = std::time::Instant::now();
    upstream.answer(json!({ "afterwards": file })).await;
    assert!(!file.exists(), "the answer came before the background work: {:?}", started.elapsed());
    // The next process starts only after the first has ended.
    upstream.answer(json!({})).await;
    crate::support::eventually(async || file.exists()).await;
}

#[tokio::test]
async fn concurrent_requests_have_a_process_each_up_to_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = run(folder.path(), |_| {}).await;
    let answers: Vec<_> = (0..6).map(|_| upstream.invoke(json!({ "seconds": 0.5 }))).collect();
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
    let (answered, error) = upstream.invoke(json!({ "seconds": 60 })).await.unwrap();
    assert_eq!((answered, &error["errorType"]), (false, &json!("Sandbox.Timedout")));
    let last = upstream.answer(json!({})).await;
    assert_ne!(first["pid"], last["pid"]);
    assert_eq!(last["asked"], 1);
}

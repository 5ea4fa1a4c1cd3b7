//! All functions in one process on their own local AWS, called with API Gateway's events.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::time::Timestamp;
use local::{Options, SignInClient, Stack};
use provision::roles;
use provision::template::HmacKeys;
use provision::{CLIENT_ID, DemoUser, TABLE_PREFIX, cloud, new_cursor_key, provision};
use runtime::{App, Config, Event};
use serde_json::{Value, json};
use store::Store;
use usecases::Environment;

use super::aws::Aws;
use super::people;

pub(crate) const PUBLIC_URL: &str = "https://api.nuvera.example";

/// Deployment in this process.
pub(crate) struct World {
    pub(crate) stack: Stack,
    /// Direct access to its AWS services.
    pub(crate) aws: Aws,
    /// Functions, started at their first call.
    apps: HashMap<&'static str, OnceLock<Arc<App>>>,
    environment: BTreeMap<&'static str, String>,
    clock: Arc<Clock>,
}

/// Clock of the functions: the machine's with an offset, or a stopped one.
#[derive(Default)]
struct Clock {
    ahead_seconds: AtomicI64,
    /// Time of the stopped clock, in milliseconds; 0 if it runs.
    held_millis: AtomicI64,
}

impl Clock {
    fn now(&self) -> Timestamp {
        match self.held_millis.load(Ordering::SeqCst) {
            0 => now().plus_seconds(self.ahead_seconds.load(Ordering::SeqCst)),
            held => Timestamp::from_millis(held),
        }
    }
}

/// Request of a client.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) uri: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) source_ip: String,
    /// Request ID of API Gateway.
    pub(crate) request_id: String,
}

/// Answer to a request.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Call {
    pub(crate) fn new(method: &str, uri: &str) -> Self {
        Self {
            method: method.to_owned(),
            uri: uri.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            source_ip: "198.51.100.7".to_owned(),
            request_id: "test-request".to_owned(),
        }
    }

    pub(crate) fn get(uri: &str) -> Self {
        Self::new("GET", uri)
    }

    pub(crate) fn post(uri: &str) -> Self {
        Self::new("POST", uri)
    }

    pub(crate) fn put(uri: &str) -> Self {
        Self::new("PUT", uri)
    }

    pub(crate) fn patch(uri: &str) -> Self {
        Self::new("PATCH", uri)
    }

    pub(crate) fn delete(uri: &str) -> Self {
        Self::new("DELETE", uri)
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Sets a JSON body.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sets API Gateway's request ID.
    pub(crate) fn request_id(self, id: impl Into<String>) -> Self {
        Self { request_id: id.into(), ..self }
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// Returns the event of API Gateway's HTTP API, payload format 2.0: header names in lower case, repeated headers
    /// joined by commas, the path decoded, the query as sent.
    pub(crate) fn event(&self) -> Value {
        let (path, query) = self.uri.split_once('?').unwrap_or((&self.uri, ""));
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &self.headers {
            headers
                .entry(name.to_ascii_lowercase())
                .and_modify(|joined| *joined = format!("{joined},{value}"))
                .or_insert_with(|| value.clone());
        }
        json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers,
            "requestContext": {
                "requestId": self.request_id,
                "http": { "method": self.method, "path": path, "sourceIp": self.source_ip },
            },
            "body": STANDARD.encode(&self.body),
            "isBase64Encoded": true,
        })
    }
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {:?}", self.text))
    }

    /// Returns status and problem code.
    pub(crate) fn problem(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or_default().to_owned())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Asserts the status and returns the JSON.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// Asserts an empty answer with status 204.
    #[track_caller]
    pub(crate) fn expect_nothing(&self) {
        assert_eq!((self.status, self.text.as_str()), (204, ""));
    }

    #[track_caller]
    pub(crate) fn expect_problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.problem(), (status, code.to_owned()), "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        self.json()
    }

    /// Asserts that a body is refused, first for its member at `pointer`.
    #[track_caller]
    pub(crate) fn expect_invalid(&self, pointer: &str) -> Value {
        self.expect_error_at(422, "validation_failed", pointer)
    }

    /// Asserts that a query or header is refused, first for its parameter at `pointer`.
    #[track_caller]
    pub(crate) fn expect_wrong_parameter(&self, pointer: &str) -> Value {
        self.expect_error_at(400, "parameter_invalid", pointer)
    }

    #[track_caller]
    fn expect_error_at(&self, status: u16, code: &str, pointer: &str) -> Value {
        let problem = self.expect_problem(status, code);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        problem
    }
}

impl World {
    /// Starts a deployment in memory.
    pub(crate) async fn start() -> Self {
        let options = Options {
            users: DemoUser::ALL.map(DemoUser::sign_in).to_vec(),
            client: SignInClient { client_id: CLIENT_ID.to_owned(), ..SignInClient::default() },
            // AWS's worst consistency that all tests can handle.
            deletes_expired: false,
            kms_delay: Duration::from_millis(200),
            ..Options::default()
        };
        let stack = Stack::start(options).await.unwrap();
        let environment = provision(stack.endpoints(), PUBLIC_URL, new_cursor_key().unwrap()).await.unwrap();
        roles::enforce(stack.iam(), &hmac_keys(&environment)).unwrap();
        stack.refuse_at_random(1);
        let aws = Aws::new(stack.endpoints());
        let apps = functions::all().into_iter().map(|(id, _)| (id, OnceLock::new())).collect();
        Self { stack, aws, apps, environment, clock: Arc::default() }
    }

    /// Starts a cold instance of a function.
    pub(crate) fn fresh(&self, id: &str) -> Arc<App> {
        let (_, endpoint) = functions::all().into_iter().find(|(found, _)| *found == id).unwrap();
        let credentials = roles::credentials(id);
        let own = |name: &str| credentials.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone());
        let config = Config::from_lookup(|name| own(name).or_else(|| self.environment.get(name).cloned())).unwrap();
        let clock = Arc::clone(&self.clock);
        let environment = Environment {
            now: Arc::new(move || clock.now()),
            random: Arc::new(|bytes| aws_lc_rs::rand::fill(bytes).unwrap()),
        };
        Arc::new(App::new(endpoint, config, environment).unwrap())
    }

    /// Returns the functions' clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Advances the functions' clock.
    pub(crate) fn advance(&self, seconds: i64) {
        self.clock.ahead_seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Stops the functions' clock.
    pub(crate) fn hold(&self, at: Timestamp) {
        self.clock.held_millis.store(at.millis(), Ordering::SeqCst);
    }

    /// Returns an environment variable of the functions.
    pub(crate) fn variable(&self, name: &str) -> &str {
        &self.environment[name]
    }

    /// Returns the HMAC key of the functions.
    pub(crate) fn hmac_keys(&self) -> HmacKeys {
        hmac_keys(&self.environment)
    }

    /// Returns the store, for operations without a route.
    pub(crate) fn store(&self) -> Store {
        Store::new(&cloud().service(Some(&self.stack.endpoints().dynamodb)), TABLE_PREFIX)
    }

    /// Returns an access token of a demo user, valid by the functions' clock.
    pub(crate) fn token(&self, user: DemoUser) -> String {
        if self.clock.ahead_seconds.load(Ordering::SeqCst) != 0 {
            return people::token(self, &user.sign_in().subject);
        }
        self.stack.sign_in().access_token(&user.sign_in().username).unwrap()
    }

    /// Returns the function with this ID.
    pub(crate) fn function(&self, id: &str) -> &Arc<App> {
        self.apps[id].get_or_init(|| self.fresh(id))
    }

    /// Sends a request to the function that API Gateway would choose.
    pub(crate) async fn send(&self, call: &Call) -> Reply {
        let id = route(call);
        let reply = self.send_event(id, &call.event().to_string()).await;
        assert_declared(id, &reply);
        reply
    }

    /// Invokes the function with this ID.
    pub(crate) async fn send_event(&self, id: &str, event: &str) -> Reply {
        answer(self.function(id), event).await
    }
}

/// Asserts that a route declares the code with which it refused a request.
#[track_caller]
fn assert_declared(id: &str, reply: &Reply) {
    let Ok(problem) = serde_json::from_str::<Value>(&reply.text) else { return };
    let (Some(code), 400..) = (problem["code"].as_str(), reply.status) else { return };
    let entry = contract::routes::all().find(|entry| entry.spec.id() == id).unwrap();
    let declared = entry.codes().iter().any(|declared| declared.name() == code);
    assert!(declared, "{id} does not declare {code}: {}", reply.text);
}

fn hmac_keys(environment: &BTreeMap<&'static str, String>) -> HmacKeys {
    HmacKeys { own: environment["HMAC_KEY_ARN"].clone(), further: Vec::new() }
}

/// Invokes a function and waits for its background work.
pub(crate) async fn answer(app: &App, event: &str) -> Reply {
    let reply = answer_alone(app, event).await;
    // Lambda sends a process no other event before its background work is done.
    app.background().ended().await;
    reply
}

/// Invokes a function without waiting for its background work.
pub(crate) async fn answer_alone(app: &App, event: &str) -> Reply {
    let answer = app.answer(Event::read(event, "test-invocation")).await;
    Reply { status: answer.status, headers: answer.headers, text: answer.body }
}

/// Returns the ID of the function that API Gateway would choose.
fn route(call: &Call) -> &'static str {
    let path = call.uri.split('?').next().unwrap_or_default();
    contract::routes::all()
        .find(|entry| entry.spec.match_path(path).is_some() && entry.spec.takes_method(&call.method))
        .map_or("not-found", |entry| entry.spec.id())
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

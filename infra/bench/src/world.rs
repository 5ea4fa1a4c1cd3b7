//! Functions in this process on their own local AWS, and partners that call them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, anyhow, ensure};
use contract::permission::Permission;
use contract::time::Timestamp;
use local::{Call, Fault, Options, SignInClient, Stack};
use provision::{CLIENT_ID, DemoUser, new_cursor_key, provision};
use runtime::{App, Config, Endpoint, Event};
use serde_json::{Value, json};
use signing::{ApiKeySecret, KeySize, Signer};
use usecases::Environment;

/// Measured request. Its handler makes no AWS call.
pub(crate) const COUNTRIES: signing::Request<'static> =
    signing::Request { method: "GET", uri: "/api/v1/reference/countries", body: b"" };

/// AWS calls of judging. Usage and refusals are recorded with `UpdateItem` in the background, which delays no answer.
const JUDGING: [&str; 3] = ["GetItem", "GenerateMac", "PutItem"];

/// Functions under measurement, with the local AWS that they use.
pub(crate) struct World {
    stack: Stack,
    environment: BTreeMap<&'static str, String>,
    countries: App,
    applications: App,
}

/// Service of a partner.
pub(crate) struct Partner {
    pub(crate) api_key: String,
    /// Application ID.
    pub(crate) application: String,
    /// Private key, PKCS#8 PEM.
    private_pem: signing::PrivateKeyPem,
}

/// Headers of a request for [`COUNTRIES`].
pub(crate) struct Headers {
    pub(crate) api_key: String,
    pub(crate) token: String,
}

/// Outcome of a request.
pub(crate) struct Judged {
    /// Time from event to answer.
    pub(crate) took: Duration,
    /// AWS calls of judging.
    pub(crate) calls: Vec<Call>,
    /// Error code if the request was refused.
    pub(crate) code: Option<String>,
}

impl World {
    pub(crate) async fn start() -> Result<Self> {
        let stack = Stack::start(Options {
            users: DemoUser::ALL.map(DemoUser::sign_in).to_vec(),
            client: SignInClient { client_id: CLIENT_ID.to_owned(), ..SignInClient::default() },
            ..Options::default()
        })
        .await?;
        stack.dynamodb().record(true);
        stack.kms().record(true);
        let environment = provision(stack.endpoints(), "https://api.nuvera.example", new_cursor_key()?).await?;
        let countries = function(&environment, Endpoint::new(reference::routes::countries::handle))?;
        let applications = function(&environment, Endpoint::new(partner::routes::applications_create::handle))?;
        Ok(Self { stack, environment, countries, applications })
    }

    pub(crate) async fn stop(self) {
        self.stack.stop().await;
    }

    /// Returns the settings for calls that no function makes.
    pub(crate) fn service(&self, of: impl Fn(&local::Endpoints) -> &str) -> cloud::Service {
        provision::cloud().service(Some(of(self.stack.endpoints())))
    }

    /// Returns an environment variable of the functions.
    pub(crate) fn variable(&self, name: &str) -> Result<&str> {
        self.environment.get(name).map(String::as_str).context("no such variable")
    }

    /// Registers an application with its own key pair.
    pub(crate) async fn partner(&self) -> Result<Partner> {
        let pair = signing::generate(KeySize::Rsa2048)?;
        let person = self.stack.sign_in().access_token(&DemoUser::Partner.sign_in().username);
        let person = person.map_err(|error| anyhow!("{error}"))?;
        let name = pair.fingerprint.get(..12).unwrap_or_default();
        let body = json!({ "name": name, "publicKey": pair.public_pem, "permissions": [Permission::CustomersRead] });
        let headers = [("authorization", format!("Bearer {person}")), ("content-type", "application/json".to_owned())];
        let event = event("POST", "/partner/v1/api-applications", headers, &body.to_string());
        let answer = self.applications.answer(Event::read(&event, "bench")).await;
        ensure!(answer.status == 201, "no application was created: {} {}", answer.status, answer.body);
        let created: Value = serde_json::from_str(&answer.body)?;
        let text = |name: &str| created.get(name).and_then(Value::as_str).map(str::to_owned).context("no such member");
        Ok(Partner { api_key: text("apiKey")?, application: text("id")?, private_pem: pair.private_pem })
    }

    /// Delays every AWS call of judging by this much.
    pub(crate) fn delay(&self, delay: Duration) {
        for control in [self.stack.dynamodb(), self.stack.kms()] {
            control.clear();
            for operation in JUDGING {
                control.add(Fault::Delay(delay).on(operation));
            }
        }
    }

    /// Sends a request for [`COUNTRIES`].
    pub(crate) async fn judge(&self, headers: &Headers) -> Result<Judged> {
        let pairs = [("x-api-key", headers.api_key.clone()), ("authorization", format!("Bearer {}", headers.token))];
        let event = event(COUNTRIES.method, COUNTRIES.uri, pairs, "");
        // Excludes background calls of the previous request.
        self.countries.background().ended().await;
        self.stack.dynamodb().clear_calls();
        self.stack.kms().clear_calls();
        let start = Instant::now();
        let answer = self.countries.answer(Event::read(&event, "bench")).await;
        // Calls after the answer are not part of judging.
        let answered = Instant::now();
        let took = answered - start;
        let mut calls = [self.stack.dynamodb().calls(), self.stack.kms().calls()].concat();
        calls.retain(|call| JUDGING.contains(&call.operation.as_str()) && call.started <= answered);
        calls.sort_by_key(|call| call.started);
        let code = serde_json::from_str::<Value>(&answer.body)?.get("code").and_then(Value::as_str).map(str::to_owned);
        Ok(Judged { took, calls, code })
    }
}

impl Judged {
    /// Returns the operation names of the calls.
    pub(crate) fn operations(&self) -> Vec<&str> {
        self.calls.iter().map(|call| call.operation.as_str()).collect()
    }

    /// Returns an error if the request was refused.
    pub(crate) fn served(self) -> Result<Self> {
        ensure!(self.code.is_none(), "a request was refused: {:?}", self.code);
        Ok(self)
    }
}

impl Partner {
    /// Signs the measured request.
    pub(crate) fn sign(&self) -> Result<Headers> {
        self.sign_other(&self.api_key, &COUNTRIES, now())
    }

    /// Signs with another API key, for another request, or at another time.
    pub(crate) fn sign_other(&self, api_key: &str, request: &signing::Request<'_>, at: Timestamp) -> Result<Headers> {
        let signer = Signer::new(ApiKeySecret::new(api_key)?, self.private_pem.expose())?;
        let mut jti = [0; 16];
        random(&mut jti);
        let signed = signer.sign(request, at.seconds().unsigned_abs(), &hex::encode(jti))?;
        let token = signed.authorization.expose().trim_start_matches("Bearer ").to_owned();
        Ok(Headers { api_key: api_key.to_owned(), token })
    }
}

/// Returns the wall clock time.
#[expect(clippy::disallowed_methods, reason = "measured functions and tokens use the real time")]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Fills `bytes` with random data of the operating system, which does not fail after boot.
pub(crate) fn random(bytes: &mut [u8]) {
    let _filled = aws_lc_rs::rand::fill(bytes);
}

fn function(environment: &BTreeMap<&'static str, String>, endpoint: Endpoint) -> Result<App> {
    let config = Config::from_lookup(|name| environment.get(name).cloned())?;
    Ok(App::new(endpoint, config, Environment { now: Arc::new(now), random: Arc::new(random) })?)
}

/// Returns an event of API Gateway's HTTP API, payload format 2.0.
fn event<const N: usize>(method: &str, path: &str, headers: [(&str, String); N], body: &str) -> String {
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": BTreeMap::from(headers),
        "requestContext": {
            "requestId": "bench",
            "http": { "method": method, "path": path, "sourceIp": "198.51.100.7" },
        },
        "body": body,
        "isBase64Encoded": false,
    })
    .to_string()
}

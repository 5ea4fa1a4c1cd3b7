//! DynamoDB: `dynoxide` on SQLite, with AWS's limits in front.

mod lag;
mod limits;

pub use lag::Indexes;

use std::fmt::Display;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::uri::InvalidUri;
use axum::http::{Request, Response, Uri};
use dynoxide::Database;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::StartError;
use crate::front::{JsonBackend, JsonCall, Service, refusal};

/// Interval of deleting expired items. AWS takes hours or days; developers should not wait.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(3);

/// Starts the database in `tasks`. Returns its backend and its indexes. Deletes expired items if `sweeps`.
///
/// `dynoxide` can only serve a listener, so it gets a private one behind the front.
pub(crate) async fn start(
    file: Option<&Path>,
    sweeps: bool,
    tasks: &mut JoinSet<()>,
    stop: watch::Receiver<bool>,
) -> Result<(JsonBackend, Indexes), StartError> {
    let database = open(file)?;
    let indexes = Indexes::new(database.clone());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|error| failed(&error))?;
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    let address: Uri = format!("http://{address}/").parse().map_err(|error: InvalidUri| failed(&error))?;

    let mut stopped = stop.clone();
    let served = database.clone();
    tasks.spawn(async move {
        let signal = async move {
            // An error means that the stack has ended.
            let _stopped = stopped.changed().await;
        };
        if let Err(error) = dynoxide::server::serve_with_shutdown(listener, served, signal).await {
            tracing::error!(%error, "DynamoDB has stopped");
        }
    });
    if sweeps {
        tasks.spawn(sweep(database, stop));
    }
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let client = Client::builder(TokioExecutor::new()).build(connector);
    let backend = Backend { indexes: indexes.clone(), client, address };
    Ok((Arc::new(move |call| Box::pin(backend.clone().answer(call))), indexes))
}

/// Reason why DynamoDB does not start.
fn failed(reason: &dyn Display) -> StartError {
    StartError::Service { service: Service::DynamoDb, reason: reason.to_string() }
}

/// Opens the database. SQLite syncs its write-ahead log at every commit, so acknowledged writes survive a SIGKILL.
fn open(file: Option<&Path>) -> Result<Database, StartError> {
    let Some(file) = file else {
        return Database::memory().map_err(|error| failed(&error));
    };
    let damaged = |reason: String| StartError::Damaged { path: file.to_owned(), reason };
    let path = file.to_str().ok_or_else(|| damaged("its path is not UTF-8".to_owned()))?;
    Database::new(path).map_err(|error| damaged(error.to_string()))
}

async fn sweep(database: Database, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(BETWEEN_SWEEPS) => {}
            _changed = stop.changed() => return,
        }
        let database = database.clone();
        match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
            Ok(Ok(_deleted)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "expired items were not deleted"),
            Err(error) => tracing::warn!(%error, "expired items were not deleted"),
        }
    }
}

/// Database with the limits of DynamoDB and indexes that may lag.
#[derive(Clone)]
struct Backend {
    indexes: Indexes,
    client: Client<HttpConnector, Body>,
    /// Private listener of the database.
    address: Uri,
}

impl Backend {
    async fn answer(self, call: JsonCall) -> Response<Body> {
        let JsonCall { mut parts, operation, body } = call;
        if let Some(reason) = limits::broken(&operation, &body) {
            return refusal(Service::DynamoDb, 400, "ValidationException", reason);
        }
        if let Some(old) = self.indexes.answer(&operation, &body) {
            return old;
        }
        parts.uri = self.address;
        match self.client.request(Request::from_parts(parts, Body::from(body))).await {
            Ok(answer) => answer.map(Body::new),
            Err(error) => refusal(Service::DynamoDb, 500, "InternalServerError", &error.to_string()),
        }
    }
}

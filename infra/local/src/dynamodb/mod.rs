//! DynamoDB: `dynoxide` on SQLite, with AWS's limits in front.

mod lag;
mod limits;

pub use lag::Indexes;

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::body::Body;
use axum::http::{Request, Response, Uri};
use dynoxide::Database;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::data::damaged;
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
) -> Result<(JsonBackend, Indexes)> {
    let database = open(file)?;
    let indexes = Indexes::new(database.clone());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address: Uri = format!("http://{}/", listener.local_addr()?).parse()?;

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

/// Opens the database. SQLite syncs its write-ahead log at every commit, so acknowledged writes survive a SIGKILL.
fn open(file: Option<&Path>) -> Result<Database> {
    let Some(file) = file else { return Ok(Database::memory()?) };
    let path = file.to_str().with_context(|| format!("{} is not UTF-8", file.display()))?;
    Database::new(path).with_context(|| damaged(file))
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

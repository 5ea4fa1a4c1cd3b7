//! DynamoDB: `dynoxide` on SQLite, with AWS's limits in front.

mod failed;
mod lag;
mod limits;

pub use lag::Indexes;

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::uri::{Authority, Scheme};
use axum::http::{Request, Response, Uri};
use dynoxide::Database;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use failed::failed;

use crate::StartError;
use crate::front::{Backend, LONGEST_JSON_BODY, Service, operation, refusal};

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
) -> Result<(Backend, Indexes), StartError> {
    let database = open(file)?;
    let indexes = Indexes::new(database.clone());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|error| failed(error.to_string()))?;
    let address = listener.local_addr().map_err(|error| failed(error.to_string()))?;
    let authority = Authority::try_from(address.to_string()).map_err(|error| failed(error.to_string()))?;

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
    Ok((limited(indexes.clone(), forward_to(authority)), indexes))
}

/// Opens the database. SQLite syncs its write-ahead log at every commit, so acknowledged writes survive a SIGKILL.
fn open(file: Option<&Path>) -> Result<Database, StartError> {
    let Some(file) = file else {
        return Database::memory().map_err(|error| failed(error.to_string()));
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

fn limited(indexes: Indexes, backend: Backend) -> Backend {
    Arc::new(move |request| Box::pin(answer(indexes.clone(), Arc::clone(&backend), request)))
}

async fn answer(indexes: Indexes, backend: Backend, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = match to_bytes(body, LONGEST_JSON_BODY).await {
        Ok(body) => body,
        Err(error) => return refusal(Service::DynamoDb, 413, "RequestEntityTooLarge", &error.to_string()),
    };
    let operation = operation(Service::DynamoDb, &parts);
    if let Some(reason) = limits::broken(&operation, &body) {
        return refusal(Service::DynamoDb, 400, "ValidationException", reason);
    }
    match indexes.answer(&operation, &body) {
        Some(old) => old,
        None => backend(Request::from_parts(parts, Body::from(body))).await,
    }
}

fn forward_to(authority: Authority) -> Backend {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let client: Client<HttpConnector, Body> = Client::builder(TokioExecutor::new()).build(connector);
    Arc::new(move |request| Box::pin(forward(client.clone(), authority.clone(), request)))
}

async fn forward(
    client: Client<HttpConnector, Body>,
    authority: Authority,
    mut request: Request<Body>,
) -> Response<Body> {
    let mut uri = std::mem::take(request.uri_mut()).into_parts();
    uri.scheme = Some(Scheme::HTTP);
    uri.authority = Some(authority);
    let answer = match Uri::from_parts(uri) {
        Ok(uri) => {
            *request.uri_mut() = uri;
            client.request(request).await.map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    match answer {
        Ok(answer) => answer.map(Body::new),
        Err(error) => refusal(Service::DynamoDb, 500, "InternalServerError", &error),
    }
}

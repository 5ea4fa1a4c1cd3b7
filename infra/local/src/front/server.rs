//! Listener of one service.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::answer::answer;
use super::{Backend, Control, Service};

/// Time that running calls have to finish when the stack stops.
const LAST_CALLS: Duration = Duration::from_secs(1);

/// Pause before a retry after an error such as too many open files.
const AFTER_ACCEPT_ERROR: Duration = Duration::from_millis(50);

/// Listener of one service.
pub(crate) struct Front {
    listener: TcpListener,
    address: SocketAddr,
    control: Control,
}

impl Front {
    pub(crate) async fn bind(service: Service, port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
        let listener = listener.with_context(|| format!("{service} cannot listen on port {port}"))?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, control: Control::new(service) })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn control(&self) -> &Control {
        &self.control
    }

    /// Accepts connections until `stop` changes, then lets running calls finish.
    pub(crate) async fn serve(self, backend: Backend, mut stop: watch::Receiver<bool>) {
        let mut connections = JoinSet::new();
        let graceful = GracefulShutdown::new();
        loop {
            tokio::select! {
                (stream, _) = accept(&self.listener) => {
                    let connection = connection(stream, self.control.clone(), Arc::clone(&backend));
                    let watched = graceful.watch(connection);
                    connections.spawn(async move {
                        // A disconnected caller or a lost answer is not an error of the server.
                        let _closed: Result<(), hyper::Error> = watched.await;
                    });
                }
                _ended = connections.join_next(), if !connections.is_empty() => {}
                _changed = stop.changed() => break,
            }
        }
        drop(self.listener);
        // Calls that still hang are dropped with the set.
        let _ended = tokio::time::timeout(LAST_CALLS, graceful.shutdown()).await;
    }
}

/// Accepts the next connection.
pub(crate) async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // An answer must not wait for the acknowledgement of the previous one. On failure, answers are only
                // slower.
                let _without: std::io::Result<()> = stream.set_nodelay(true);
                return (stream, peer);
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(AFTER_ACCEPT_ERROR).await;
            }
        }
    }
}

fn connection(
    stream: TcpStream,
    control: Control,
    backend: Backend,
) -> http1::Connection<
    TokioIo<TcpStream>,
    impl hyper::service::HttpService<Incoming, ResBody = Body, Error = super::answer::Closed, Future: Send> + Send,
> {
    http1::Builder::new().serve_connection(
        TokioIo::new(stream),
        service_fn(move |request: Request<Incoming>| {
            let (control, backend) = (control.clone(), Arc::clone(&backend));
            async move { answer(&control, &backend, request.map(Body::new)).await }
        }),
    )
}

//! Assignment of invocations to processes.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinSet;

use super::Function;
use super::environment::Environment;
use super::upstream::{Invocation, Outcome, Upstream};

/// Idle processes of a function, the most recently used last.
type Idle = Arc<Mutex<Vec<Environment>>>;

/// Serves a function's invocations from `runtime_api` until SIGTERM or a failure.
///
/// # Errors
/// Fails if `cargo lambda watch` stops answering or no process can be started.
pub async fn serve(function: Function, runtime_api: &str) -> anyhow::Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    let upstream = Upstream::new(runtime_api)?;
    let (function, idle) = (Arc::new(function), Idle::default());
    let permits = Arc::new(Semaphore::new(function.concurrency));
    let (sender, mut invocations) = mpsc::channel(1);
    // A separate task, so that no other event drops an invocation that is being fetched.
    let polling = tokio::spawn(poll(upstream.clone(), permits, sender));
    let mut work = JoinSet::new();
    let outcome = loop {
        tokio::select! {
            next = invocations.recv() => match next {
                Some(Ok((permit, invocation))) => {
                    let work_of_one = carry_out(Arc::clone(&function), upstream.clone(), Arc::clone(&idle), invocation);
                    work.spawn(async move {
                        work_of_one.await;
                        drop(permit);
                    });
                }
                Some(Err(error)) => break Err(error).context("cargo lambda watch does not answer"),
                None => break Ok(()),
            },
            _done = work.join_next(), if !work.is_empty() => {}
            _asked = terminated.recv() => break Ok(()),
        }
    };
    polling.abort();
    work.shutdown().await;
    let idle = std::mem::take(&mut *idle.lock().unwrap_or_else(PoisonError::into_inner));
    let mut ends: JoinSet<()> = idle.into_iter().map(Environment::end).collect();
    while ends.join_next().await.is_some() {}
    outcome
}

type Fetched = Result<(OwnedSemaphorePermit, Invocation), reqwest::Error>;

/// Fetches invocations while permits are available and the receiver exists.
async fn poll(upstream: Upstream, permits: Arc<Semaphore>, into: mpsc::Sender<Fetched>) {
    // The semaphore is never closed.
    while let Ok(permit) = Arc::clone(&permits).acquire_owned().await {
        let fetched = upstream.next().await.map(|invocation| (permit, invocation));
        let failed = fetched.is_err();
        if into.send(fetched).await.is_err() || failed {
            return;
        }
    }
}

async fn carry_out(function: Arc<Function>, upstream: Upstream, idle: Idle, invocation: Invocation) {
    let id = invocation.id.clone();
    let report = async |outcome| {
        if let Err(error) = upstream.report(&id, outcome).await {
            tracing::error!(%error, "cannot report the outcome of an invocation");
        }
    };
    let free = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut environment = match free {
        Some(environment) => environment,
        None => match Environment::start(&function).await {
            Ok(environment) => environment,
            Err(error) => {
                tracing::error!(%error, function = function.name, "cannot start a process");
                return report(Outcome::failed("Runtime.ExitError", &error.to_string())).await;
            }
        },
    };
    let usable = environment.invoke(invocation, function.timeout, report).await;
    if !usable || function.ends_after.is_some_and(|most| environment.served() >= most) {
        environment.end().await;
    } else {
        idle.lock().unwrap_or_else(PoisonError::into_inner).push(environment);
    }
}

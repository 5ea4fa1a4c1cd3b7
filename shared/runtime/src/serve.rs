//! Process of a function: configuration, clock, randomness, and the event loop.

use std::process::ExitCode;
use std::sync::Arc;

use contract::time::Timestamp;
use lambda_extension::{Extension, NextEvent};
use lambda_http::lambda_runtime::{self, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use tokio::signal::unix::{SignalKind, signal};
use usecases::Environment;

use crate::app::App;
use crate::config::Config;
use crate::endpoint::Endpoint;
use crate::event::Event;
use crate::logging;

/// Name of the internal extension. Lambda requires a unique one.
const EXTENSION: &str = "background";

/// Serves `endpoint` until the process ends. Logs an invalid environment and fails.
pub fn serve(endpoint: Endpoint) -> ExitCode {
    logging::start();
    let app = Config::from_environment().and_then(|config| App::new(endpoint, config, system()));
    let app = match app {
        Ok(app) => Arc::new(app),
        Err(error) => {
            tracing::error!(cause = %error, "cannot start");
            return ExitCode::FAILURE;
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(cause = %error, "cannot start");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(poll(app)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(cause = %error, "stopped");
            ExitCode::FAILURE
        }
    }
}

/// Serves invocations, with an internal extension if answers can start background work.
///
/// The extension keeps Lambda from freezing that work. Waiting counts are written when Lambda ends the process.
async fn poll(app: Arc<App>) -> Result<(), lambda_runtime::Error> {
    if !app.leaves_work() {
        return serve_invocations(app).await;
    }
    let background = app.background().clone();
    let extension = Extension::new().with_extension_name(EXTENSION).with_events(&["INVOKE"]).with_events_processor(
        lambda_extension::service_fn(move |event: lambda_extension::LambdaEvent| {
            let background = background.clone();
            async move {
                if let NextEvent::Invoke(invocation) = event.next {
                    background.ended_after(&invocation.request_id).await;
                }
                Ok::<_, lambda_extension::Error>(())
            }
        }),
    );
    let extension = extension.register().await?;
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        outcome = serve_invocations(Arc::clone(&app)) => outcome,
        outcome = extension.run() => outcome,
        _terminated = terminated.recv() => {
            app.flush().await;
            Ok(())
        }
    }
}

async fn serve_invocations(app: Arc<App>) -> Result<(), lambda_runtime::Error> {
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let app = Arc::clone(&app);
        async move {
            let invocation = &event.context.request_id;
            let answer = app.answer(Event::read(event.payload.get(), invocation)).await;
            app.background().answered(invocation);
            Ok::<_, lambda_runtime::Error>(answer.into_gateway())
        }
    }))
    .await
}

/// Returns the system's clock and random source.
fn system() -> Environment {
    Environment { now: Arc::new(now), random: Arc::new(fill) }
}

#[expect(clippy::disallowed_methods, reason = "clock of every Context")]
fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[expect(clippy::disallowed_methods, reason = "random source of every Context")]
#[expect(clippy::expect_used, reason = "without randomness the process must end")]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system has randomness");
}

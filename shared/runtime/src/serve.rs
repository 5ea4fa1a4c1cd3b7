//! A function's process: configuration, clock, randomness, and the loop that asks Lambda for events.

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

/// Name of the internal extension. Lambda wants it to be one of its own.
const EXTENSION: &str = "background";

/// Serves `endpoint` until the process is ended. Fails, with a line in the log, where the environment is wrong.
#[must_use]
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

/// Serves invocations. Where answers leave work behind, an internal extension keeps Lambda from freezing it, and what
/// waits is written when Lambda ends the process.
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
        _asked = terminated.recv() => {
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

/// The system's clock and random source.
fn system() -> Environment {
    Environment { now: Arc::new(now), random: Arc::new(fill) }
}

#[expect(clippy::disallowed_methods, reason = "the clock that every Context's time comes from")]
fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[expect(clippy::disallowed_methods, reason = "the source that every Context's randomness comes from")]
#[expect(clippy::expect_used, reason = "without randomness nothing here is safe, and the process must end")]
fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system has randomness");
}

//! Answer to one call: an injected fault, or the service's own answer.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, Response, header};

use super::call::{operation, tables};
use super::control::Verdict;
use super::loopback::is_from_here;
use super::{Backend, Control, Fault, Service, conflict, refusal};
use crate::account::ACCESS_KEY_ID;

/// Longest JSON body in bytes. DynamoDB's own limit is 16 MiB.
pub(crate) const LONGEST_JSON_BODY: usize = 17 * 1024 * 1024;

/// Signal to close the connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("closed without an answer")]
pub(super) struct Closed;

pub(super) async fn answer(
    control: &Control,
    backend: &Backend,
    request: Request<Body>,
) -> Result<Response<Body>, Closed> {
    let service = control.service();
    if !is_from_here(request.headers()) {
        return Ok(refusal(
            service,
            403,
            "AccessDeniedException",
            "only pages and programs of this machine may call this service",
        ));
    }
    if !control.is_active() {
        return carry_out(backend, request).await;
    }

    let (parts, body) = request.into_parts();
    let operation = operation(service, &parts);
    // Starts before the body is read, so the recorded time includes reading.
    let mut recording = control.begin(operation.clone());
    let (tables, body) = match service {
        Service::DynamoDb => {
            let body = to_bytes(body, LONGEST_JSON_BODY).await.map_err(|_| Closed)?;
            (tables(service, &operation, &parts, &body), Body::from(body))
        }
        Service::Kms | Service::S3 | Service::SignIn => (tables(service, &operation, &parts, &[]), body),
    };
    recording.names(&tables);
    let verdict = control.judge(&operation, &tables, is_of_operator(&parts.headers));
    inject(verdict, control, backend, Request::from_parts(parts, body)).await
}

/// Returns true for a call that is signed with the operator's access key.
fn is_of_operator(headers: &HeaderMap) -> bool {
    let signed = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    signed.is_some_and(|value| value.contains(&format!("Credential={ACCESS_KEY_ID}/")))
}

async fn inject(
    mut verdict: Verdict,
    control: &Control,
    backend: &Backend,
    request: Request<Body>,
) -> Result<Response<Body>, Closed> {
    match verdict.fault {
        Fault::None => carry_out(backend, request).await,
        Fault::Delay(time) => {
            tokio::time::sleep(time).await;
            carry_out(backend, request).await
        }
        Fault::Status { code, error_type } => Ok(refusal(control.service(), code, &error_type, "injected by a test")),
        Fault::Conflict => Ok(conflict()),
        Fault::Refuse => Err(Closed),
        Fault::LoseAnswer => {
            let answer = carry_out(backend, request).await?;
            // Execution includes the body, which may be produced while it is sent.
            let _lost: Result<Bytes, axum::Error> = to_bytes(answer.into_body(), usize::MAX).await;
            Err(Closed)
        }
        Fault::Hang => {
            // An error means that the service was stopped, which also ends a hanging call.
            let hanging = control.hang();
            verdict.faults_changed.changed().await.map_err(|_| Closed)?;
            drop(hanging);
            carry_out(backend, request).await
        }
    }
}

/// Executes a call in its own task, so a disconnecting caller cannot interrupt it.
async fn carry_out(backend: &Backend, request: Request<Body>) -> Result<Response<Body>, Closed> {
    tokio::spawn(backend(request)).await.map_err(|_| Closed)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_delay_holds_every_call_and_calls_overlap() {
        const DELAY: Duration = Duration::from_secs(60);
        let control = Control::new(Service::Kms);
        let backend: Backend = Arc::new(|_| Box::pin(async { Response::new(Body::empty()) }));
        let call = || answer(&control, &backend, Request::new(Body::empty()));
        control.set(Fault::Delay(DELAY));
        control.record(true);

        let began = Instant::now();
        let (one, two) = tokio::join!(call(), call());
        assert!(one.is_ok() && two.is_ok());
        assert_eq!(began.elapsed(), DELAY);
        let calls = control.calls();
        assert!(calls[0].overlaps(&calls[1]), "{calls:?}");
        assert!(calls.iter().all(|call| call.finished - call.started == DELAY), "{calls:?}");

        control.clear();
        control.clear_calls();
        call().await.unwrap();
        let calls = control.calls();
        assert!(calls.len() == 1 && calls[0].finished - calls[0].started < DELAY, "{calls:?}");
    }
}

//! `Idempotency-Key`: a repeated request gets the first answer.

use contract::code::Code;
use contract::problem::FieldError;
use contract::route::{Idempotency, RouteSpec};
use store::{Begun, IdempotencyKey, IdempotencyScope, Store};
use usecases::{Context, Failure};
use verify::{Refusal, Request};

use crate::answer::Answer;
use crate::endpoint::Job;

const HEADER: &str = "idempotency-key";

/// Returns the key of the idempotency record that a request names.
pub(crate) fn key(
    route: &RouteSpec,
    caller: &IdempotencyScope<'_>,
    request: &Request,
) -> Result<Option<IdempotencyKey>, Refusal> {
    if route.idempotency() == Idempotency::Ignored {
        return Ok(None);
    }
    let Some(value) = request.header(HEADER) else {
        return if route.idempotency() == Idempotency::Required { Err(refused("is required")) } else { Ok(None) };
    };
    if !(1..=255).contains(&value.len()) || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(refused("must be 1 to 255 visible ASCII characters"));
    }
    let uri = request.uri();
    Ok(Some(IdempotencyKey::new(caller, route.id(), value, &[uri.as_bytes(), &request.body])))
}

fn refused(reason: &str) -> Refusal {
    let error = FieldError { pointer: "/Idempotency-Key".to_owned(), reason: reason.to_owned() };
    Refusal::new(Code::ParameterInvalid).errors(vec![error])
}

/// Runs `job` once under `key`.
pub(crate) async fn run(store: &Store, key: &IdempotencyKey, cx: Context, job: Job) -> Result<Answer, Refusal> {
    let begun = store.begin(key, cx.operation(), cx.now()).await;
    let started = match begun.map_err(Failure::Store)? {
        Begun::Run(started) => started,
        Begun::Repeat(saved) => return Ok(Answer::saved(saved).repeated()),
        Begun::Withheld(detail) => return Err(Refusal::new(Code::Conflict).detail(detail)),
        Begun::Running => return Err(Refusal::new(Code::IdempotencyKeyInUse)),
        Begun::Reused => return Err(Refusal::new(Code::IdempotencyKeyReused)),
    };
    let outcome = job(cx.holding(started.operation.clone())).await;
    let kept = match outcome.as_ref().ok().and_then(Answer::to_save) {
        Some(answer) => store.finish(&started, answer).await,
        // Without an effect, the request may be retried. With a secret, the effect has the answer to a repeated one.
        None => store.release(&started).await,
    };
    if let Err(error) = kept {
        // A retry finds the effect, and the lock expires.
        tracing::warn!(cause = error.cause(), request_id = cx.request_id(), "idempotency record not updated");
    }
    let was_done = started.operation.effect().is_some();
    outcome.map(|answer| if was_done { answer.repeated() } else { answer })
}

//! Problem documents of refusals.

use contract::code::Code;
use contract::problem::{MEDIA_TYPE, Problem};
use verify::Refusal;

use crate::answer::Answer;

/// Returns the answer for a refusal, without its internal cause.
pub(crate) fn answer(refusal: &Refusal, public_url: &str, request_id: &str) -> Answer {
    let code = refusal.code();
    let problem = Problem {
        kind: format!("{public_url}/reference/errors#{}", code.name()),
        title: code.title(),
        status: code.status(),
        detail: refusal.text().to_owned(),
        code: code.name(),
        request_id: request_id.to_owned(),
        expected: refusal.expectation().map(str::to_owned),
        received: refusal.reception().map(str::to_owned),
        errors: refusal.field_errors().to_vec(),
    };
    // Serialization of strings and numbers cannot fail.
    let mut answer = Answer::json(code.status(), MEDIA_TYPE, serde_json::to_string(&problem).unwrap_or_default());
    if let Some(seconds) = refusal.retry_after() {
        answer.set("retry-after", seconds.to_string());
    }
    if code.status() == 401 {
        // RFC 9110, 11.6.1: a 401 names the scheme.
        answer.set("www-authenticate", "Bearer");
    }
    if code == Code::MethodNotAllowed {
        answer.set("allow", refusal.expectation().unwrap_or_default());
    }
    answer
}

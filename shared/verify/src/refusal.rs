//! Refusals: a code, and the data for correcting the request.

use std::borrow::Cow;
use std::fmt;

use contract::code::Code;
use contract::problem::{FieldError, MAX_ERRORS};
use contract::secrets::redacted;

/// Seconds after which a caller may retry a failed service.
const RETRY_AFTER_SECONDS: u32 = 2;

/// Most bytes of a reason in the answer.
const MAX_REASON: usize = 1_000;
/// Most bytes of all pointers and reasons: an answer to a bad request stays far below 64 KB.
const MAX_ERROR_BYTES: usize = 32 * 1024;

/// Names the first invalid field, and the number of further ones.
fn detail(first: &FieldError, others: usize, untold: usize) -> String {
    let place = if first.pointer.is_empty() { "The body" } else { &first.pointer };
    let reason = &first.reason;
    match (others, untold) {
        (0, _) => format!("{place} {reason}."),
        (_, 0) => format!("{place} {reason}. `errors` lists this and {others} more."),
        _ => format!("{place} {reason}. `errors` lists the first {}, and {untold} more.", others + 1 - untold),
    }
}

/// Cuts `text` to at most `limit` bytes.
fn shorten(text: &mut String, limit: usize) {
    if let Some(end) = (0..=limit).rev().find(|end| text.len() > limit && text.is_char_boundary(*end)) {
        text.truncate(end);
        text.push('…');
    }
}

/// Refusal of a request. It contains only the caller's own data and public rules.
///
/// Every text is redacted when it is set, so no answer, report or record repeats a secret that the caller sent.
#[derive(Clone, PartialEq)]
pub struct Refusal(Box<Parts>);

#[derive(Clone, PartialEq)]
struct Parts {
    code: Code,
    detail: Cow<'static, str>,
    expected: Option<String>,
    received: Option<String>,
    errors: Vec<FieldError>,
    retry_after: Option<u32>,
    cause: Option<String>,
}

impl Refusal {
    /// Creates a refusal with the code's documentation as its detail.
    pub fn new(code: Code) -> Self {
        let retry_after = matches!(code, Code::DependencyUnavailable | Code::IdempotencyKeyInUse | Code::RateLimited)
            .then_some(RETRY_AFTER_SECONDS);
        Self(Box::new(Parts {
            code,
            detail: Cow::Borrowed(code.documentation()),
            expected: None,
            received: None,
            errors: Vec::new(),
            retry_after,
            cause: None,
        }))
    }

    /// Creates the refusal after a service did not answer. `cause` is for the log.
    pub fn unavailable(cause: impl Into<String>) -> Self {
        Self::new(Code::DependencyUnavailable).because(cause)
    }

    /// Sets a more precise detail.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = match detail.into() {
            Cow::Owned(text) => Cow::Owned(redacted(&text)),
            // A constant text has no secret.
            borrowed @ Cow::Borrowed(_) => borrowed,
        };
        self
    }

    /// Sets the expected value.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.0.expected = Some(redacted(&expected.into()));
        self
    }

    /// Sets the received value.
    #[must_use]
    pub fn received(mut self, received: impl Into<String>) -> Self {
        self.0.received = Some(redacted(&received.into()));
        self
    }

    /// Sets the invalid fields up to a limit, and counts further ones. The detail describes the first.
    #[must_use]
    pub fn errors(mut self, mut errors: Vec<FieldError>) -> Self {
        let all = errors.len();
        errors.truncate(MAX_ERRORS);
        let mut bytes = 0;
        for error in &mut errors {
            shorten(&mut error.reason, MAX_REASON);
            error.pointer = redacted(&error.pointer);
            error.reason = redacted(&error.reason);
        }
        errors.retain(|error| {
            bytes += error.pointer.len() + error.reason.len();
            bytes <= MAX_ERROR_BYTES
        });
        if let Some(first) = errors.first() {
            self.0.detail = Cow::Owned(detail(first, all - 1, all - errors.len()));
        }
        self.0.errors = errors;
        self
    }

    /// Sets the internal cause, which is logged and never sent.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Returns the code.
    pub fn code(&self) -> Code {
        self.0.code
    }
    /// Returns the detail.
    pub fn text(&self) -> &str {
        &self.0.detail
    }
    /// Returns the expected value.
    pub fn expectation(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }
    /// Returns the received value.
    pub fn reception(&self) -> Option<&str> {
        self.0.received.as_deref()
    }
    /// Returns the invalid fields.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.errors
    }
    /// Returns the seconds after which to retry.
    pub fn retry_after(&self) -> Option<u32> {
        self.0.retry_after
    }
    /// Returns the internal cause, for the log.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }
}

/// Shows only the code. A received value can be a token's claim.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({})", self.0.code.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(count: usize, pointer: &str) -> Refusal {
        let error = |at| FieldError { pointer: format!("{pointer}{at}"), reason: "is required".to_owned() };
        Refusal::new(Code::ValidationFailed).errors((0..count).map(error).collect())
    }

    #[test]
    fn the_detail_names_the_first_error_and_counts_the_others() {
        assert_eq!(refusal(1, "/a").text(), "/a0 is required.");
        assert_eq!(refusal(3, "/a").text(), "/a0 is required. `errors` lists this and 2 more.");
        let many = refusal(613, "/a");
        assert_eq!(many.text(), "/a0 is required. `errors` lists the first 100, and 513 more.");
        assert_eq!(many.field_errors().len(), 100);
        let whole = FieldError { pointer: String::new(), reason: "must be an object".to_owned() };
        assert_eq!(Refusal::new(Code::ValidationFailed).errors(vec![whole]).text(), "The body must be an object.");
    }

    #[test]
    fn errors_are_limited() {
        let long = refusal(100, &"ä".repeat(1_000));
        assert!(long.field_errors().len() < 20 && long.text().ends_with("more."), "{}", long.text());
        let reason = FieldError { pointer: "/a".to_owned(), reason: "ä".repeat(5_000) };
        let long = Refusal::new(Code::ValidationFailed).errors(vec![reason]);
        assert_eq!(long.field_errors()[0].reason.chars().count(), 501);
    }

    #[test]
    fn no_part_of_a_refusal_repeats_a_secret() {
        let application = contract::id::ApplicationId::new(contract::id::IdSeed { millis: 1, random: 2 });
        let id = contract::api_key::ApiKeyId::from_digits("0001").unwrap();
        let key = contract::api_key::ApiKey::assemble(contract::api_key::KeyMode::Test, &application, &id, [5, 7]);
        for sent in [key.expose().to_owned(), key.expose().replace('_', "%5F"), key.expose()[..60].to_owned()] {
            let error = FieldError { pointer: format!("/{sent}"), reason: format!("must not be {sent}") };
            let refusal = Refusal::new(Code::MediaTypeUnsupported)
                .detail(format!("No {sent}."))
                .expected(format!("not {sent}"))
                .received(format!("application/json; {sent}"));
            let listed = Refusal::new(Code::ValidationFailed).errors(vec![error]);
            let told = [refusal.text(), refusal.expectation().unwrap(), refusal.reception().unwrap(), listed.text()];
            let errors = listed.field_errors().iter().flat_map(|error| [&*error.pointer, &*error.reason]);
            for told in told.into_iter().chain(errors) {
                assert!(!told.contains(&sent[44..]), "{told}");
            }
        }
    }
}

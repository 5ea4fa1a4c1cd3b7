//! A refusal: the code, and what the caller needs to mend the request.

use std::borrow::Cow;
use std::fmt;

use contract::code::Code;
use contract::problem::FieldError;

/// Seconds after which a caller may try again where a service did not answer.
const RETRY_AFTER_SECONDS: u32 = 2;

/// Why a request is not served. Holds nothing but the caller's own data and public rules.
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
    /// A refusal that says what the code's documentation says.
    #[must_use]
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

    /// A service did not answer; `cause` is for the log.
    #[must_use]
    pub fn unavailable(cause: impl Into<String>) -> Self {
        Self::new(Code::DependencyUnavailable).because(cause)
    }

    /// Says more precisely what happened.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = detail.into();
        self
    }

    /// Names what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.0.expected = Some(expected.into());
        self
    }

    /// Names what the request held.
    #[must_use]
    pub fn received(mut self, received: impl Into<String>) -> Self {
        self.0.received = Some(received.into());
        self
    }

    /// Names each wrong field.
    #[must_use]
    pub fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// Notes the internal cause, which is logged and never sent.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }
    /// What happened.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.detail
    }
    /// What was expected.
    #[must_use]
    pub fn expectation(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }
    /// What the request held.
    #[must_use]
    pub fn reception(&self) -> Option<&str> {
        self.0.received.as_deref()
    }
    /// Each wrong field.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.errors
    }
    /// Seconds after which to try again.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        self.0.retry_after
    }
    /// The internal cause, for the log.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }
}

/// The code alone: what was received may be a token's claim.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({})", self.0.code.name())
    }
}

//! Names of the checks, and two ways to make them: stop at the first failure, or note each result.

use contract::diagnosis::{CheckOutcome, CheckReport};

use crate::refusal::Refusal;

macro_rules! checks {
    ($($variant:ident = $name:literal,)+) => {
        /// Check of a request.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[expect(missing_docs, reason = "the names say it")]
        pub enum Check { $($variant,)+ }

        impl Check {
            /// All checks, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the name in the API.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

checks! {
    Path = "path",
    ContentEncoding = "content-encoding",
    BodySize = "body-size",
    ApiKeyHeader = "api-key-header",
    AuthorizationHeader = "authorization-header",
    TokenForm = "token-form",
    TokenHeader = "token-header",
    TokenClaims = "token-claims",
    Issuer = "iss",
    Audience = "aud",
    Subject = "sub",
    Method = "method",
    Uri = "uri",
    Lifetime = "lifetime",
    IssuedAt = "iat",
    NotBefore = "nbf",
    Expiry = "exp",
    BodyHash = "bodyHash",
    Headers = "headers",
    ApiKeyForm = "api-key-form",
    Kid = "kid",
    Signature = "signature",
    ApiKey = "api-key",
    ApiKeyState = "api-key-state",
    Application = "application",
    SourceIp = "source-ip",
    SignedHeaders = "signed-headers",
    Permission = "permission",
    Replay = "jti",
}

/// Receiver of the checks' outcomes.
pub(crate) trait Sink {
    /// Takes an outcome. `Ok(None)` means that the check failed and that further checks follow.
    fn take<T>(&mut self, check: Check, outcome: Result<T, Refusal>) -> Result<Option<T>, Refusal>;
}

/// Sink that stops at the first failure.
pub(crate) struct FirstFailure;

impl Sink for FirstFailure {
    #[inline]
    fn take<T>(&mut self, _: Check, outcome: Result<T, Refusal>) -> Result<Option<T>, Refusal> {
        outcome.map(Some)
    }
}

/// Sink that notes every outcome.
#[derive(Default)]
pub(crate) struct Notes(Vec<(Check, Option<Refusal>)>);

impl Sink for Notes {
    fn take<T>(&mut self, check: Check, outcome: Result<T, Refusal>) -> Result<Option<T>, Refusal> {
        match outcome {
            Ok(value) => {
                self.0.push((check, None));
                Ok(Some(value))
            }
            Err(refusal) => {
                self.0.push((check, Some(refusal)));
                Ok(None)
            }
        }
    }
}

impl Notes {
    /// Returns true if every check that was made passed.
    pub(crate) fn all_passed(&self) -> bool {
        self.0.iter().all(|(_, refusal)| refusal.is_none())
    }

    /// Returns a report for each check; those not made are `SKIPPED`.
    pub(crate) fn report(&self) -> Vec<CheckReport> {
        let line = |check: &Check| {
            let made = self.0.iter().find(|(made, _)| made == check);
            let refusal = made.and_then(|(_, refusal)| refusal.as_ref());
            CheckReport {
                check: check.name().to_owned(),
                outcome: match (made, refusal) {
                    (None, _) => CheckOutcome::Skipped,
                    (Some(_), None) => CheckOutcome::Passed,
                    (Some(_), Some(_)) => CheckOutcome::Failed,
                },
                code: refusal.map(|refusal| refusal.code().name().to_owned()),
                expected: refusal.and_then(|refusal| refusal.expectation().map(str::to_owned)),
                received: refusal.and_then(|refusal| refusal.reception().map(str::to_owned)),
            }
        };
        Check::ALL.iter().map(line).collect()
    }
}

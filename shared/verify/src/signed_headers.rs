//! Claim `headers`: headers of the request that the token protects.
//!
//! A header sent once is one entry in the event. API Gateway's HTTP API joins repeated headers with commas, and all
//! later code gets the joined text (RFC 9110, 5.3). So a second value changes the text, which then differs from the
//! claim. A comma in the claim, as in a quoted multipart boundary, was signed as part of the value.

use std::borrow::Cow;

use contract::code::Code;

use crate::claims::missing_or_wrong;
use crate::members::Value;
use crate::refusal::Refusal;
use crate::request::Request;

/// Headers that can be signed. Each changes the effect of a request.
pub const SIGNABLE_HEADERS: [&str; 3] = ["idempotency-key", "if-match", "content-type"];

/// Claimed value of each of [`SIGNABLE_HEADERS`].
#[derive(Default)]
pub(crate) struct SignedHeaders<'a>([Option<Cow<'a, str>>; SIGNABLE_HEADERS.len()]);

/// Set of the [`SIGNABLE_HEADERS`] that the token names.
#[derive(Clone, Copy)]
pub(crate) struct Named([bool; SIGNABLE_HEADERS.len()]);

impl<'a> SignedHeaders<'a> {
    /// Parses the claim.
    pub(crate) fn read(claim: Option<Value<'a>>) -> Result<Self, Refusal> {
        let members = match claim {
            None => return Ok(Self::default()),
            Some(Value::Object(members)) => members,
            Some(other) => return Err(missing_or_wrong("headers", "an object", Some(&other))),
        };
        let mut signed = Self::default();
        for (name, value) in members {
            let place = SIGNABLE_HEADERS.iter().zip(&mut signed.0).find(|(known, _)| **known == name);
            let Some((_, place)) = place else {
                return Err(Refusal::new(Code::TokenClaimInvalid)
                    .expected(format!("headers: lower-case names out of {}", SIGNABLE_HEADERS.join(", ")))
                    .received(format!("headers: {}", name.chars().take(100).collect::<String>())));
            };
            match value {
                Value::Text(text) => *place = Some(text),
                other => return Err(missing_or_wrong(&format!("headers.{name}"), "a string", Some(&other))),
            }
        }
        Ok(signed)
    }

    /// Compares each named header with the sent one.
    pub(crate) fn check(&self, request: &Request, shown: &dyn Fn(&str) -> String) -> Result<Named, Refusal> {
        for (name, claimed) in SIGNABLE_HEADERS.iter().zip(&self.0) {
            let Some(claimed) = claimed else { continue };
            let mut values = request.header_values(name);
            let sent = match (values.next(), values.next()) {
                (Some(value), None) if value == claimed => continue,
                (Some(value), None) => shown(value),
                (Some(_), Some(_)) => "sent more than once".to_owned(),
                (None, _) => "absent".to_owned(),
            };
            return Err(Refusal::new(Code::TokenHeaderMismatch)
                .expected(format!("{name}: {sent}"))
                .received(format!("{name}: {}", shown(claimed))));
        }
        Ok(Named(self.0.each_ref().map(Option::is_some)))
    }
}

impl Named {
    /// Checks that the token names every signable header that was sent.
    pub(crate) fn check_complete(self, request: &Request) -> Result<(), Refusal> {
        let unsigned = |(name, named): &(&&str, bool)| !named && request.header(name).is_some();
        match SIGNABLE_HEADERS.iter().zip(self.0).find(unsigned) {
            None => Ok(()),
            Some((name, _)) => Err(Refusal::new(Code::TokenHeaderUnsigned)
                .expected(format!("headers: {name}"))
                .received(format!("headers: {}", self.list()))),
        }
    }

    fn list(self) -> String {
        let named: Vec<_> = SIGNABLE_HEADERS.iter().zip(self.0).filter(|(_, named)| *named).map(|(n, _)| *n).collect();
        if named.is_empty() { "none".to_owned() } else { named.join(", ") }
    }
}

//! Judges a partner's request: from its bytes to [`Verified`], the only way into a handler.
//!
//! Nothing here does I/O. The current time and a random number come in with each [`Attempt`]. The application's record,
//! the keyed hash and the used `jti`s come through the traits of [`backend`].
//!
//! Order of the checks, and their modules:
//!
//! 1. [`entry`]: path, encoding, size; [`headers`]: API key and token, each once.
//! 2. [`token`]: the JWT's form, its names and types; [`claims`]: required content of each claim; [`numeric_date`]:
//!    times; [`signed_headers`]: headers that the token names.
//! 3. The API key's form: [`contract::api_key::ApiKey::parse`].
//! 4. to 9. [`judge`]: the record, the signature, the keyed hash, the state, the permission, the replay.
//!
//! `jsonwebtoken` is not used: it parses the RSA key on every call, and its defaults are not these rules (60 s of
//! leeway, neither `iat` nor lifetime checked, `crit` ignored, wrong-typed claims skipped). aws-lc verifies the
//! signature, with keys that stay parsed per fingerprint.
//!
//! # Refused requests
//!
//! A request that a local check refused has proved nothing. Once it is answered, `attribution` verifies its signature
//! with the application's keys: one read at most, which serves all that follow within 5 seconds. `runtime::refusals`
//! writes down what is proved so.

mod attribution;
pub mod backend;
mod bytes;
mod claims;
mod entry;
mod failed_judgment;
mod headers;
mod input;
mod judge;
mod members;
mod numeric_date;
mod parsed_keys;
mod refusal;
mod report;
mod request;
mod signed_headers;
#[cfg(test)]
mod tests;
mod token;
mod verified;

pub use attribution::Attribution;
pub use claims::{CLOCK_AHEAD_SECONDS, CLOCK_BEHIND_SECONDS, MAX_LIFETIME_SECONDS};
pub use entry::{check_address, check_body, check_path};
pub use failed_judgment::{FailedJudgment, Proof};
pub use input::Input;
pub use judge::{Admitted, Attempt, Caller, Judge, Report};
pub use refusal::Refusal;
pub use report::Check;
pub use request::Request;
pub use signed_headers::SIGNABLE_HEADERS;
pub use verified::Verified;

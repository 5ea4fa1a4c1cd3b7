//! Judges a partner's request: from what arrived to [`Verified`], the only way into a handler.
//!
//! Nothing here does I/O. The clock's reading and a random nonce come in with each [`Attempt`]; the
//! application's record, the keyed hash and the used `jti`s come through the traits of [`backend`].
//!
//! The order of the checks, and which module makes them:
//!
//! 1. [`shape`]: path, headers, size: no token is looked at yet.
//! 2. [`token`]: the JWT's form, its names and types; [`claims`]: required content of each claim; [`numeric_date`]:
//!    times; [`signed_headers`]: headers named by the token.
//! 3. The API key's form: [`contract::api_key::ApiKey::parse`].
//! 4. to 9. [`judge`]: the record, the signature, the keyed hash, the state, the permission, the replay.
//!
//! `jsonwebtoken` has no part in it: it parses the RSA key on every call, and its defaults are not these
//! rules (60 s of leeway, neither `iat` nor lifetime checked, `crit` ignored, wrong-typed claims skipped).
//! The signature is verified by aws-lc, with keys that stay parsed per fingerprint.

mod attribution;
pub mod backend;
mod bytes;
mod claims;
mod input;
mod judge;
mod members;
mod numeric_date;
mod parsed_keys;
mod refusal;
mod rejection;
mod report;
mod request;
mod shape;
mod signed_headers;
#[cfg(test)]
mod tests;
mod token;
mod verified;

pub use attribution::Attribution;
pub use claims::{CLOCK_AHEAD_SECONDS, CLOCK_BEHIND_SECONDS, MAX_LIFETIME_SECONDS};
pub use input::Input;
pub use judge::{Admitted, Attempt, Caller, Judge, Report};
pub use refusal::Refusal;
pub use rejection::{Proof, Rejection};
pub use report::Check;
pub use request::Request;
pub use shape::{check_path, too_large};
pub use signed_headers::SIGNABLE_HEADERS;
pub use verified::Verified;

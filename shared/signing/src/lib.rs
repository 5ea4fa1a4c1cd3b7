//! Signs requests to Nuvera's REST API.
//!
//! Each request carries two proofs: the API key in `x-api-key`, and a JSON Web Token (RFC 7519) in `Authorization`. The
//! token is signed with RS256 (RFC 7515, RFC 7518 section 3.3) and states the method, the path with its query, and the
//! SHA-256 of the body. A token is valid for one request and at most 60 seconds. So each attempt, also a retry, is
//! signed anew.
//!
//! ```
//! use signing::{ApiKeySecret, KeySize, Request, Signer, generate, uri_of};
//!
//! # fn main() -> Result<(), signing::SigningError> {
//! // A service reads both from its secret store; the key pair is made here only to have one.
//! let pair = generate(KeySize::Rsa2048)?;
//! let signer = Signer::new(ApiKeySecret::new("nuv_test_example")?, pair.private_pem.expose())?;
//!
//! let body = br#"{"city":"Berlin"}"#;
//! let uri = uri_of("https://api.example.com/api/v1/customers/cus_1?notify=no")?;
//! let headers = signer.sign_now(&Request { method: "PATCH", uri: &uri, body })?;
//! for (name, value) in headers.pairs() {
//!     // hand name and value to the HTTP client, and send `uri` and `body` byte for byte
//! #   assert!(!name.is_empty() && !value.is_empty());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The library does no input or output. `default-features = false` leaves out the dependencies of the `nuvera-sign`
//! command (an HTTP client and an argument parser).

mod error;
mod keys;
mod pem;
mod secret;
mod signer;
mod uri;

pub use error::{SigningError, UriError};
pub use keys::{KeyPair, KeySize, generate};
pub use secret::{ApiKeySecret, BearerSecret, PrivateKeyPem};
pub use signer::{
    AUDIENCE, ISSUER, MAX_LIFETIME_SECONDS, MAX_TOKEN_BYTES, Request, SIGNABLE_HEADERS, SignedHeaders, Signer,
};
pub use uri::uri_of;

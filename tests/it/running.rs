//! The system as `cargo xtask dev` runs it: over HTTP, with every function under `cargo lambda watch`.
//!
//! All tests but those that end it share one running system. Each test's last line searches what the system wrote
//! for the secrets that the tests used.

mod admin;
mod attacks;
mod clients;
mod codes;
mod commands;
mod crash;
pub(crate) mod dev;
mod documents;
mod frozen;
mod generated_client;
mod hmac_key;
mod http;
pub(crate) mod partner;
mod races;
mod refused;
mod rotation;
mod schemathesis;
pub(crate) mod secrets;
mod story;
mod viewer;

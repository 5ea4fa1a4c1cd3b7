//! System of `cargo xtask dev`, over HTTP, with every function under `cargo lambda watch`.
//!
//! Tests share one running system, except those that end it. Each test ends with a search of the system's output and
//! files for used secrets.

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

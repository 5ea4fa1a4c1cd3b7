//! Every test of the whole system, in one binary. Modules mirror the URLs; `support` holds what they share.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests"
)]

mod api;
mod attacks;
mod bytes;
mod gateway;
mod house;
mod judging;
mod matrix;
mod openapi;
mod people;
mod prices;
mod private_texts;
mod support;

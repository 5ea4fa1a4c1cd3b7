//! Tests of the stack over HTTP, with the SDK's own requests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    missing_docs,
    reason = "tests"
)]

mod consistency;
mod crash;
mod dynamodb;
mod faults;
mod gateway;
mod iam;
mod kms;
mod lambda;
mod presign;
mod restart;
mod s3;
mod sign_in;
mod stack;
mod support;

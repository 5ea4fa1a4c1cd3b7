//! Tests of the whole system, in one binary:
//!
//! - `routes`: each route of partners' services, by area, and the OpenAPI document;
//! - `security`: attacks, judging under faults, every route with wrong credentials, permissions on AWS;
//! - `people`: partner users and admins, who manage organizations, members, applications and credentials;
//! - `console`: the web console in a browser;
//! - `running`: the system of `cargo xtask dev`, over HTTP;
//! - `house`: rules of the workspace, and its template;
//! - `support`: shared helpers.

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

mod console;
mod house;
mod people;
mod routes;
mod running;
mod security;
mod support;

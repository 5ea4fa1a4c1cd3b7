//! Tests of the whole system, in one binary:
//!
//! - `routes`: each route of partners' services, by area, and the OpenAPI document;
//! - `security`: attacks, judging under faults, every route with wrong credentials, permissions on AWS;
//! - `people`: partner users and admins, who manage organizations, members, applications and credentials;
//! - `console`: the web console in a browser;
//! - `running`: the system of `cargo xtask dev`, over HTTP;
//! - `house`: rules of the workspace, its template and its documents;
//! - `support`: shared helpers.
//!
//! `tests/node` pins what the tests use of npm: linters of the OpenAPI document, a generator of clients, the viewer's
//! package. `tests/schemathesis` lets Schemathesis call every route of a running system, and compares each answer with
//! the document.

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

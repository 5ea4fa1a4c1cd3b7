//! All functions in one program, which a developer's machine links instead of separate binaries.
//!
//! Deployments use one binary per function (`functions/*/src/bin`); each serves one of these endpoints in one line.

#[rustfmt::skip]
mod all;

pub use all::all;

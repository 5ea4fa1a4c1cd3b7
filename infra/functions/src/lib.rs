//! All functions in one program. A developer's machine links it instead of separate binaries.
//!
//! Deployments use one binary per function (`functions/*/src/bin`); each serves one of these endpoints in one line.

#[rustfmt::skip]
mod all;

pub use all::all;

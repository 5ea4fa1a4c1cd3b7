//! All functions in one program, which a developer's machine links in place of each by itself.
//!
//! What is deployed is a binary a function (`functions/*/src/bin`), each a line that serves one of these endpoints.

#[rustfmt::skip]
mod all;

pub use all::all;

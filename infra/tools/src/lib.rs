//! Programs that developers' commands run. These are Cargo with progress, and tools fetched into the target folder.
//!
//! Cargo compiles this crate before `xtask` can start, so it has few dependencies.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests have no Context"))]

mod build;
mod fresh;
mod place;
mod programs;
mod progress;

pub use build::{Bins, Profile, build, build_bench, build_tests, functions, program};
pub use fresh::is_fresh;
pub use place::{data_folder, root, target};
pub use programs::{
    answers, browser, cargo, cargo_deny, cargo_lambda, cargo_program, display, go, go_cache, is_recent_node, lock,
    node, node_folder, node_locked, npm, package_variables, path_with, print, python, run, say,
};

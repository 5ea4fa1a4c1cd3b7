//! Commands of a developer: `cargo xtask dev | test | lint | grants | gen | bench | token | hmac-key | admin`. A library too, so that the tests
//! set up the same system.

pub mod admin;
pub mod api;
pub mod bench;
pub mod console;
pub mod deployment;
pub mod dev;
pub mod r#gen;
pub mod grants;
pub mod hmac_key;
pub mod lint;
pub mod provision;
pub mod roles;
pub mod template;
pub mod test;
pub mod token;
pub mod tools;

use std::path::{Path, PathBuf};

/// The workspace's folder.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Where builds go: `CARGO_TARGET_DIR`, or `target`.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a developer's tool reads the developer's environment")]
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |target| root().join(target))
}

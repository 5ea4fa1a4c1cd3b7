//! Folders of the workspace.

use std::path::{Path, PathBuf};

/// Returns the workspace's folder.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Returns the target folder: `CARGO_TARGET_DIR`, or `target`.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a developer's tool reads the developer's environment")]
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |target| root().join(target))
}

/// Returns the default data folder of a `dev`, in the workspace.
#[must_use]
pub fn data_folder() -> PathBuf {
    root().join(".local")
}

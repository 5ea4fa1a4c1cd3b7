//! Folders of the workspace.

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

/// Data folder of a `dev` that is given none: in the project, from wherever it is called.
#[must_use]
pub fn data_folder() -> PathBuf {
    root().join(".local")
}

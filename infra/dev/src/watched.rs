//! Folder that `cargo lambda watch` watches. Each process of each function watches every folder below the emulator's
//! working folder, even with reloads off, and even those that Git ignores. In the workspace, these include the
//! thousands in `target`, which soon exhausts a user's limit on Linux.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Sources of the functions.
pub(super) const SOURCES: [&str; 4] = ["functions", "shared", "Cargo.toml", "Cargo.lock"];

/// Creates a folder in `data` with links to the sources. Without `reload`, it is empty.
pub(super) fn folder(data: &Path, reload: bool) -> Result<PathBuf> {
    let folder = data.join("watched");
    if folder.exists() {
        // Removing a link does not remove its target.
        std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    std::fs::create_dir(&folder).with_context(|| folder.display().to_string())?;
    for name in SOURCES.into_iter().filter(|_| reload) {
        symlink(tools::root().join(name), folder.join(name)).with_context(|| folder.display().to_string())?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_are_watched_where_changes_count() {
        let data = tempfile::tempdir().unwrap();
        for (reload, watched) in [(true, true), (false, false), (true, true)] {
            let folder = folder(data.path(), reload).unwrap();
            assert_eq!(folder.join("functions/pages/src").is_dir(), watched);
            assert_eq!(folder.join("Cargo.lock").is_file(), watched);
        }
        assert!(tools::root().join("functions/pages/src").is_dir(), "what a link led to is still there");
    }
}

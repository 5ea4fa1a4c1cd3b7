//! What `cargo lambda watch` watches. Each process of each function watches every folder below the one that the
//! emulator is started in, also where changes are to be ignored and also what Git ignores: in the workspace's own
//! folder the thousands of `target`, which soon exhausts what Linux grants a user.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// What a function is made of.
pub(super) const SOURCES: [&str; 4] = ["functions", "shared", "Cargo.toml", "Cargo.lock"];
/// Processes that one function may have at a time, where nothing else sets a limit.
const MOST: usize = 16;

/// A folder in `data` with the sources in it, or with nothing where changes are to be ignored.
pub(super) fn folder(data: &Path, reload: bool) -> Result<PathBuf> {
    let folder = data.join("watched");
    if folder.exists() {
        // Links are removed, not what they lead to.
        std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    std::fs::create_dir(&folder).with_context(|| folder.display().to_string())?;
    for name in SOURCES.into_iter().filter(|_| reload) {
        symlink(crate::root().join(name), folder.join(name)).with_context(|| folder.display().to_string())?;
    }
    Ok(folder)
}

/// How many processes one function may have at a time. Each takes one of the user's instances of inotify, of which
/// there are 128 where nobody raised that, and a function that gets none never answers. Half of them are left to
/// others, such as an editor and a second `dev`.
pub(super) fn concurrency() -> usize {
    let limit = std::fs::read_to_string("/proc/sys/fs/inotify/max_user_instances").ok();
    limit
        .and_then(|limit| limit.trim().parse().ok())
        .map_or(MOST, |limit| share(limit, contract::routes::all().count()))
}

fn share(limit: usize, functions: usize) -> usize {
    (limit / 2).checked_div(functions).unwrap_or(MOST).clamp(1, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_share_what_the_user_has() {
        assert_eq!(share(128, 15), 4);
        assert_eq!(share(128, 90), 1);
        assert_eq!(share(8192, 90), MOST);
    }

    #[test]
    fn the_sources_are_watched_where_changes_count() {
        let data = tempfile::tempdir().unwrap();
        for (reload, watched) in [(true, true), (false, false), (true, true)] {
            let folder = folder(data.path(), reload).unwrap();
            assert_eq!(folder.join("functions/pages/src").is_dir(), watched);
            assert_eq!(folder.join("Cargo.lock").is_file(), watched);
        }
        assert!(crate::root().join("functions/pages/src").is_dir(), "what a link led to is still there");
    }
}

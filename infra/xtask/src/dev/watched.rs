//! What `cargo lambda watch` watches. Each process of each function watches every folder below the one that the
//! emulator is started in, also where changes are to be ignored and also what Git ignores: in the workspace's own
//! folder the thousands of `target`, which soon exhausts what Linux grants a user.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::tools::say;

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

/// Where Linux says how many instances of inotify a user may have.
const LIMIT: &str = "/proc/sys/fs/inotify/max_user_instances";

/// The limit, where there is one.
fn limit() -> Option<usize> {
    std::fs::read_to_string(LIMIT).ok()?.trim().parse().ok()
}

/// How many processes one function may have at a time. Each takes one of the user's instances of inotify, of which
/// there are 128 where nobody raised that, and a function that gets none never answers. Half of them are left to
/// others, such as an editor and a second `dev`.
pub(super) fn concurrency() -> usize {
    limit().map_or(MOST, |limit| share(limit, functions()))
}

fn functions() -> usize {
    contract::routes::all().count()
}

/// What the systems take that tests run at the same time, three of them with every function: as much as still leaves
/// each function one process.
fn of_tests(functions: usize) -> usize {
    4 * functions - 1
}

/// Raises the limit, until the machine is started again, where it is too low for the systems that tests run at the same
/// time. Where that is not allowed, it says what to do, since not every selection of tests needs as much.
pub fn make_room() {
    let needed = of_tests(functions());
    let Some(limit) = limit().filter(|limit| *limit < needed) else { return };
    say(&format!("A user may have {limit} instances of inotify, of which the tests need {needed}: raising that"));
    if let Err(error) = std::fs::write(LIMIT, needed.to_string()) {
        say(&format!(
            "It stays as it is ({error}), and a function that gets no instance never answers. As root: \
             sysctl fs.inotify.max_user_instances={needed}"
        ));
    }
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
        assert_eq!(share(of_tests(90), 90), 1);
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

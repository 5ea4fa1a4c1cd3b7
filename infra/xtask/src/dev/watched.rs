//! What `cargo lambda watch` watches. Each process of each function watches every folder below the one that the
//! emulator is started in, also where changes are to be ignored and also what Git ignores: in the workspace's own
//! folder the thousands of `target`, which soon exhausts what Linux grants a user.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::tools::say;

/// What a function is made of.
pub(super) const SOURCES: [&str; 4] = ["functions", "shared", "Cargo.toml", "Cargo.lock"];

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

fn functions() -> usize {
    contract::routes::all().count()
}

/// Says what to do if fewer instances are left than there are functions: one that gets none never answers.
pub(super) fn warn_of_few_instances() {
    let Some(limit) = limit() else { return };
    let (needed, left) = (functions(), limit.saturating_sub(in_use()));
    if left < needed {
        say(&format!(
            "Of the {limit} instances of inotify that a user may have {left} are left, and each function that is called \
             takes one of them ({needed} functions): one that gets none never answers. As root: \
             sysctl fs.inotify.max_user_instances={}",
            limit + needed
        ));
    }
}

/// Number of instances of inotify that the processes have which may be looked at.
fn in_use() -> usize {
    let Ok(processes) = std::fs::read_dir("/proc") else { return 0 };
    let files = processes.flatten().filter_map(|process| std::fs::read_dir(process.path().join("fd")).ok()).flatten();
    let targets = files.flatten().filter_map(|file| std::fs::read_link(file.path()).ok());
    targets.filter(|target| target.as_os_str() == "anon_inode:inotify").count()
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
        assert!(crate::root().join("functions/pages/src").is_dir(), "what a link led to is still there");
    }
}

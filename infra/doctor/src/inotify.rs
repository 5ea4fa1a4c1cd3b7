//! Limit of inotify instances: each running function takes one.

use std::path::{Path, PathBuf};

use tools::{functions, say};

use crate::finding::Outcome;
use crate::machine::{Machine, PROC};

/// File below `/proc` with the limit of instances per user.
const LIMIT: &str = "sys/fs/inotify/max_user_instances";

/// Program that runs a system's functions and watches their sources.
const RUNNER: &str = "cargo-lambda";

/// Returns the limit, if the machine has one.
fn limit(proc: &Path) -> Option<usize> {
    std::fs::read_to_string(proc.join(LIMIT)).ok()?.trim().parse().ok()
}

/// Returns the number of instances that one system needs.
pub(crate) const fn of_dev(functions: usize) -> usize {
    functions
}

/// Returns the number of instances needed for the tests. Three of their concurrent systems run every function; this
/// number leaves at least one process for each function.
pub(crate) const fn of_tests(functions: usize) -> usize {
    4 * functions - 1
}

/// Checks that enough instances are left. `needed` computes the demand from the number of functions.
pub(crate) fn check(machine: &Machine, needed: fn(usize) -> usize) -> Outcome {
    let Some(limit) = limit(&machine.proc) else { return Outcome::Fine("no limit".to_owned()) };
    let count = match functions() {
        Ok(names) => names.len(),
        Err(error) => return Outcome::wrong(format!("{error:#}"), "Run it in a complete clone"),
    };
    let (needed, left) = (needed(count), limit.saturating_sub(taken(&machine.proc, count)));
    if left >= needed {
        return Outcome::Fine(format!("{left} of {limit} instances are left, and {needed} are needed"));
    }
    Outcome::wrong(
        format!(
            "{left} of the {limit} instances of inotify that a user may have are left, and {count} functions need \
             {needed}: a function that gets none never answers"
        ),
        format!("As root: sysctl fs.inotify.max_user_instances={}", limit.saturating_sub(left) + needed),
    )
}

/// Checks that enough instances are left for the tests. As root, they raise the limit themselves.
pub(crate) fn check_for_tests(machine: &Machine) -> Outcome {
    match check(machine, of_tests) {
        Outcome::Wrong { found, .. } if machine.is_root() => {
            Outcome::Later(format!("{found}; `cargo xtask test` raises the limit"))
        }
        outcome => outcome,
    }
}

/// Counts the instances that running processes have or will take. A running system takes one per function, at its first
/// call.
fn taken(proc: &Path, functions: usize) -> usize {
    let Ok(processes) = std::fs::read_dir(proc) else { return 0 };
    let of_process = |process: PathBuf| {
        // Other users' processes are unreadable.
        let files = std::fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
        let targets = files.filter_map(|file| std::fs::read_link(file.path()).ok());
        let held = targets.filter(|target| target.as_os_str() == "anon_inode:inotify").count();
        let runs_functions = std::fs::read_to_string(process.join("comm")).is_ok_and(|name| name.trim() == RUNNER);
        if runs_functions { held.max(functions) } else { held }
    };
    processes.flatten().map(|process| of_process(process.path())).sum()
}

/// Warns if the running systems will need more instances than the limit.
///
/// # Errors
/// If the functions cannot be counted.
pub fn too_few() -> anyhow::Result<Option<String>> {
    let (Some(limit), functions) = (limit(Path::new(PROC)), functions()?.len()) else { return Ok(None) };
    let taken = taken(Path::new(PROC), functions);
    Ok((taken > limit).then(|| {
        format!(
            "Warning: the running systems need {taken} instances of inotify, and a user may have {limit}: a function \
             that gets none never answers. As root: sysctl fs.inotify.max_user_instances={taken}"
        )
    }))
}

/// Raises the limit if the tests' concurrent systems need more. It lasts until the next boot. Without permission, it
/// only prints the remedy, since not every selection of tests needs as many instances.
///
/// # Errors
/// If the functions cannot be counted.
pub fn make_room() -> anyhow::Result<()> {
    let needed = of_tests(functions()?.len());
    let Some(limit) = limit(Path::new(PROC)).filter(|limit| *limit < needed) else { return Ok(()) };
    say(&format!("A user may have {limit} instances of inotify, of which the tests need {needed}: raising that"));
    if let Err(error) = std::fs::write(Path::new(PROC).join(LIMIT), needed.to_string()) {
        say(&format!(
            "It stays as it is ({error}), and a function that gets no instance never answers. As root: \
             sysctl fs.inotify.max_user_instances={needed}"
        ));
    }
    Ok(())
}

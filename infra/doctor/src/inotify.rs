//! Instances of inotify: each function that runs takes one.

use std::path::PathBuf;

use tools::{functions, say};

use crate::finding::Outcome;
use crate::machine::Machine;

/// Where Linux says how many instances a user may have.
const LIMIT: &str = "sys/fs/inotify/max_user_instances";

/// Program that runs the functions of a system, and watches their sources.
const RUNNER: &str = "cargo-lambda";

/// The limit, where there is one.
fn limit(machine: &Machine) -> Option<usize> {
    std::fs::read_to_string(machine.proc.join(LIMIT)).ok()?.trim().parse().ok()
}

/// What one system takes.
pub(crate) const fn of_dev(functions: usize) -> usize {
    functions
}

/// What the systems take that tests run at the same time, three of them with every function: as much as still leaves
/// each function one process.
pub(crate) const fn of_tests(functions: usize) -> usize {
    4 * functions - 1
}

/// Checks that enough instances are left; `needed` says how many so many functions take.
pub(crate) fn check(machine: &Machine, needed: fn(usize) -> usize) -> Outcome {
    let Some(limit) = limit(machine) else { return Outcome::Fine("no limit".to_owned()) };
    let count = match functions() {
        Ok(names) => names.len(),
        Err(error) => return Outcome::wrong(format!("{error:#}"), "Run it in a complete clone"),
    };
    let (needed, left) = (needed(count), limit.saturating_sub(taken(machine, count)));
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

/// Checks that enough instances are left for the tests, which raise the limit as root.
pub(crate) fn check_for_tests(machine: &Machine) -> Outcome {
    match check(machine, of_tests) {
        Outcome::Wrong { found, .. } if machine.is_root() => {
            Outcome::Later(format!("{found}; `cargo xtask test` raises the limit"))
        }
        outcome => outcome,
    }
}

/// Instances that running processes have or will take. A running system takes one for each function, as it is called.
fn taken(machine: &Machine, functions: usize) -> usize {
    let Ok(processes) = std::fs::read_dir(&machine.proc) else { return 0 };
    let of_process = |process: PathBuf| {
        // Processes of other users cannot be read.
        let files = std::fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
        let targets = files.filter_map(|file| std::fs::read_link(file.path()).ok());
        let held = targets.filter(|target| target.as_os_str() == "anon_inode:inotify").count();
        let runs_functions = std::fs::read_to_string(process.join("comm")).is_ok_and(|name| name.trim() == RUNNER);
        if runs_functions { held.max(functions) } else { held }
    };
    processes.flatten().map(|process| of_process(process.path())).sum()
}

/// Warns if the running systems will take more instances than there are.
///
/// # Errors
/// If the functions cannot be counted.
pub fn too_few() -> anyhow::Result<Option<String>> {
    let machine = Machine::this(&commands::System { port: 0, data: None });
    let (Some(limit), functions) = (limit(&machine), functions()?.len()) else { return Ok(None) };
    let taken = taken(&machine, functions);
    Ok((taken > limit).then(|| {
        format!(
            "Warning: the running systems need {taken} instances of inotify, and a user may have {limit}: a function \
             that gets none never answers. As root: sysctl fs.inotify.max_user_instances={taken}"
        )
    }))
}

/// Raises the limit, until the machine is started again, where it is too low for the systems that tests run at the same
/// time. Where that is not allowed, it says what to do, since not every selection of tests needs as much.
///
/// # Errors
/// If the functions cannot be counted.
pub fn make_room() -> anyhow::Result<()> {
    let machine = Machine::this(&commands::System { port: 0, data: None });
    let needed = of_tests(functions()?.len());
    let Some(limit) = limit(&machine).filter(|limit| *limit < needed) else { return Ok(()) };
    say(&format!("A user may have {limit} instances of inotify, of which the tests need {needed}: raising that"));
    if let Err(error) = std::fs::write(machine.proc.join(LIMIT), needed.to_string()) {
        say(&format!(
            "It stays as it is ({error}), and a function that gets no instance never answers. As root: \
             sysctl fs.inotify.max_user_instances={needed}"
        ));
    }
    Ok(())
}

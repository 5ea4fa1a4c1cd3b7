//! Checks of this machine for `cargo xtask dev`, `test` and `lint`.
//!
//! Cargo compiles this crate before `xtask` can start, so it has few dependencies and runs programs such as `df`.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests have no Context"))]

mod checks;
mod disk;
mod finding;
mod inotify;
mod machine;
mod network;
mod ports;
mod programs;

use anyhow::{Result, bail};
use commands::System;
use tools::{print, say};

use finding::{Finding, Need, Outcome};
use machine::Machine;

pub use inotify::{make_room, too_few};
pub use ports::{Reserved, invoke};

/// Prints which requirements are met and which are missing.
///
/// # Errors
/// If `dev` cannot run here.
pub fn run(system: &System) -> Result<()> {
    let findings = checks::all(&Machine::this(system));
    for (need, title) in
        [(Need::Dev, "cargo xtask dev"), (Need::Test, "cargo xtask test"), (Need::Lint, "cargo xtask lint")]
    {
        print(title);
        for finding in findings.iter().filter(|finding| finding.need == need) {
            print(&finding.to_string());
        }
    }
    verdict(&findings)
}

fn verdict(findings: &[Finding]) -> Result<()> {
    let wrong = |need| findings.iter().filter(|finding| finding.need == need && finding.is_wrong()).count();
    match wrong(Need::Dev) {
        0 => {
            print("\n`cargo xtask dev` can run here.");
            Ok(())
        }
        one_or_more => bail!("`cargo xtask dev` cannot run here: {one_or_more} of the above first"),
    }
}

/// Reserves the ports of `dev` after checks that prevent late failures. The ports stay reserved until the return value
/// is dropped. Returns `None` if an earlier run's functions may still hold them; `dev` ends those.
///
/// # Errors
/// If a port is taken or the disk is full.
pub fn before_dev(system: &System) -> Result<Option<Reserved>> {
    let (reserved, warning) = ready(&Machine::this(system))?;
    if let Some(warning) = warning {
        say(&warning);
    }
    Ok(reserved)
}

/// Reserves the ports of `dev`. Also returns a warning if there is one.
fn ready(machine: &Machine) -> Result<(Option<Reserved>, Option<String>)> {
    let reserved =
        if machine.data.join("watch.pid").exists() { None } else { Some(Reserved::new(machine.port, false)?) };
    if let Outcome::Wrong { found, remedy } = disk::check(machine, disk::OF_DEV) {
        bail!("{found}. {remedy}");
    }
    let warning = match inotify::check(machine, inotify::of_dev) {
        Outcome::Wrong { found, remedy } => Some(format!("Warning: {found}. {remedy}")),
        _ => None,
    };
    Ok((reserved, warning))
}

#[cfg(test)]
mod tests;

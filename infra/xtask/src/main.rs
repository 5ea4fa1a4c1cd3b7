//! `cargo xtask`: builds the program of a command and becomes it.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, ExitCode};

use anyhow::{Context as _, Result, bail};
use commands::Command;
use tools::{Bins, Profile, say};

fn main() -> ExitCode {
    commands::main(carry_out)
}

fn carry_out(command: Command) -> Result<()> {
    match command {
        Command::Doctor(system) => doctor::run(&system),
        Command::Dev(dev) => {
            say("Building the system (the first time takes some minutes)");
            // Holds the ports during the build, so that another process fails at once.
            let ports = doctor::before_dev(&dev.system)?;
            // Fetches cargo-lambda during the build.
            let fetching = std::thread::spawn(tools::cargo_lambda);
            tools::build(Bins::OfDev)?;
            fetching.join().map_err(|_| anyhow::anyhow!("fetching cargo-lambda failed"))??;
            drop(ports);
            become_program("dev")
        }
        Command::Test => {
            say("Building everything (the first time takes some minutes)");
            tools::build(Bins::All)?;
            become_program("check")
        }
        Command::Lint | Command::Grants => program("check", Profile::Test),
        Command::Gen { .. } => program("generate", Profile::Dev),
        Command::Token { .. } | Command::HmacKeyCreate { .. } | Command::HmacKeyUse { .. } | Command::Admin { .. } => {
            program("operate", Profile::Dev)
        }
        Command::Bench { quick, only, names } => bench(quick, only.as_deref(), names.as_deref()),
    }
}

/// Builds a program if needed, then replaces this process with it.
fn program(name: &str, profile: Profile) -> Result<()> {
    tools::program(&beside(name)?, profile)?;
    become_program(name)
}

/// Replaces this process with a program, which gets the same arguments.
fn become_program(name: &str) -> Result<()> {
    let program = beside(name)?;
    let error = Process::new(&program).args(std::env::args_os().skip(1)).exec();
    Err(error).with_context(|| format!("{} cannot be started", program.display()))
}

/// Returns the path of a program in this one's folder.
fn beside(name: &str) -> Result<PathBuf> {
    Ok(std::env::current_exe().context("the path of this program")?.with_file_name(name))
}

/// Builds the benchmarks with optimisation and runs them.
fn bench(quick: bool, only: Option<&str>, names: Option<&Path>) -> Result<()> {
    tools::build_bench()?;
    let mut cargo = tools::cargo();
    cargo.args(["run", "--quiet", "--profile", "bench", "--bin", "bench", "--"]);
    if quick {
        cargo.arg("--quick");
    }
    if let Some(only) = only {
        cargo.args(["--only", only]);
    }
    if let Some(names) = names {
        // Cargo runs in the workspace's folder, so the path must be absolute.
        cargo.arg("--names").arg(std::path::absolute(names)?);
    }
    let status = cargo.status().context("cargo cannot be started")?;
    if !status.success() {
        bail!("a figure missed its mark, or could not be measured");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// Cargo compiles all dependencies before the program prints its first line.
    #[test]
    fn it_depends_on_next_to_nothing() {
        let mut cargo = tools::cargo();
        cargo.args([
            "tree", "--package", "xtask", "--edges", "no-dev", "--no-dedupe", "--prefix", "none", "--format", "{lib}",
        ]);
        let output = cargo.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let listed = String::from_utf8(output.stdout).unwrap();
        let libraries: BTreeSet<&str> = listed.lines().map(str::trim).filter(|name| !name.is_empty()).collect();
        assert_eq!(libraries, BTreeSet::from(["anyhow", "commands", "doctor", "tools"]));
    }
}

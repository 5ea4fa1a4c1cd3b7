//! Machine to check, and its programs.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use commands::System;

/// Longest time to wait for a program's output.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(10);

/// Folder of the running processes and the kernel's settings.
pub(crate) const PROC: &str = "/proc";

/// Machine to check. Tests fake one with folders.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    /// `PATH`
    pub(crate) path: OsString,
    pub(crate) cargo: OsString,
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) port: u16,
    /// `/proc`
    pub(crate) proc: PathBuf,
}

impl Machine {
    /// Returns the machine that runs this process.
    #[expect(clippy::disallowed_methods, reason = "a developer's tool reads the developer's environment")]
    pub(crate) fn this(system: &System) -> Self {
        Self {
            path: std::env::var_os("PATH").unwrap_or_default(),
            cargo: tools::cargo_program(),
            root: tools::root(),
            target: tools::target(),
            data: system.data.clone().unwrap_or_else(tools::data_folder),
            port: system.port,
            proc: PathBuf::from(PROC),
        }
    }

    /// Returns true if this process may install packages and raise limits.
    pub(crate) fn is_root(&self) -> bool {
        self.ask("id", &["-u"]).is_ok_and(|user| user == "0")
    }

    /// Returns a command with this machine's `PATH`.
    pub(crate) fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        command.env("PATH", &self.path).current_dir(&self.root);
        command
    }

    /// Returns a program's standard output. The error says that it is missing, timed out, or failed with its standard
    /// error.
    pub(crate) fn ask(&self, program: &str, arguments: &[&str]) -> Result<String, String> {
        self.answer(self.command(program).args(arguments), program)
    }

    pub(crate) fn answer(&self, command: &mut Command, program: &str) -> Result<String, String> {
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => format!("there is no {program} on the PATH"),
            _ => format!("{program} cannot be started: {error}"),
        })?;
        let until = Instant::now() + PATIENCE;
        loop {
            match child.try_wait() {
                Ok(Some(_)) => break,
                Ok(None) if Instant::now() > until => {
                    // The process may have ended in the meantime.
                    let _ended = child.kill();
                    return Err(format!("{program} does not answer within {} s", PATIENCE.as_secs()));
                }
                Ok(None) => std::thread::sleep(POLL),
                Err(error) => return Err(format!("{program} cannot be waited for: {error}")),
            }
        }
        let output = child.wait_with_output().map_err(|error| format!("{program}: {error}"))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        let said = text(&output.stderr);
        Err(format!("{program} fails: {}", said.lines().last().unwrap_or("it says nothing")))
    }
}

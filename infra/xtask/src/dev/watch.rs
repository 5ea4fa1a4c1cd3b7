//! `cargo lambda watch`: runs every function behind an emulation of API Gateway and Lambda.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::tools::{package_variables, path_with};

/// How long the functions may take to come up, once they are built.
const START: Duration = Duration::from_secs(180);
/// How long the processes may take to end before they are killed.
const STOP: Duration = Duration::from_secs(5);
/// Processes that one function may have at a time.
const CONCURRENCY: &str = "16";

/// A running `cargo lambda watch` with all its functions: one process group.
#[derive(Debug)]
pub struct Watch {
    child: Child,
    group: Pid,
    log: PathBuf,
    note: PathBuf,
}

impl Watch {
    /// Starts it at `port`. What it prints goes to `watch.log` in `data`.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn start(
        port: u16,
        data: &Path,
        lambda: &Path,
        environment: &BTreeMap<&'static str, String>,
        reload: bool,
    ) -> Result<Self> {
        let log = data.join("watch.log");
        let output = File::create(&log).with_context(|| log.display().to_string())?;
        let mut watch = Command::new(if lambda.as_os_str().is_empty() {
            PathBuf::from("cargo-lambda")
        } else {
            lambda.join("cargo-lambda")
        });
        for name in package_variables() {
            watch.env_remove(name);
        }
        watch
            .args(["lambda", "watch", "--invoke-address", "127.0.0.1", "--invoke-port"])
            .arg(port.to_string())
            .args(["--concurrency", CONCURRENCY, "--disable-cors"])
            .args((!reload).then_some("--ignore-changes"))
            .envs(environment)
            // The emulator adds its own; the SDK and lambda_runtime read these.
            .env("PATH", path_with(lambda)?)
            .current_dir(crate::root())
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0)
            .kill_on_drop(true);
        let child = watch.spawn().context("cargo lambda watch cannot be started")?;
        let id = child.id().context("cargo lambda watch ended at once")?;
        let note = data.join("watch.pid");
        std::fs::write(&note, id.to_string())?;
        Ok(Self { child, group: Pid::from_raw(i32::try_from(id)?), log, note })
    }

    /// Where its output is.
    #[must_use]
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Waits until the API answers.
    ///
    /// # Errors
    /// Where it ends, or takes too long.
    pub async fn ready(&mut self, base_url: &str) -> Result<()> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build()?;
        let until = Instant::now() + START;
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("cargo lambda watch ended: {status}; see {}", self.log.display());
            }
            let answer = http.get(format!("{base_url}/health")).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if Instant::now() > until {
                bail!("{base_url}/health does not answer; see {}", self.log.display());
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until it ends.
    ///
    /// # Errors
    /// Where the process cannot be waited for.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        Ok(self.child.wait().await?)
    }

    /// Ends it and all its functions.
    ///
    /// # Errors
    /// Where that is not allowed.
    pub async fn stop(mut self) -> Result<()> {
        signal(self.group, Signal::SIGTERM)?;
        // The group's leader may end before the others.
        let _ = timeout(STOP, self.child.wait()).await;
        signal(self.group, Signal::SIGKILL)?;
        let _ = std::fs::remove_file(&self.note);
        Ok(())
    }
}

fn signal(group: Pid, signal: Signal) -> Result<()> {
    match killpg(group, signal) {
        Ok(()) | Err(Errno::ESRCH) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Ends the functions of an earlier `dev` of this data folder that was killed itself.
pub(super) fn end_orphan(data: &Path) -> Result<()> {
    let note = data.join("watch.pid");
    let Ok(id) = std::fs::read_to_string(&note) else { return Ok(()) };
    let Ok(id) = id.trim().parse::<i32>() else { return Ok(()) };
    // The number may be another process's by now.
    let command = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    if String::from_utf8_lossy(&command).contains("cargo-lambda") {
        if File::open(data.join("aws/lock")).is_ok() && parent_lives(id) {
            bail!("another `cargo xtask dev` runs with the data folder {}; choose another with --data", data.display());
        }
        signal(Pid::from_raw(id), Signal::SIGKILL)?;
    }
    std::fs::remove_file(&note)?;
    Ok(())
}

/// Whether the process that started `id` still runs: an orphan belongs to init.
fn parent_lives(id: i32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:")).map(str::trim);
    let Some(parent) = parent else { return false };
    let command = std::fs::read(format!("/proc/{parent}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&command).contains("xtask")
}

//! `cargo lambda watch`: runs every function behind an emulation of Lambda.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use super::function;
use super::watched;
use tools::{package_variables, path_with, say};

/// Longest time the functions may take to start after the build.
const START: Duration = Duration::from_secs(180);
/// Longest time the processes may take to end before they are killed.
const STOP: Duration = Duration::from_secs(5);
/// Interval of checks for a start or an end.
const POLL: Duration = Duration::from_millis(50);

/// Running `cargo lambda watch` with all its functions, in one process group.
#[derive(Debug)]
pub(super) struct Watch {
    child: Child,
    group: Pid,
    port: u16,
    log: PathBuf,
    note: PathBuf,
}

impl Watch {
    /// Starts it at `port`. Its output goes to `watch.log` in `data`.
    pub(super) fn start(
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
            .arg("--manifest-path")
            .arg(tools::root().join("Cargo.toml"))
            // One process per function, which starts its own processes: see `function`.
            .args(["--concurrency", "1", "--disable-cors"])
            .args((!reload).then_some("--ignore-changes"))
            .envs(environment)
            // Functions must not use a developer's own session.
            .env_remove("AWS_SESSION_TOKEN")
            .envs(function::as_cargo(provision::template::timeout()?)?)
            .env("PATH", path_with(lambda)?)
            .current_dir(watched::folder(data, reload)?)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0)
            .kill_on_drop(true);
        let child = watch.spawn().context("cargo lambda watch cannot be started")?;
        let id = child.id().context("cargo lambda watch ended at once")?;
        let id = i32::try_from(id)?;
        let note = data.join("watch.pid");
        if let Some(started) = started_at(id) {
            std::fs::write(&note, format!("{id} {started}"))?;
        }
        Ok(Self { child, group: Pid::from_raw(id), port, log, note })
    }

    /// Returns the path of its log.
    pub(super) fn log(&self) -> &Path {
        &self.log
    }

    /// Waits until the API answers.
    pub(super) async fn ready(&mut self, base_url: &str) -> Result<()> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build()?;
        let until = Instant::now() + START;
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("cargo lambda watch ended: {status}; see {}", self.log.display());
            }
            // An earlier request would make the gateway log that a function is unreachable.
            if self.listens().await {
                let answer = http.get(format!("{base_url}/health")).send().await;
                if answer.is_ok_and(|answer| answer.status().is_success()) {
                    return Ok(());
                }
            }
            if Instant::now() > until {
                bail!("{base_url}/health does not answer; see {}", self.log.display());
            }
            sleep(POLL).await;
        }
    }

    async fn listens(&self) -> bool {
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.is_ok()
    }

    /// Waits until it ends.
    pub(super) async fn ended(&mut self) -> Result<ExitStatus> {
        Ok(self.child.wait().await?)
    }

    /// Stops it and all its functions.
    pub(super) async fn stop(mut self) -> Result<()> {
        // Functions first: on SIGTERM they flush their output, whereas `cargo lambda watch` kills them.
        let functions: Vec<_> = children(self.group.as_raw());
        for function in &functions {
            // The function may have ended in the meantime.
            let _ended: nix::Result<()> = kill(Pid::from_raw(*function), Signal::SIGTERM);
        }
        let ends = async {
            while functions.iter().any(|function| started_at(*function).is_some()) {
                sleep(POLL).await;
            }
        };
        // Processes that take longer are killed.
        let _late = timeout(STOP, ends).await.is_err();
        signal(self.group, Signal::SIGTERM)?;
        if timeout(STOP, self.child.wait()).await.is_err() {
            signal(self.group, Signal::SIGKILL)?;
            self.child.wait().await?;
        }
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

/// Stops the orphaned functions of an earlier `dev` of this data folder. Returns true if there were any. The caller
/// holds the folder's lock, so no other `dev` needs them.
pub(super) fn end_orphan(data: &Path) -> Result<bool> {
    let note = data.join("watch.pid");
    let Ok(text) = std::fs::read_to_string(&note) else { return Ok(false) };
    let orphan = text.trim().split_once(' ').and_then(|(id, started)| Some((id.parse::<i32>().ok()?, started)));
    let orphan = orphan.filter(|(id, started)| started_at(*id).as_deref() == Some(*started));
    if let Some((id, _)) = orphan {
        say("Ending the functions that an earlier run left behind");
        signal(Pid::from_raw(id), Signal::SIGKILL)?;
    }
    std::fs::remove_file(&note).with_context(|| note.display().to_string())?;
    Ok(orphan.is_some())
}

/// Returns the child processes of a process.
fn children(parent: i32) -> Vec<i32> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let ids = processes.flatten().filter_map(|process| process.file_name().to_str()?.parse::<i32>().ok());
    ids.filter(|id| stat(*id).is_some_and(|fields| fields.get(1) == Some(&parent.to_string()))).collect()
}

/// Returns the start time of a process in clock ticks. `None` if the process does not exist. A process id may be
/// reused, but not with the same start time.
fn started_at(id: i32) -> Option<String> {
    let fields = stat(id)?;
    let ended = matches!(fields.first()?.as_str(), "Z" | "X");
    fields.into_iter().nth(19).filter(|_| !ended)
}

/// Returns the state of a process, its parent, and the further fields of `/proc/ID/stat`.
fn stat(id: i32) -> Option<Vec<String>> {
    let about = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The program's name is in brackets and may contain anything.
    Some(about.rsplit_once(')')?.1.split_whitespace().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt as _;

    use super::*;

    fn sleeper() -> std::process::Child {
        std::process::Command::new("sleep").arg("600").process_group(0).spawn().unwrap()
    }

    #[test]
    fn what_an_earlier_run_left_behind_is_ended() {
        let data = tempfile::tempdir().unwrap();
        let mut orphan = sleeper();
        let id = i32::try_from(orphan.id()).unwrap();
        std::fs::write(data.path().join("watch.pid"), format!("{id} {}", started_at(id).unwrap())).unwrap();
        assert!(end_orphan(data.path()).unwrap());
        assert!(!orphan.wait().unwrap().success());
        assert!(!data.path().join("watch.pid").exists());
    }

    #[test]
    fn a_process_that_only_has_the_number_is_left_alone() {
        let data = tempfile::tempdir().unwrap();
        let mut other = sleeper();
        for note in [format!("{} 1", other.id()), other.id().to_string(), "nonsense".to_owned()] {
            std::fs::write(data.path().join("watch.pid"), note).unwrap();
            assert!(!end_orphan(data.path()).unwrap());
            assert_eq!(other.try_wait().unwrap(), None);
        }
        other.kill().unwrap();
        other.wait().unwrap();
    }
}

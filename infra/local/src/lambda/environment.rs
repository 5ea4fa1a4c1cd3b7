//! Process of a function, frozen while idle.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::process::{Child, Command};
use tokio::time::{Instant, timeout, timeout_at};

use super::Function;
use super::api::Api;
use super::upstream::{Invocation, Outcome};

/// Timeout of a process's start (Lambda quotas, "Init phase").
const INIT: Duration = Duration::from_secs(10);
/// Time between SIGTERM and SIGKILL for a process with an internal extension ("Shutdown phase").
const SHUTDOWN: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(super) struct Environment {
    child: Child,
    pid: Pid,
    api: Api,
    served: u64,
}

impl Environment {
    /// Starts a process and waits until it requests its first event.
    pub(super) async fn start(function: &Function) -> Result<Self> {
        let api = Api::listen(&function.name).await?;
        let mut child = Command::new(&function.program)
            .args(&function.arguments)
            .envs(function.environment.iter().map(|(name, value)| (name, value)))
            .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", &function.name)
            .current_dir(&function.folder)
            .stdin(Stdio::null())
            // If this process ends, the kernel ends the stopped, orphaned process group (setpgid(2)).
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let pid = child.id().context("the process ended during its start")?;
        let pid = Pid::from_raw(i32::try_from(pid)?);
        tokio::select! {
            settled = timeout(INIT, api.settled()) => settled.context("the process did not start in time")?,
            status = child.wait() => bail!("the process ended during its start: {}", status?),
        }
        let environment = Self { child, pid, api, served: 0 };
        environment.signal(Signal::SIGSTOP);
        Ok(environment)
    }

    /// Returns the number of invocations so far.
    pub(super) const fn served(&self) -> u64 {
        self.served
    }

    /// Runs an invocation. `report` receives the outcome as soon as it is known. Returns once the process has finished
    /// its background work, with false if it cannot be reused.
    pub(super) async fn invoke(
        &mut self,
        invocation: Invocation,
        limit: Duration,
        report: impl AsyncFnOnce(Outcome),
    ) -> bool {
        let deadline = Instant::now() + limit;
        let id = invocation.id.clone();
        let answer = self.api.invoke(invocation, crate::machine_time::now() + limit);
        self.signal(Signal::SIGCONT);
        self.served += 1;
        let outcome = tokio::select! {
            answer = timeout_at(deadline, answer) => match answer {
                Ok(Ok(outcome)) => Ok(outcome),
                Ok(Err(_)) | Err(_) => {
                    let message = format!("{id} Task timed out after {:.2} seconds", limit.as_secs_f64());
                    Err(Outcome::failed("Sandbox.Timedout", &message))
                }
            },
            status = self.child.wait() => Err(exited(&id, status)),
        };
        match outcome {
            Ok(outcome) => report(outcome).await,
            Err(outcome) => {
                report(outcome).await;
                return false;
            }
        }
        let settled = tokio::select! {
            settled = timeout_at(deadline, self.api.settled()) => settled.is_ok(),
            _ended = self.child.wait() => false,
        };
        if settled {
            self.signal(Signal::SIGSTOP);
        }
        settled
    }

    /// Ends the process like Lambda: resumes it, sends SIGTERM, and SIGKILL half a second later.
    pub(super) async fn end(mut self) {
        self.signal(Signal::SIGTERM);
        self.signal(Signal::SIGCONT);
        if timeout(SHUTDOWN, self.child.wait()).await.is_err() {
            // The process may have ended already.
            let _ended: std::io::Result<()> = self.child.kill().await;
        }
    }

    fn signal(&self, signal: Signal) {
        // The process may have ended already; its waiter notices.
        let _ended: nix::Result<()> = kill(self.pid, signal);
    }
}

fn exited(id: &str, status: std::io::Result<ExitStatus>) -> Outcome {
    let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
    Outcome::failed("Runtime.ExitError", &format!("RequestId: {id} Error: Runtime exited with error: {how}"))
}

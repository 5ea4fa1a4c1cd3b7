//! JWT libraries of other languages, each in its own process, verifying the same token.
//!
//! Protocol: the process receives one line of JSON, a [`Task`], and must refuse the forged token. Then, for each line
//! with a number, it verifies the token that many times and answers the CPU nanoseconds per verification.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::stopwatch::Best;

const FAST_JWT: &str = "6.3.6";
const JOSE: &str = "6.2.17";
const PYJWT: &str = "2.15.1";
/// Verifications per round, about ten milliseconds.
const TIMES: u32 = 100;

/// Task of a peer.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Task<'a> {
    pub(crate) token: &'a str,
    /// Token with a wrong signature.
    pub(crate) forged: &'a str,
    /// Public key in PEM.
    pub(crate) public_key: &'a str,
    pub(crate) issuer: &'a str,
    pub(crate) audience: &'a str,
    /// Clock tolerance in seconds, so a token of 60 seconds outlives the measurement.
    pub(crate) leeway_seconds: u32,
}

/// Library in its process. The process ends on drop.
pub(crate) struct Peer {
    /// Name in figure IDs.
    pub(crate) name: &'static str,
    /// Library, version and language.
    pub(crate) library: String,
    pub(crate) best: Best,
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// Starts all peers on the same task.
pub(crate) fn start(task: &Task<'_>) -> Result<Vec<Peer>> {
    let node = tools::node("bench-node", &[&format!("fast-jwt@{FAST_JWT}"), &format!("jose@{JOSE}")])?;
    let python = tools::python("bench-python", &[&format!("PyJWT[crypto]=={PYJWT}")])?;
    let node_script = |name: &str| {
        let mut command = Command::new("node");
        // A script passed as text finds packages in its working directory.
        command.args(["--input-type=module", "--eval", include_str!("peers/node.mjs"), "--", name]).current_dir(&node);
        command
    };
    let python_script = || {
        let mut command = Command::new(Path::new(&python).join("python"));
        command.args(["-c", include_str!("peers/pyjwt.py")]);
        command
    };
    Ok(vec![
        Peer::start("fast-jwt", format!("fast-jwt {FAST_JWT} (Node)"), node_script("fast-jwt"), task)?,
        Peer::start("jose", format!("jose {JOSE} (Node)"), node_script("jose"), task)?,
        Peer::start("pyjwt", format!("PyJWT {PYJWT} (Python)"), python_script(), task)?,
    ])
}

impl Peer {
    fn start(name: &'static str, library: String, mut command: Command, task: &Task<'_>) -> Result<Self> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {library}"))?;
        let mut input = process.stdin.take().context("no standard input")?;
        let output = BufReader::new(process.stdout.take().context("no standard output")?);
        writeln!(input, "{}", serde_json::to_string(task)?)?;
        Ok(Self { name, library, best: Best::new(), process, input, output })
    }

    /// Measures another round.
    pub(crate) fn round(&mut self) -> Result<()> {
        writeln!(self.input, "{TIMES}")?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        let nanoseconds = answer.trim().parse().with_context(|| format!("{} ended", self.library))?;
        self.best.note(nanoseconds);
        Ok(())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // The process may already have ended.
        let _ended = self.process.kill();
        let _ended = self.process.wait();
    }
}

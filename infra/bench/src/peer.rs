//! JWT libraries of other languages, each in a process of its own that verifies the same token when told to.
//!
//! The process is sent one line of JSON, a [`Task`]; then for each line with a number it verifies the token that many
//! times and answers with the nanoseconds of its own CPU that one took. It must refuse the forged token.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::stopwatch::Best;

const FAST_JWT: &str = "6.3.6";
const JOSE: &str = "6.2.17";
const PYJWT: &str = "2.15.1";
/// Verifications a round: some ten milliseconds.
const TIMES: u32 = 100;

/// What a peer is to verify.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Task<'a> {
    pub(crate) token: &'a str,
    /// The token with another signature.
    pub(crate) forged: &'a str,
    /// PEM.
    pub(crate) public_key: &'a str,
    pub(crate) issuer: &'a str,
    pub(crate) audience: &'a str,
    /// So that a token of 60 seconds outlives the measurement.
    pub(crate) leeway_seconds: u32,
}

/// A library in its process, which ends when this is dropped.
pub(crate) struct Peer {
    /// For ids.
    pub(crate) name: &'static str,
    /// Library, version and language.
    pub(crate) library: String,
    pub(crate) best: Best,
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// Starts all of them on the same task.
pub(crate) fn start(task: &Task<'_>) -> Result<Vec<Peer>> {
    let node = tools::node("bench-node", &[&format!("fast-jwt@{FAST_JWT}"), &format!("jose@{JOSE}")])?;
    let python = tools::python("bench-python", &[&format!("PyJWT[crypto]=={PYJWT}")])?;
    let node_script = |name: &str| {
        let mut command = Command::new("node");
        // A script given as text finds packages from the folder it runs in.
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
            .with_context(|| format!("{library} cannot be started"))?;
        let mut input = process.stdin.take().context("no standard input")?;
        let output = BufReader::new(process.stdout.take().context("no standard output")?);
        writeln!(input, "{}", serde_json::to_string(task)?)?;
        Ok(Self { name, library, best: Best::new(), process, input, output })
    }

    /// Has it measure another round.
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
        // It may have ended by itself; either way nothing is left of it.
        let _ended = self.process.kill();
        let _ended = self.process.wait();
    }
}

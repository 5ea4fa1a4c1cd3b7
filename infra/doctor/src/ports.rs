//! Ports of one `dev`: API, local AWS, and functions.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use commands::{LAST_PORT, MORE_PORTS};

use crate::finding::Outcome;
use crate::machine::{Machine, PROC};

/// Returns the port that accepts invocations of functions.
#[must_use]
pub const fn invoke(first: u16) -> u16 {
    first + MORE_PORTS
}

/// Longest time a killed process may hold a port. Its last thread must end first.
const LAST_BREATH: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(20);

/// Reserved ports of a system. Fetching tools and building functions takes minutes; meanwhile another process, such as
/// a second `dev`, fails at once. Dropping this releases the ports.
#[derive(Debug)]
pub struct Reserved {
    _listeners: Vec<TcpListener>,
}

impl Reserved {
    /// Reserves the ports. If their holder was `just_killed`, waits until it has ended.
    ///
    /// # Errors
    /// If a port is taken.
    pub fn new(first: u16, just_killed: bool) -> Result<Self> {
        let until = Instant::now() + if just_killed { LAST_BREATH } else { Duration::ZERO };
        let last = first.checked_add(MORE_PORTS).filter(|_| first > 0);
        let last = last.with_context(|| format!("--port must be 1 to {LAST_PORT}"))?;
        let listener =
            |port| bind(port, until).map_err(|error| anyhow!("{}. {REMEDY}", refused(port, &error, Path::new(PROC))));
        Ok(Self { _listeners: (first..=last).map(listener).collect::<Result<_>>()? })
    }
}

fn bind(port: u16, until: Instant) -> io::Result<TcpListener> {
    loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && Instant::now() < until => {
                std::thread::sleep(POLL);
            }
            outcome => return outcome,
        }
    }
}

/// Remedy for a port that is taken.
const REMEDY: &str = "Stop that, or choose other ports with --port N, which takes N to N+5";

/// Checks that all ports are free.
pub(crate) fn check(machine: &Machine) -> Outcome {
    let ports = machine.port..=machine.port.saturating_add(MORE_PORTS);
    let taken = ports.clone().find_map(|port| Some((port, bind(port, Instant::now()).err()?)));
    match taken {
        None => Outcome::Fine(format!("{} to {} are free", ports.start(), ports.end())),
        Some((port, error)) => Outcome::wrong(refused(port, &error, &machine.proc), REMEDY),
    }
}

/// Explains why a port is unusable. Names the process that holds it if known.
fn refused(port: u16, error: &io::Error, proc: &Path) -> String {
    let listener =
        Some(error.kind()).filter(|kind| *kind == io::ErrorKind::AddrInUse).and_then(|_| listener(port, proc));
    match listener {
        Some((id, name)) => format!("port {port} cannot be used: process {id} ({name}) listens there"),
        None => format!("port {port} cannot be used: {error}"),
    }
}

/// Returns id and name of the process that listens on a port.
fn listener(port: u16, proc: &Path) -> Option<(u32, String)> {
    const LISTENS: &str = "0A";
    let table = std::fs::read_to_string(proc.join("net/tcp")).ok()?;
    let end = format!(":{port:04X}");
    let socket = table.lines().skip(1).find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let listens = fields.get(1)?.ends_with(&end) && *fields.get(3)? == LISTENS;
        listens.then(|| fields.get(9).map(|inode| format!("socket:[{inode}]")))?
    })?;
    let processes = std::fs::read_dir(proc).ok()?.flatten();
    let id = processes.filter_map(|process| process.file_name().to_str()?.parse::<u32>().ok()).find(|id| {
        let files = std::fs::read_dir(proc.join(id.to_string()).join("fd")).into_iter().flatten().flatten();
        files.filter_map(|file| std::fs::read_link(file.path()).ok()).any(|file| file.as_os_str() == socket.as_str())
    })?;
    let name = std::fs::read_to_string(proc.join(id.to_string()).join("comm")).ok()?;
    Some((id, name.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_refused_with_the_process_that_has_it() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = Reserved::new(port, false).unwrap_err().to_string();
        let process = std::process::id();
        assert!(error.starts_with(&format!("port {port} cannot be used: process {process} (")), "{error}");
        assert!(error.contains("--port N"), "{error}");
    }

    #[test]
    fn a_port_that_cannot_be_is_refused() {
        assert!(Reserved::new(0, false).is_err());
        assert!(Reserved::new(LAST_PORT + 1, false).is_err());
    }
}

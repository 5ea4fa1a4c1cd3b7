//! The ports of one `dev`: the API's, those of the local AWS behind it, and that of the functions.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// Ports that the local AWS takes behind the API's.
const AWS_PORTS: u16 = 4;
/// Ports behind the API's.
const MORE_PORTS: u16 = AWS_PORTS + 1;
/// The last port that has enough behind it.
pub const LAST_PORT: u16 = u16::MAX - MORE_PORTS;

/// The port where functions take invocations.
pub(super) const fn invoke(first: u16) -> u16 {
    first + MORE_PORTS
}

/// How long a killed process may keep a port: until the last of its threads has ended.
const LAST_BREATH: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(20);

/// All ports, held while tools are fetched and functions built, which takes minutes: whoever wants one of them
/// meanwhile, such as a second `dev`, is told at once.
#[derive(Debug)]
pub(super) struct Reserved {
    _listeners: Vec<TcpListener>,
}

impl Reserved {
    /// Takes the ports, at once or, where a process that has one was `just_killed`, as soon as it has gone.
    pub(super) fn new(first: u16, just_killed: bool) -> Result<Self> {
        let until = Instant::now() + if just_killed { LAST_BREATH } else { Duration::ZERO };
        let last = first.checked_add(MORE_PORTS).filter(|_| first > 0);
        let last = last.with_context(|| format!("--port must be 1 to {LAST_PORT}"))?;
        let listener = |port| {
            bind(port, until).with_context(|| {
                format!("port {port} cannot be used; choose others with --port N, which uses N to N+{MORE_PORTS}")
            })
        };
        Ok(Self { _listeners: (first..=last).map(listener).collect::<Result<_>>()? })
    }

    /// Frees them for those whom they are for, immediately before they start.
    pub(super) fn release(self) {
        drop(self);
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

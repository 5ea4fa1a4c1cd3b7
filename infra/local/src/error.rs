//! Why a stack does not start.

use std::io;
use std::path::PathBuf;

use crate::front::Service;

/// Why a stack does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Another process listens where a service should.
    #[error("{service} cannot listen on port {port}: the port is in use")]
    PortInUse {
        /// The service without a port.
        service: Service,
        /// The port that is taken.
        port: u16,
    },
    /// The operating system refuses a port for another reason.
    #[error("{service} cannot listen on port {port}")]
    Listen {
        /// The service without a port.
        service: Service,
        /// The port that was asked for; 0 is any.
        port: u16,
        /// What the operating system says.
        source: io::Error,
    },
    /// Four ports in a row from here do not exist.
    #[error("there are no four ports in a row from {0}")]
    Ports(u16),
    /// The data folder, or a file in it, cannot be read or written.
    #[error("{} cannot be read and written", path.display())]
    Data {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Another stack runs on the same data folder.
    #[error("another process is using the data folder {}", .0.display())]
    DataInUse(PathBuf),
    /// A file of the data folder is not what this stack writes there.
    #[error("{} is damaged: {reason}; move it away to start afresh", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No RSA key could be made for the sign-in provider.
    #[error("no signing key could be generated")]
    Key,
    /// The stack's threads cannot be started.
    #[error("the stack's threads cannot be started")]
    Threads(#[source] io::Error),
    /// A service stopped while it was being started.
    #[error("{service} cannot be started: {reason}")]
    Service {
        /// The service.
        service: Service,
        /// What it says.
        reason: String,
    },
}

//! Errors at the start of a stack.

use std::io;
use std::path::PathBuf;

use crate::front::Service;

/// Error at the start of a stack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Port that another process uses.
    #[error("{service} cannot listen on port {port}: the port is in use")]
    PortInUse {
        /// Service that needs the port.
        service: Service,
        /// Port in use.
        port: u16,
    },
    /// Port that the operating system refuses for another reason.
    #[error("{service} cannot listen on port {port}")]
    Listen {
        /// Service that needs the port.
        service: Service,
        /// Requested port; 0 is any.
        port: u16,
        /// Error of the operating system.
        source: io::Error,
    },
    /// First port without three more after it.
    #[error("the stack needs four consecutive ports, and there are none from {0}")]
    Ports(u16),
    /// Data folder, or file in it, that cannot be read or written.
    #[error("cannot read and write {}", path.display())]
    Data {
        /// Folder or file.
        path: PathBuf,
        /// Error of the operating system.
        source: io::Error,
    },
    /// Data folder that another stack uses.
    #[error("another process is using the data folder {}", .0.display())]
    DataInUse(PathBuf),
    /// File of the data folder with unexpected content.
    #[error("{} is damaged: {reason}; move it away to start with an empty one", path.display())]
    Damaged {
        /// Damaged file.
        path: PathBuf,
        /// Damage.
        reason: String,
    },
    /// Failure to generate the sign-in provider's RSA key.
    #[error("cannot generate a signing key")]
    Key,
    /// Failure to start the stack's threads.
    #[error("cannot start the stack's threads")]
    Threads(#[source] io::Error),
    /// Service that stopped during its start.
    #[error("cannot start {service}: {reason}")]
    Service {
        /// Service.
        service: Service,
        /// Reason.
        reason: String,
    },
}

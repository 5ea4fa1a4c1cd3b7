//! Time of this machine.

use std::time::SystemTime;

#[expect(clippy::disallowed_methods, reason = "stand-ins for AWS have no Context")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

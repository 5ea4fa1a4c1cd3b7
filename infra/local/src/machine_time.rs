//! Time of this machine, which a gateway and Lambda go by.

use std::time::SystemTime;

#[expect(clippy::disallowed_methods, reason = "what stands in for AWS has no Context")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

//! What judging costs and how it fails: AWS calls, caches, faults, replays, idempotency.

mod calls;
mod clients;
mod faults;
mod idempotency;
mod losses;

mod state;

use crate::support::Call;

/// A request whose handler asks nobody, so that every AWS call is of its judging.
fn countries() -> Call {
    Call::new("GET", "/api/v1/reference/countries?limit=1")
}

//! Costs and failures of judging: AWS calls, caches, faults, replays, idempotency.

mod calls;
mod clients;
mod faults;
mod idempotency;
mod losses;

mod state;

use crate::support::Call;

/// Returns a request whose handler makes no AWS call, so all calls belong to judging.
fn countries() -> Call {
    Call::get("/api/v1/reference/countries?limit=1")
}

//! Logs: one JSON object a line on standard output. What may hold a secret has no way into one: tokens, keys
//! and bodies are types that tell nothing, and a panic's message is left out.

use std::panic::PanicHookInfo;

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Crates whose events are logged. Those of libraries could hold what was sent.
const OWN: [&str; 5] = ["runtime", "identity", "store", "keyhash", "verify"];

/// Switches logging on for this process.
pub(crate) fn start() {
    let layer = tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false);
    let own = Targets::new().with_targets(OWN.map(|name| (name, Level::INFO)));
    // A second start, as in tests, leaves the first in place.
    let _ = tracing_subscriber::registry().with(own).with(layer).try_init();
    std::panic::set_hook(Box::new(log_panic));
}

fn log_panic(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(target: "runtime", place, "panic");
}

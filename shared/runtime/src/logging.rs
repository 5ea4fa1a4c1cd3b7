//! Logs: one JSON object a line on standard output, without secrets.
//!
//! The types of tokens, keys and bodies print no content. A panic is logged without its message.

use std::panic::PanicHookInfo;

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Logged crates. Events of libraries could contain parts of requests.
const LOGGED: [&str; 3] = ["identity", "runtime", "usecases"];

/// Starts logging in this process.
pub(crate) fn start() {
    let layer = tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false);
    let own = Targets::new().with_targets(LOGGED.map(|name| (name, Level::INFO)));
    // A second start, as in tests, has no effect.
    let _ = tracing_subscriber::registry().with(own).with(layer).try_init();
    std::panic::set_hook(Box::new(log_panic));
}

fn log_panic(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(target: "runtime", place, "panic");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_with_events_is_logged() {
        let shared = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut with_events: Vec<_> = std::fs::read_dir(shared)
            .unwrap()
            .filter_map(|entry| {
                let folder = entry.unwrap().path();
                let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
                let logs = manifest.lines().any(|line| line == "tracing.workspace = true");
                logs.then(|| folder.file_name().unwrap().to_str().unwrap().to_owned())
            })
            .collect();
        with_events.sort();
        assert_eq!(with_events, LOGGED);
    }
}

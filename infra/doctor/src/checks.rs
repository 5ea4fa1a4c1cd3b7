//! All checks.

use std::thread::{ScopedJoinHandle, scope};

use crate::finding::{Finding, Need, Outcome};
use crate::machine::Machine;
use crate::programs::debian;
use crate::{disk, inotify, network, ports, programs};

/// Runs all checks. Slow ones, such as queries to registries, run in parallel.
pub(crate) fn all(machine: &Machine) -> Vec<Finding> {
    let python = programs::python(machine);
    let node = programs::node(machine, &python);
    let cargo_lambda = programs::cargo_lambda(machine, &python);
    // With cargo-lambda installed, only tests and lints need Python and PyPI.
    let fetching = if matches!(cargo_lambda, Outcome::Fine(_)) { Need::Test } else { Need::Dev };
    let [crates_io, pypi, npm] = scope(|scope| {
        let asked = [
            scope.spawn(|| network::crates_io(machine)),
            scope.spawn(|| network::pypi(machine)),
            scope.spawn(|| network::npm(machine, &node)),
        ];
        asked.map(joined)
    });
    let present = |program, argument, packages| programs::present(machine, program, &[argument], debian(packages));
    let component = |program, name: &str| {
        programs::present(machine, program, &["--version"], format!("rustup component add {name}"))
    };
    let found = [
        (Need::Dev, "Rust", programs::rust(machine)),
        (Need::Dev, "C compiler", programs::c_compiler(machine)),
        (fetching, "Python 3 with venv", python.clone()),
        (Need::Dev, "cargo-lambda", cargo_lambda),
        (Need::Dev, "crates.io", crates_io),
        (fetching, "PyPI", pypi),
        (Need::Dev, "ports", ports::check(machine)),
        (Need::Dev, "disk", disk::check(machine, disk::OF_DEV)),
        (Need::Dev, "inotify", inotify::check(machine, inotify::of_dev)),
        (Need::Test, "git", present("git", "--version", "git")),
        (Need::Test, "Node", node),
        (Need::Test, "npm registry", npm),
        (Need::Test, "Go", programs::go(machine, &python)),
        (Need::Test, "openssl", present("openssl", "version", "openssl")),
        // It has no option that prints only its version.
        (
            Need::Test,
            "ssh-keygen",
            programs::present(machine, "sh", &["-c", "command -v ssh-keygen"], debian("openssh-client")),
        ),
        (Need::Test, "perl", present("perl", "-e1", "perl")),
        (Need::Test, "curl", present("curl", "--version", "curl ca-certificates")),
        (Need::Test, "Chromium", programs::browser(machine)),
        (Need::Test, "disk", disk::check(machine, disk::OF_TESTS)),
        (Need::Test, "inotify", inotify::check_for_tests(machine)),
        (Need::Lint, "rustfmt", component("rustfmt", "rustfmt")),
        (Need::Lint, "clippy", component("cargo-clippy", "clippy")),
    ];
    found.map(|(need, name, outcome)| Finding { need, name, outcome }).into()
}

fn joined(check: ScopedJoinHandle<'_, Outcome>) -> Outcome {
    check.join().unwrap_or_else(|_| Outcome::wrong("the check itself failed", "Report this as a bug"))
}

//! Registries, queried through their own clients, which know proxies and mirrors.

use crate::finding::Outcome;
use crate::machine::Machine;

const PROXY: &str = "Connect this machine, or set HTTPS_PROXY to its proxy";

/// Checks crates.io, unless all crates are already downloaded.
pub(crate) fn crates_io(machine: &Machine) -> Outcome {
    let cargo = |arguments: &[&str]| machine.answer(machine.command(&machine.cargo).args(arguments), "cargo");
    if cargo(&["fetch", "--locked", "--offline", "--target", "x86_64-unknown-linux-gnu"]).is_ok() {
        return Outcome::Fine("all crates are on this machine".to_owned());
    }
    match cargo(&["info", "--quiet", "--registry", "crates-io", "anyhow"]) {
        Ok(_) => Outcome::Fine("answers".to_owned()),
        Err(reason) => Outcome::wrong(reason, PROXY),
    }
}

/// Checks PyPI or pip's configured index.
pub(crate) fn pypi(machine: &Machine) -> Outcome {
    // Some installations of Python have pip only in virtual environments.
    let asked = match machine.ask("python3", &["-m", "pip", "--version"]) {
        Ok(_) => machine.ask("python3", &["-m", "pip", "index", "versions", "cargo-lambda"]),
        Err(_) => machine.ask(
            "python3",
            &[
                "-c",
                "import urllib.request; urllib.request.urlopen('https://pypi.org/simple/cargo-lambda/', timeout=20)",
            ],
        ),
    };
    match asked {
        Ok(_) => Outcome::Fine("answers".to_owned()),
        Err(reason) => Outcome::wrong(reason, PROXY),
    }
}

/// Checks the npm registry or the configured one. `node` is the outcome for Node.
pub(crate) fn npm(machine: &Machine, node: &Outcome) -> Outcome {
    if !matches!(node, Outcome::Fine(_)) {
        return Outcome::Later("asked once there is Node".to_owned());
    }
    match machine.ask("npm", &["view", "--silent", "npm", "version"]) {
        Ok(_) => Outcome::Fine("answers".to_owned()),
        Err(reason) => Outcome::wrong(reason, PROXY),
    }
}

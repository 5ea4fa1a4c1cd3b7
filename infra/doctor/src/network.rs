//! Registries, queried through their own clients, which know proxies and mirrors.

use crate::finding::Outcome;
use crate::machine::Machine;

fn answers(asked: Result<String, String>) -> Outcome {
    Outcome::of(asked.map(|_| "answers".to_owned()), "Connect this machine, or set HTTPS_PROXY to its proxy")
}

/// Checks crates.io, unless all crates are already downloaded.
pub(crate) fn crates_io(machine: &Machine) -> Outcome {
    let cargo = |arguments: &[&str]| machine.answer(machine.command(&machine.cargo).args(arguments), "cargo");
    if cargo(&["fetch", "--locked", "--offline", "--target", "x86_64-unknown-linux-gnu"]).is_ok() {
        return Outcome::Fine("all crates are on this machine".to_owned());
    }
    answers(cargo(&["info", "--quiet", "--registry", "crates-io", "anyhow"]))
}

/// Checks PyPI or pip's configured index.
pub(crate) fn pypi(machine: &Machine) -> Outcome {
    // Some installations of Python have pip only in virtual environments.
    let arguments: &[&str] = match machine.ask("python3", &["-m", "pip", "--version"]) {
        Ok(_) => &["-m", "pip", "index", "versions", "cargo-lambda"],
        Err(_) => {
            &["-c", "import urllib.request as web; web.urlopen('https://pypi.org/simple/cargo-lambda/', timeout=20)"]
        }
    };
    answers(machine.ask("python3", arguments))
}

/// Checks the npm registry or the configured one. `node` is the outcome for Node.
pub(crate) fn npm(machine: &Machine, node: &Outcome) -> Outcome {
    if !matches!(node, Outcome::Fine(_)) {
        return Outcome::Later("asked once there is Node".to_owned());
    }
    answers(machine.ask("npm", &["view", "--silent", "npm", "version"]))
}

//! Registries, asked through their own clients: those know of proxies and mirrors.

use crate::finding::Outcome;
use crate::machine::Machine;

const PROXY: &str = "Connect this machine, or set HTTPS_PROXY to its proxy";

/// crates.io, unless all crates are here already.
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

/// PyPI, or whichever index pip goes to.
pub(crate) fn pypi(machine: &Machine) -> Outcome {
    // Not every Python has pip outside of an environment.
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

/// The npm registry, or whichever npm goes to; `node` is what was found of Node.
pub(crate) fn npm(machine: &Machine, node: &Outcome) -> Outcome {
    if !matches!(node, Outcome::Fine(_)) {
        return Outcome::Later("asked once there is Node".to_owned());
    }
    match machine.ask("npm", &["view", "--silent", "npm", "version"]) {
        Ok(_) => Outcome::Fine("answers".to_owned()),
        Err(reason) => Outcome::wrong(reason, PROXY),
    }
}

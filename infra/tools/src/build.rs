//! Builds of the workspace's programs.
//!
//! No build selects a package (`-p`): Cargo would resolve features differently and build dependencies twice.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::fresh::{is_fresh, stamp};
use crate::place::{root, target};
use crate::programs::cargo;
use crate::progress;

/// Programs to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bins {
    /// Programs of `dev` and all commands, in the tests' profile. Sharing it avoids compiling twice.
    All,
    /// Programs that `cargo xtask dev` runs or suggests.
    OfDev,
}

/// Cargo profile to compile with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Fast to compile.
    Dev,
    /// Profile of the tests, which shares their compiled dependencies.
    Test,
}

/// Builds programs unless each is newer than its sources.
///
/// # Errors
/// If the build fails.
pub fn build(bins: Bins) -> Result<()> {
    // The functions' own binaries are left out: linking each takes as long as compiling half of the dependencies.
    let more: &[&str] = if bins == Bins::All { &["xtask", "check", "generate"] } else { &[] };
    let names = ["functions", "dev", "operate", "nuvera-sign"].iter().chain(more);
    let binaries: Vec<_> = names.map(debug_binary).collect();
    let profile = if bins == Bins::All { Profile::Test } else { Profile::Dev };
    // By itself Cargo compiles SQLite late, and a core idles while DynamoDB and the local AWS wait for it.
    let local_aws = debug_binary("keep");
    if !local_aws.exists() {
        build_stamped(&[local_aws], profile, "the local AWS")?;
    }
    build_stamped(&binaries, profile, "everything")
}

/// Builds one program unless it is newer than its sources.
///
/// # Errors
/// If the build fails.
pub fn program(binary: &Path, profile: Profile) -> Result<()> {
    let name = binary.file_name().and_then(OsStr::to_str).context("a program without a name")?;
    build_stamped(&[binary.to_owned()], profile, &format!("`{name}`"))
}

/// Builds programs and stamps them with the start time. A build without changes keeps a binary's old modification time.
fn build_stamped(binaries: &[PathBuf], profile: Profile, what: &str) -> Result<()> {
    if binaries.iter().all(|binary| is_fresh(binary)) {
        return Ok(());
    }
    let mut cargo = cargo();
    cargo.args(["build", "--profile", if profile == Profile::Test { "test" } else { "dev" }]);
    for binary in binaries {
        cargo.arg("--bin").arg(binary.file_name().unwrap_or_default());
    }
    let folder = binaries.first().and_then(|binary| binary.parent()).context("no program")?;
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let mark = folder.join(format!("xtask-began-{}", std::process::id()));
    let began = File::create(&mark).and_then(|file| file.metadata()?.modified());
    let began = began.with_context(|| mark.display().to_string())?;
    let built = progress::run(&mut cargo, what);
    std::fs::remove_file(&mark).with_context(|| mark.display().to_string())?;
    built?;
    for stamp in binaries.iter().map(|binary| stamp(binary)) {
        let stamped = File::create(&stamp).and_then(|file| file.set_modified(began));
        stamped.with_context(|| stamp.display().to_string())?;
    }
    Ok(())
}

/// Builds the benchmarks with optimisation.
///
/// # Errors
/// If the build fails.
pub fn build_bench() -> Result<()> {
    progress::run(cargo().args(["build", "--profile", "bench", "--bin", "bench"]), "the measurements")
}

/// Builds the tests selected by `cargo test` arguments without running them.
///
/// # Errors
/// If the build fails.
pub fn build_tests(arguments: &[&str]) -> Result<()> {
    progress::run(cargo().arg("test").args(arguments).arg("--no-run"), "the tests")
}

/// Returns the path of a program built by `cargo build`.
fn debug_binary(name: impl AsRef<OsStr>) -> PathBuf {
    target().join("debug").join(name.as_ref())
}

/// Returns the names of all functions: one per file in `functions/*/src/bin`.
///
/// # Errors
/// If the folders cannot be read.
pub fn functions() -> Result<Vec<String>> {
    let folder = root().join("functions");
    let mut names = Vec::new();
    for area in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        // An area's folder may hold no programs.
        let Ok(files) = std::fs::read_dir(area?.path().join("src/bin")) else { continue };
        let stems = files.flatten().filter_map(|file| Some(file.path().file_stem()?.to_str()?.to_owned()));
        names.extend(stems);
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_by_their_files() {
        let functions = functions().unwrap();
        assert!(functions.len() > 50 && functions.contains(&"health".to_owned()), "{functions:?}");
        assert!(functions.is_sorted());
    }
}

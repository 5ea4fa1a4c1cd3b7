//! Console files, built from `functions/console/web` by Vite and committed. So `cargo build` needs neither Node nor a
//! network.
//!
//! [`RECORD`] holds hashes of all sources and of each built file. Comparing hashes does not need Node, so every
//! comparison of generated files detects a stale or altered one. `node_modules` is in the target folder: in
//! `functions`, every function would watch it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use tools::{root, say, target};

/// Folder of the built files, relative to the workspace.
pub const DIST: &str = "functions/console/dist";
/// Folder of the sources.
const WEB: &str = "functions/console/web";
/// Generated list of built files, which the function embeds.
const LIST: &str = "functions/console/src/built.rs";
/// Record of the hashes of sources and built files.
const RECORD: &str = "functions/console/built.sha256";
/// Page template. The function fills it in and does not serve it as a file.
const INDEX: &str = "index.html";
/// Programs of the guides, which the console shows too.
const PROGRAMS: &str = "functions/pages/guides/programs";
/// OpenAPI document that the console's types are checked against.
const OPENAPI: &str = "functions/pages/reference/openapi.json";
/// Table of private key formats that the console and the contract recognise.
const PASTED_KEYS: &str = "tests/vectors/pasted_keys.json";

/// Returns true if the built files match the current sources.
///
/// # Errors
/// If the sources cannot be read.
pub fn is_fresh() -> Result<bool> {
    let recorded = fs::read_to_string(root().join(RECORD)).unwrap_or_default();
    Ok(recorded == record(&root().join(DIST))?)
}

/// Builds the files and copies them into the repository.
///
/// # Errors
/// If Node is unavailable, or the build fails.
pub fn build() -> Result<()> {
    say("Building the console");
    let built = built()?;
    let dist = root().join(DIST);
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    copy(&built, &dist)?;
    fs::write(root().join(LIST), list(&dist)?)?;
    fs::write(root().join(RECORD), record(&dist)?)?;
    Ok(())
}

/// Builds the files and returns their folder.
///
/// # Errors
/// See [`build`].
pub fn built() -> Result<PathBuf> {
    npm(&["run", "--silent", "build"])?;
    Ok(workshop().join("dist"))
}

/// Runs the console's type checks and unit tests. The types include those of the API.
///
/// # Errors
/// If a check or test fails.
pub fn check() -> Result<()> {
    npm(&["run", "--silent", "check"])
}

/// Returns Node's working folder.
fn workshop() -> PathBuf {
    target().join("console")
}

/// Runs npm on a copy of the sources. The lock file selects the packages.
fn npm(arguments: &[&str]) -> Result<()> {
    let workshop = workshop();
    let _lock = tools::lock("console")?;
    fs::create_dir_all(&workshop)?;
    for entry in fs::read_dir(&workshop)? {
        let entry = entry?;
        match (entry.file_name().to_str(), entry.file_type()?.is_dir()) {
            (Some("node_modules" | "installed"), _) => {}
            (_, true) => fs::remove_dir_all(entry.path())?,
            (_, false) => fs::remove_file(entry.path())?,
        }
    }
    copy(&root().join(WEB), &workshop)?;
    copy(&root().join(PROGRAMS), &workshop.join("programs"))?;
    fs::copy(root().join(OPENAPI), workshop.join("openapi.json")).context(OPENAPI)?;
    fs::copy(root().join(PASTED_KEYS), workshop.join("pasted_keys.json")).context(PASTED_KEYS)?;
    let wanted = fs::read_to_string(workshop.join("package-lock.json")).context("package-lock.json")?;
    let installed = workshop.join("installed");
    if fs::read_to_string(&installed).ok().as_deref() != Some(wanted.as_str()) {
        say("Fetching what the console is built with from the npm registry");
        tools::run(tools::npm()?.args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&workshop))?;
        fs::write(&installed, wanted)?;
    }
    tools::run(tools::npm()?.args(arguments).current_dir(&workshop))
}

/// Returns the hash of all sources and those of the built files.
fn record(dist: &Path) -> Result<String> {
    let mut sources = Sha256::new();
    for (name, path) in files(&root().join(WEB))?.into_iter().chain(files(&root().join(PROGRAMS))?) {
        let content = fs::read(&path).with_context(|| path.display().to_string())?;
        sources.update(format!("{name}\n{}\n", content.len()));
        sources.update(content);
    }
    let mut text = format!("{}  {WEB}\n", hex::encode(sources.finalize()));
    let list = root().join(LIST);
    let built = files(dist)?.into_iter().chain([(LIST.to_owned(), list)]);
    for (name, path) in built {
        writeln!(text, "{}  {name}", hex::encode(Sha256::digest(fs::read(path).unwrap_or_default())))?;
    }
    Ok(text)
}

/// Returns the text of `built.rs`.
fn list(dist: &Path) -> Result<String> {
    let mut text = "//! The console's built files: generated by `cargo xtask gen`.\n\n\
                    /// The page, with places for where people sign in.\n\
                    pub(crate) const INDEX: &str = include_str!(\"../dist/index.html\");\n\n\
                    /// Name, media type and text of each other file.\n\
                    #[rustfmt::skip]\n\
                    pub(crate) const FILES: &[(&str, &str, &str)] = &[\n"
        .to_owned();
    for (name, _) in files(dist)?.into_iter().filter(|(name, _)| name != INDEX) {
        let media_type = match name.rsplit_once('.') {
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            Some((_, "svg")) => "image/svg+xml",
            _ => bail!("{name}: of which media type are such files?"),
        };
        writeln!(text, "    ({name:?}, {media_type:?}, include_str!(\"../dist/{name}\")),")?;
    }
    text.push_str("];\n");
    Ok(text)
}

/// Returns every file below `folder` by its relative name. The separator is `/`.
fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        if !next.exists() {
            continue;
        }
        for entry in fs::read_dir(&next).with_context(|| next.display().to_string())? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
                continue;
            }
            let path = entry.path();
            let name: Vec<_> =
                path.strip_prefix(folder)?.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            found.insert(name.join("/"), path.clone());
        }
    }
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for (name, path) in files(from)? {
        let place = to.join(&name);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&path, &place).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

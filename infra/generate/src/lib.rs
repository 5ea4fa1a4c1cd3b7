//! `cargo xtask gen`: generates files from the list of routes.
//!
//! [`plan`] returns the content of every generated file. [`run`] writes the files, or with `--check` fails if the work
//! tree differs. The template keeps everything outside its `GENERATED … BEGIN` and `GENERATED …
//! END` lines.

mod binaries;
mod blocks;
pub mod console;
mod guides;
mod inputs;
mod names;
mod openapi;
mod reference;
mod reviews;
mod tables;
mod template;
mod wording;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use contract::routes::Entry;

use tools::root;

/// Partly generated file.
const TEMPLATE: &str = "infra/template.yaml";
/// Remedy for a stale file.
const REMEDY: &str = "run `cargo xtask gen`";

/// Expected state of the generated files.
#[derive(Debug)]
pub struct Plan {
    /// Text of each file, by its path relative to the workspace.
    pub files: Vec<(PathBuf, String)>,
    /// Existing files to delete.
    pub surplus: Vec<PathBuf>,
    /// Reasons for files that could not be generated.
    pub problems: Vec<String>,
}

/// Writes the generated files, or with `check` only compares them.
///
/// # Errors
/// If a file is stale (`check`), cannot be generated or cannot be written.
pub fn run(check: bool) -> Result<()> {
    let root = root();
    let Plan { files, surplus, problems } = plan(&root)?;
    let stale: Vec<_> = files.into_iter().filter(|(path, text)| differs(&root.join(path), text)).collect();
    let mut out = io::stdout().lock();
    if check {
        let mut wrong: Vec<String> = stale.iter().map(|(path, _)| format!("stale: {}", path.display())).collect();
        wrong.extend((!console::is_fresh()?).then(|| format!("stale: {}", console::DIST)));
        wrong.extend(surplus.iter().map(|path| format!("not generated any more: {}", path.display())));
        wrong.extend(problems);
        if wrong.is_empty() {
            return Ok(());
        }
        bail!("{}\n{REMEDY}", wrong.join("\n"));
    }
    for path in &surplus {
        fs::remove_file(root.join(path)).with_context(|| path.display().to_string())?;
        writeln!(out, "removed {}", path.display())?;
    }
    for (path, text) in &stale {
        write(&root.join(path), text).with_context(|| path.display().to_string())?;
        writeln!(out, "wrote {}", path.display())?;
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    if !console::is_fresh()? {
        console::build()?;
        writeln!(out, "wrote {}", console::DIST)?;
    }
    Ok(())
}

/// Plans every generated file below `root`. Reads the template, writes nothing.
///
/// # Errors
/// If routes contradict each other, or the folders of binaries cannot be read.
pub fn plan(root: &Path) -> Result<Plan> {
    let routes: Vec<&Entry> = contract::routes::all().collect();
    names::assert_distinct(&routes)?;
    let mut files = binaries::binaries(&routes);
    files.push((PathBuf::from("infra/functions/src/all.rs"), binaries::endpoints(&routes)));
    files.push((PathBuf::from("functions/pages/reference/openapi.json"), openapi::document(&routes)?));
    let generated = Path::new("functions/console/web/src/generated");
    files.push((generated.join("codes.ts"), wording::codes()?));
    files.push((generated.join("private-keys.ts"), wording::private_keys()?));
    files.push((generated.join("reviews.ts"), reviews::reviews()));
    files.push((generated.join("routes.ts"), wording::routes(&routes)?));
    let mut problems = Vec::new();
    match reference::pages(&routes, &root.join("functions/pages/guides")) {
        Ok(pages) => {
            let place = Path::new("functions/pages/reference");
            files.extend(pages.into_iter().map(|(name, text)| (place.join(name), text)));
        }
        Err(error) => problems.push(format!("functions/pages/reference: {error:#}")),
    }
    let blocks = [
        ("api paths", template::paths(&routes)),
        ("tables", template::tables()),
        ("functions", template::functions(&routes)),
    ];
    let template = fs::read_to_string(root.join(TEMPLATE)).map_err(anyhow::Error::from);
    match template.and_then(|text| blocks::replace_all(&text, &blocks)) {
        Ok(text) => files.push((PathBuf::from(TEMPLATE), text)),
        Err(error) => problems.push(format!("{TEMPLATE}: {error:#}")),
    }
    let wanted: BTreeSet<_> = files.iter().map(|(path, _)| path.clone()).collect();
    let surplus = binaries::present(root)?.into_iter().filter(|path| !wanted.contains(path)).collect();
    Ok(Plan { files, surplus, problems })
}

fn differs(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).map_or(true, |present| present != text)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_generated_file_is_stale() {
        let found = run(true).map_err(|error| error.to_string());
        assert_eq!(found, Ok(()));
    }

    #[test]
    fn every_file_is_generated_once() {
        let plan = plan(&root()).unwrap();
        let paths: BTreeSet<_> = plan.files.iter().map(|(path, _)| path).collect();
        assert_eq!(paths.len(), plan.files.len());
        assert!(paths.contains(&PathBuf::from("functions/pages/src/bin/not-found.rs")));
    }

    #[test]
    fn a_missing_file_is_reported() {
        let empty = tempfile::tempdir().unwrap();
        let plan = plan(empty.path()).unwrap();
        assert_eq!(plan.problems.len(), 2);
        for missing in ["functions/pages/reference: ", "infra/template.yaml: "] {
            assert!(plan.problems.iter().any(|problem| problem.starts_with(missing)), "{missing}");
        }
        assert!(plan.surplus.is_empty());
    }

    #[test]
    fn a_binary_that_no_route_names_is_surplus() {
        let root = tempfile::tempdir().unwrap();
        write(&root.path().join("functions/pages/src/bin/gone.rs"), "").unwrap();
        write(&root.path().join("functions/pages/src/bin/health.rs"), "").unwrap();
        let plan = plan(root.path()).unwrap();
        assert_eq!(plan.surplus, [PathBuf::from("functions/pages/src/bin/gone.rs")]);
    }
}

//! Rules of the workspace: dependencies, the template, documents, doc comments.

mod directions;
mod links;
mod statements;
mod template;
mod words;

use std::path::PathBuf;
use std::process::Command;

/// Documents of other projects, kept as they are.
const FOREIGN: &str = "functions/pages/reference/viewer/";

/// Files of the repository whose names end in one of `endings`, below its root.
pub(crate) fn files(endings: &[&str]) -> Vec<PathBuf> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(tools::root());
    let listed = String::from_utf8(git.output().unwrap().stdout).unwrap();
    let named = listed.lines().filter(|file| endings.iter().any(|ending| file.ends_with(ending)));
    let own = named.filter(|file| !file.starts_with(FOREIGN)).map(PathBuf::from);
    // The index also lists what was removed since.
    let files: Vec<_> = own.filter(|file| tools::root().join(file).exists()).collect();
    assert!(!files.is_empty(), "{endings:?}");
    files
}

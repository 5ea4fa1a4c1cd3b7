//! Built files in the repository.

use std::fs;
use std::path::Path;

use generate::console;

fn names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(names(&entry.path()).iter().map(|below| format!("{name}/{below}")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}

#[test]
fn the_built_files_match_the_sources() {
    let (kept, built) = (tools::root().join(console::DIST), console::built().unwrap());
    assert_eq!(names(&kept), names(&built), "run `cargo xtask gen`");
    for name in names(&kept) {
        assert_eq!(fs::read(kept.join(&name)).unwrap(), fs::read(built.join(&name)).unwrap(), "{name}");
    }
}

/// Checks the sources' types against the OpenAPI document, and runs the logic's own tests.
#[test]
fn the_sources_match_the_api_and_pass_their_tests() {
    console::check().unwrap();
}

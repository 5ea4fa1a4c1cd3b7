//! The built files in the repository.

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
fn they_are_what_the_sources_build_to() {
    let (kept, built) = (tools::root().join(console::DIST), console::built().unwrap());
    assert_eq!(names(&kept), names(&built), "run `cargo xtask gen`");
    for name in names(&kept) {
        assert_eq!(fs::read(kept.join(&name)).unwrap(), fs::read(built.join(&name)).unwrap(), "{name}");
    }
}

/// The types of the sources are checked against the API's own description, and the logic has tests of its own.
#[test]
fn the_sources_hold_to_the_api_and_pass_their_tests() {
    console::check().unwrap();
}

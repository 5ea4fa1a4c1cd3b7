//! The built files in the repository.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use xtask::console;

/// Compressed, as a browser is sent it.
const MOST_SCRIPT: usize = 150 * 1024;

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
    let (kept, built) = (xtask::root().join(console::DIST), console::built().unwrap());
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

#[test]
fn the_script_is_small() {
    let dist = xtask::root().join(console::DIST);
    let scripts = names(&dist).into_iter().filter(|name| name.ends_with(".js"));
    let whole: Vec<u8> = scripts.flat_map(|name| fs::read(dist.join(name)).unwrap()).collect();
    let mut gzip = Command::new("gzip").arg("-c").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = gzip.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(&whole).unwrap());
    let compressed = gzip.wait_with_output().unwrap().stdout.len();
    writer.join().unwrap();
    assert!(compressed > 0 && compressed <= MOST_SCRIPT, "{compressed} bytes");
}

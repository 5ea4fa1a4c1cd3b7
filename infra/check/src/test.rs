//! `cargo xtask test`: runs all tests and counts them.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};

use provision::roles::JOURNAL;

use crate::grants;

/// Variable with the number of concurrent tests.
const THREADS: &str = "RUST_TEST_THREADS";

/// Arguments that select all tests except those of the documentation. Of the binaries only those with tests: the
/// functions' are one line each, and linking them takes minutes.
const TESTS: [&str; 6] = ["--workspace", "--lib", "--test=*", "--bin=bench", "--bin=operate", "--bin=xtask"];

/// Runs all tests.
///
/// # Errors
/// If one fails, or none ran.
pub fn run() -> Result<()> {
    tools::cargo_lambda()?;
    tools::browser()?;
    doctor::make_room()?;
    tools::build_tests(&TESTS)?;
    let journal = grants::new_journal()?;
    let (mut passed, mut failed) = (0, 0);
    let mut failures = Vec::new();
    let mut succeeded = true;
    // Documentation tests need a separate run.
    for targets in [TESTS.as_slice(), &["--workspace", "--doc"]] {
        let mut cargo = tools::cargo();
        cargo.args(["test", "--no-fail-fast"]).args(targets).env(THREADS, threads());
        cargo.env(JOURNAL, &journal);
        let mut child = cargo.stdout(Stdio::piped()).spawn().context("cargo cannot be started")?;
        let output = child.stdout.take().context("no output")?;
        let mut terminal = std::io::stdout().lock();
        for line in BufReader::new(output).lines() {
            let line = line?;
            writeln!(terminal, "{line}")?;
            failures.extend(failure(&line).map(str::to_owned));
            if let Some((more_passed, more_failed)) = counts(&line) {
                passed += more_passed;
                failed += more_failed;
            }
        }
        succeeded &= child.wait()?.success();
    }
    let mut terminal = std::io::stdout().lock();
    // Repeated at the end, where a reader of a long log looks first.
    for name in failures {
        writeln!(terminal, "failed: {name}")?;
    }
    writeln!(terminal, "\n{passed} passed, {failed} failed")?;
    if !succeeded || failed > 0 {
        bail!("tests failed");
    }
    if passed == 0 {
        bail!("no test ran");
    }
    grants::check(&journal)
}

/// Returns the developer's setting, or the number of cores plus one. Some tests wait a minute.
#[expect(clippy::disallowed_methods, reason = "a developer's tool reads the developer's environment")]
fn threads() -> OsString {
    std::env::var_os(THREADS).unwrap_or_else(|| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        (cores + 1).to_string().into()
    })
}

/// Returns the test that failed, from the line with its result.
fn failure(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

/// Parses the passed and failed counts in a test binary's last line.
fn counts(line: &str) -> Option<(u32, u32)> {
    let rest = line.strip_prefix("test result: ")?;
    let number =
        |name: &str| rest.split([';', '.']).find_map(|part| part.trim().strip_suffix(name)?.trim().parse().ok());
    Some((number("passed")?, number("failed")?))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Returns true if a file below `folder` has a test.
    fn has_tests(folder: &Path) -> bool {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
            if path.is_dir() { has_tests(&path) } else { std::fs::read_to_string(path).unwrap().contains("#[test]") }
        })
    }

    #[test]
    fn every_binary_with_tests_is_selected() {
        for package in std::fs::read_dir(tools::root().join("infra")).unwrap().map(|entry| entry.unwrap().path()) {
            let source = package.join("src");
            let Ok(main) = std::fs::read_to_string(source.join("main.rs")) else { continue };
            let is_tested = main.contains("#[test]") || (!source.join("lib.rs").exists() && has_tests(&source));
            let name = package.file_name().unwrap().to_str().unwrap();
            assert_eq!(TESTS.contains(&format!("--bin={name}").as_str()), is_tested, "{name}");
        }
    }

    #[test]
    fn the_last_line_of_a_test_binary_is_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(counts(line), Some((12, 3)));
        assert_eq!(counts("test a ... ok"), None);
        assert_eq!(failure("test a::b ... FAILED"), Some("a::b"));
        assert_eq!(failure("test a::b ... ok"), None);
    }
}

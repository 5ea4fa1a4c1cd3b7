//! `cargo xtask bench`: builds the measurements optimised and runs them.

use std::path::Path;

use anyhow::{Result, bail};

/// Runs the measurements; `quick` takes under a minute. `names` is a file of labelled name pairs.
///
/// # Errors
/// Where they cannot be built or a figure misses its mark.
pub fn run(quick: bool, names: Option<&Path>) -> Result<()> {
    let mut cargo = crate::tools::cargo();
    cargo.args(["run", "--quiet", "--profile", "bench", "--bin", "bench", "--"]);
    if quick {
        cargo.arg("--quick");
    }
    if let Some(names) = names {
        cargo.arg("--names").arg(std::path::absolute(names)?);
    }
    if !cargo.status()?.success() {
        bail!("a figure missed its mark, or could not be measured");
    }
    Ok(())
}

//! `cargo xtask bench`: builds the measurements optimised and runs them.

use anyhow::{Result, bail};

/// Runs the measurements; `quick` takes under a minute.
///
/// # Errors
/// Where they cannot be built or a figure misses its mark.
pub fn run(quick: bool) -> Result<()> {
    let mut cargo = crate::tools::cargo();
    cargo.args(["run", "--quiet", "--profile", "bench", "--bin", "bench", "--"]);
    if quick {
        cargo.arg("--quick");
    }
    if !cargo.status()?.success() {
        bail!("a figure missed its mark, or could not be measured");
    }
    Ok(())
}

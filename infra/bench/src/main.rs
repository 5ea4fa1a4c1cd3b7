//! `cargo xtask bench`: cost of judging in CPU, AWS calls and waiting time, with limits.
//!
//! Times are ratios of minima over interleaved rounds, because machines differ and are noisy.

mod calls;
mod figure;
mod judging;
mod names;
mod peer;
mod screening;
mod stopwatch;
mod world;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser;
use figure::Figure;

#[derive(Parser)]
#[command(name = "bench", about = "Measures the platform's costs and compares them with their limits")]
struct Arguments {
    /// Run fewer rounds, in less than a minute.
    #[arg(long)]
    quick: bool,
    /// File of labelled name pairs (schema, name1, name2, is_match, case_group), such as nomenklatura's public set.
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
}

/// Number of rounds per measurement.
#[derive(Clone, Copy, Debug)]
struct Effort {
    /// Rounds of measuring the CPU of judging.
    judging: usize,
    /// Rounds of measuring calls with injected delays.
    calls: usize,
}

impl Effort {
    const QUICK: Self = Self { judging: 60, calls: 10 };
    const FULL: Self = Self { judging: 300, calls: 20 };
}

#[expect(clippy::print_stderr, reason = "errors go to the terminal")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(if arguments.quick { Effort::QUICK } else { Effort::FULL }, arguments.names.as_deref()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("error: a figure exceeds its limit; the table above marks it");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, prints the table and writes `bench.json`. Returns false if a figure exceeds its limit.
fn run(effort: Effort, pairs: Option<&Path>) -> Result<bool> {
    let mut figures = judging::measure(effort.judging)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    figures.extend(runtime.block_on(calls::measure(effort.calls))?);
    figures.extend(screening::measure()?);
    figures.extend(names::measure(pairs)?);

    let path = tools::target().join("bench.json");
    std::fs::create_dir_all(tools::target())?;
    std::fs::write(&path, serde_json::to_string_pretty(&figures)?)
        .with_context(|| format!("cannot write {}", path.display()))?;
    write!(std::io::stdout().lock(), "{}", figure::table(&figures))?;
    Ok(!figures.iter().any(Figure::misses))
}

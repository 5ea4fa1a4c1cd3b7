//! `cargo xtask bench`: what judging costs in CPU, in calls to AWS and in waiting for them, next to what it must not
//! exceed. Times are ratios of minima of interleaved rounds, since machines differ and are noisy.

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
#[command(name = "bench", about = "Measures, and compares with what the numbers must be")]
struct Arguments {
    /// Fewer rounds: under a minute.
    #[arg(long)]
    quick: bool,
    /// Labelled name pairs (schema, name1, name2, is_match, case_group), such as nomenklatura's public set.
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
}

/// How often things are measured.
#[derive(Clone, Copy, Debug)]
struct Effort {
    /// Rounds in which the CPU of judging is measured.
    judging: usize,
    /// Rounds in which calls with injected delays are measured.
    calls: usize,
}

impl Effort {
    const QUICK: Self = Self { judging: 60, calls: 10 };
    const FULL: Self = Self { judging: 300, calls: 20 };
}

#[expect(clippy::print_stderr, reason = "what went wrong goes to the terminal")]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(if arguments.quick { Effort::QUICK } else { Effort::FULL }, arguments.names.as_deref()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("error: a figure exceeds what it must be");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, prints the table and writes `bench.json`; whether every figure is what it must be.
fn run(effort: Effort, pairs: Option<&Path>) -> Result<bool> {
    let mut figures = judging::measure(effort.judging)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    figures.extend(runtime.block_on(calls::measure(effort.calls))?);
    figures.extend(screening::measure()?);
    figures.extend(names::measure(pairs)?);

    let path = tools::target().join("bench.json");
    std::fs::create_dir_all(tools::target())?;
    std::fs::write(&path, serde_json::to_string_pretty(&figures)?)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    write!(std::io::stdout().lock(), "{}", figure::table(&figures))?;
    Ok(!figures.iter().any(Figure::misses))
}

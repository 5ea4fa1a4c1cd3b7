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
use std::path::PathBuf;
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
    /// Measure only this figure or group of figures, such as P1 or P1-2048.
    #[arg(long, value_name = "ID")]
    only: Option<String>,
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
    match run(&arguments) {
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

/// Returns true if `id` is `group`, or one of its figures.
fn belongs(id: &str, group: &str) -> bool {
    id.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Measures, prints the table and writes `bench.json`. Returns false if a figure exceeds its limit.
fn run(arguments: &Arguments) -> Result<bool> {
    let effort = if arguments.quick { Effort::QUICK } else { Effort::FULL };
    let wanted = |id: &str| arguments.only.as_deref().is_none_or(|only| belongs(only, id) || belongs(id, only));
    let mut figures = judging::measure(effort.judging, wanted)?;
    if ["P2", "P3", "P4"].into_iter().any(wanted) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        figures.extend(runtime.block_on(calls::measure(effort.calls))?);
    }
    if wanted("P14") {
        figures.extend(screening::measure()?);
    }
    if wanted("P15") {
        figures.extend(names::measure(arguments.names.as_deref())?);
    }
    if let Some(only) = &arguments.only {
        figures.retain(|figure| belongs(&figure.id, only));
        anyhow::ensure!(!figures.is_empty(), "--only {only}: no such figure; without it, the table shows all ids");
    }

    let path = tools::target().join("bench.json");
    std::fs::create_dir_all(tools::target())?;
    std::fs::write(&path, serde_json::to_string_pretty(&figures)?)
        .with_context(|| format!("cannot write {}", path.display()))?;
    write!(std::io::stdout().lock(), "{}", figure::table(&figures))?;
    Ok(!figures.iter().any(Figure::misses))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_has_the_ids_that_continue_with_a_dash() {
        for (id, group, expected) in [
            ("P1-2048", "P1-2048", true),
            ("P1-2048-jose", "P1", true),
            ("P14-read", "P1", false),
            ("P1-3072", "P1-2048", false),
        ] {
            assert_eq!(belongs(id, group), expected, "{id} {group}");
        }
    }
}

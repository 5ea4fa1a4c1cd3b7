//! Program of `cargo xtask test`, `lint` and `grants`: see the library.

use std::process::ExitCode;

use anyhow::bail;
use commands::Command;

fn main() -> ExitCode {
    commands::main(|command| match command {
        Command::Test => check::test::run(),
        Command::Lint => check::lint::run(),
        Command::Grants => check::grants::run(),
        _ => bail!("this program only carries out `test`, `lint` and `grants`"),
    })
}

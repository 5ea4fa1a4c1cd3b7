//! Program of `cargo xtask gen`: see the library.

use std::process::ExitCode;

use anyhow::bail;
use commands::Command;

fn main() -> ExitCode {
    commands::main(|command| match command {
        Command::Gen { check } => generate::run(check),
        _ => bail!("this program only carries out `gen`"),
    })
}

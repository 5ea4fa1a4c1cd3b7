//! Program of `cargo xtask dev`: see the library.

use std::process::ExitCode;

use anyhow::bail;
use commands::Command;

fn main() -> ExitCode {
    match dev::stand_in_for_cargo() {
        Ok(false) => commands::main(carry_out),
        Ok(true) => ExitCode::SUCCESS,
        Err(error) => {
            tools::say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn carry_out(command: Command) -> anyhow::Result<()> {
    let Command::Dev(dev) = command else { bail!("this program only carries out `dev`") };
    dev::run(&dev)
}

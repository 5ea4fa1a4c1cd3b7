//! `cargo xtask`: see the library.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "What a developer of this platform runs")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the whole system on this machine until Ctrl-C.
    Dev {
        /// Where the API listens; the local AWS takes the four ports after it.
        #[arg(long, default_value_t = 9000)]
        port: u16,
        /// Where the data are kept over a restart.
        #[arg(long, default_value = ".local")]
        data: PathBuf,
        /// Leave the functions running when a source file changes.
        #[arg(long)]
        no_reload: bool,
    },
    /// Runs every test there is.
    Test,
    /// Checks format, lints, documentation, dependencies and the template.
    Lint,
    /// Writes what is derived from the list of routes.
    Gen {
        /// Only compare, and fail where a file is stale.
        #[arg(long)]
        check: bool,
    },
    /// Measures, and compares with what the numbers must be.
    Bench {
        /// Fewer rounds: under a minute.
        #[arg(long)]
        quick: bool,
    },
    /// Prints an access token of a demo user of a running `dev`.
    Token {
        /// Whose.
        #[arg(long = "as", value_enum)]
        user: DemoUser,
        /// The data folder of that `dev`.
        #[arg(long, default_value = ".local")]
        data: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "camelCase")]
enum DemoUser {
    Partner,
    OtherPartner,
    Admin,
    CustomerUser,
}

impl From<DemoUser> for xtask::provision::DemoUser {
    fn from(user: DemoUser) -> Self {
        match user {
            DemoUser::Partner => Self::Partner,
            DemoUser::OtherPartner => Self::OtherPartner,
            DemoUser::Admin => Self::Admin,
            DemoUser::CustomerUser => Self::CustomerUser,
        }
    }
}

#[expect(clippy::print_stderr, reason = "what went wrong goes to the terminal")]
fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Dev { port, data, no_reload } => {
            xtask::dev::run(&xtask::dev::Settings { port, data, reload: !no_reload })
        }
        Command::Test => xtask::test::run(),
        Command::Lint => xtask::lint::run(),
        Command::Gen { check } => xtask::r#gen::run(check),
        Command::Bench { quick } => xtask::bench::run(quick),
        Command::Token { user, data } => xtask::token::run(user.into(), &data),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

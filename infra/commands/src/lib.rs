//! Commands of `cargo xtask` and their options.
//!
//! `xtask` parses the command line before it builds anything, to report a mistake or print help. The program that
//! executes the command parses it again. So this crate needs the standard library only.

mod line;
mod spec;

use std::ffi::OsString;
use std::fmt::Display;
use std::path::PathBuf;
use std::process::ExitCode;

use line::Line;

pub use line::Stop;
pub use spec::USERS;

/// Number of ports after the API's. The local AWS takes four and the functions one.
pub const MORE_PORTS: u16 = 5;
/// Highest API port that leaves room for the others.
pub const LAST_PORT: u16 = u16::MAX - MORE_PORTS;
/// Default port of the API.
const PORT: u16 = 9000;

/// A command and its options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Runs the whole system until Ctrl-C.
    Dev(Dev),
    /// Runs every test.
    Test,
    /// Checks format, lints, documentation, dependencies and the template.
    Lint,
    /// Writes the generated files.
    Gen {
        /// True if the files are only compared.
        check: bool,
    },
    /// Checks that each statement of the policies is needed.
    Grants,
    /// Runs the benchmarks.
    Bench {
        /// True for fewer rounds.
        quick: bool,
        /// Figure or group of figures to measure; `None` for all.
        only: Option<String>,
        /// File with labelled name pairs.
        names: Option<PathBuf>,
    },
    /// Reports missing requirements of this machine.
    Doctor(System),
    /// Prints an access token.
    Token {
        /// One of [`USERS`].
        user: String,
        /// Data folder of the running `dev`.
        data: Option<PathBuf>,
    },
    /// Creates a KMS key and prints its ARN.
    HmacKeyCreate {
        /// KMS key whose policy is copied.
        like: Option<String>,
        /// Deployment to change.
        deployment: Deployment,
    },
    /// Makes a KMS key hash new API keys.
    HmacKeyUse {
        /// ARN of the KMS key.
        arn: String,
        /// User id of the admin who makes the change.
        by: String,
        /// Deployment to change.
        deployment: Deployment,
    },
    /// Makes a person a Nuvera admin.
    Admin {
        /// User id: the `sub` of the sign-in service.
        user: String,
        /// E-mail address.
        email: String,
        /// Deployment to change.
        deployment: Deployment,
    },
}

/// Ports and data folder of a `dev`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    /// Port of the API; the next [`MORE_PORTS`] ports are taken too.
    pub port: u16,
    /// Data folder; defaults to the project's.
    pub data: Option<PathBuf>,
}

/// Options of `dev`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dev {
    /// Ports and data.
    pub system: System,
    /// True if a changed source file restarts the functions.
    pub reload: bool,
    /// True if the template's request rate limits apply.
    pub throttle: bool,
    /// True if the end of standard input stops the system. The pipe closes however the program at its other end
    /// terminates.
    pub until_stdin_closes: bool,
}

/// Deployment named on the command line: a stack or a running `dev`. The stack takes precedence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Name of the stack.
    pub stack: Option<String>,
    /// Data folder of the `dev`.
    pub data: Option<PathBuf>,
}

/// Parses the arguments after the program's name.
///
/// # Errors
/// If help is requested, or an argument is missing, unknown or out of range.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, Stop> {
    let mut line = Line::read(arguments)?;
    let command = match line.path().as_slice() {
        ["dev"] => Command::Dev(Dev {
            system: system(&mut line)?,
            reload: !line.flag("no-reload"),
            throttle: !line.flag("no-throttling"),
            until_stdin_closes: line.flag("until-stdin-closes"),
        }),
        ["test"] => Command::Test,
        ["lint"] => Command::Lint,
        ["gen"] => Command::Gen { check: line.flag("check") },
        ["grants"] => Command::Grants,
        ["bench"] => {
            Command::Bench { quick: line.flag("quick"), only: line.text("only")?, names: line.path_of("names") }
        }
        ["doctor"] => Command::Doctor(system(&mut line)?),
        ["token"] => Command::Token { user: line.one_of("as", &USERS)?, data: line.path_of("data") },
        ["hmac-key", "create"] => {
            Command::HmacKeyCreate { like: line.text("like")?, deployment: deployment(&mut line)? }
        }
        ["hmac-key", "use"] => Command::HmacKeyUse {
            arn: line.operand("ARN")?,
            by: line.required("by")?,
            deployment: deployment(&mut line)?,
        },
        ["admin"] => Command::Admin {
            user: line.required("user")?,
            email: line.required("email")?,
            deployment: deployment(&mut line)?,
        },
        _ => return Err(line.wrong("which command?")),
    };
    Ok(command)
}

fn system(line: &mut Line) -> Result<System, Stop> {
    Ok(System { port: line.port("port", LAST_PORT)?.unwrap_or(PORT), data: line.path_of("data") })
}

fn deployment(line: &mut Line) -> Result<Deployment, Stop> {
    let deployment = Deployment { stack: line.text("stack")?, data: line.path_of("data") };
    if deployment.stack.is_some() && deployment.data.is_some() {
        return Err(line.wrong("--stack and --data name two deployments: give one of them"));
    }
    Ok(deployment)
}

/// Parses this process's arguments and executes the command. Prints errors to standard error.
#[expect(clippy::print_stderr, clippy::print_stdout, reason = "the output of a command")]
pub fn main<E: Display>(carry_out: impl FnOnce(Command) -> Result<(), E>) -> ExitCode {
    match parse(std::env::args_os().skip(1)) {
        Ok(command) => match carry_out(command) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        },
        Err(Stop::Help(text)) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(Stop::Wrong(text)) => {
            eprintln!("error: {text}");
            ExitCode::from(WRONG)
        }
    }
}

/// Exit code for a wrong command line, as in other programs.
const WRONG: u8 = 2;

#[cfg(test)]
mod tests;

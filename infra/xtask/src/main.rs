//! `cargo xtask`: see the library.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};
use xtask::deployment::Deployment;
use xtask::dev::{LAST_PORT, Settings, default_folder};

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
        /// Where the API listens; the local AWS and the functions take the five ports after it.
        #[arg(long, default_value_t = 9000, value_parser = clap::value_parser!(u16).range(1..=i64::from(LAST_PORT)))]
        port: u16,
        /// Where the data are kept over a restart [default: .local in the project's folder]
        #[arg(long)]
        data: Option<PathBuf>,
        /// Leave the functions running when a source file changes.
        #[arg(long)]
        no_reload: bool,
        /// Pass on as many requests a second as come, instead of as many as the template says.
        #[arg(long)]
        no_throttling: bool,
        /// Stop when standard input ends, for a program that starts this and may end in any way.
        #[arg(long, hide = true)]
        until_stdin_closes: bool,
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
    /// Takes each statement of the functions' policies away in turn; fails if a route does not miss it.
    Grants,
    /// Measures, and compares with what the numbers must be.
    Bench {
        /// Fewer rounds: under a minute.
        #[arg(long)]
        quick: bool,
        /// Labelled name pairs (schema, name1, name2, is_match, case_group) for measuring screening.
        #[arg(long, value_name = "FILE")]
        names: Option<PathBuf>,
    },
    /// Prints an access token of a demo user of a running `dev`.
    Token {
        /// Whose.
        #[arg(long = "as", value_enum)]
        user: DemoUser,
        /// The data folder of that `dev` [default: .local in the project's folder]
        #[arg(long)]
        data: Option<PathBuf>,
    },
    /// Introduces another KMS key to hash new API keys with.
    HmacKey {
        #[command(subcommand)]
        step: HmacKey,
        #[command(flatten)]
        of: Of,
    },
    /// Makes a person a Nuvera admin.
    Admin {
        /// Their user id: the `sub` of the sign-in service.
        #[arg(long)]
        user: String,
        /// Their e-mail address.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        of: Of,
    },
}

/// Which deployment.
#[derive(Args)]
struct Of {
    /// The stack of a deployment; AWS_REGION and the AWS_ credentials lead to it.
    #[arg(long, global = true, conflicts_with = "data")]
    stack: Option<String>,
    /// The data folder of a running `dev` [default: .local in the project's folder]
    #[arg(long, global = true)]
    data: Option<PathBuf>,
}

impl From<Of> for Deployment {
    fn from(of: Of) -> Self {
        of.stack.map_or_else(|| Self::Dev(of.data.unwrap_or_else(default_folder)), Self::Stack)
    }
}

#[derive(Subcommand)]
enum HmacKey {
    /// Makes a KMS key and prints its ARN.
    Create {
        /// Gives it the policy of this KMS key.
        #[arg(long)]
        like: Option<String>,
    },
    /// Has new API keys hashed with a KMS key from now on.
    Use {
        /// Its ARN.
        arn: String,
        /// The user id of the Nuvera admin who does so, for the audit history.
        #[arg(long)]
        by: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "camelCase")]
enum DemoUser {
    Partner,
    OtherPartner,
    Admin,
    SecondAdmin,
    CustomerUser,
}

impl From<DemoUser> for xtask::provision::DemoUser {
    fn from(user: DemoUser) -> Self {
        match user {
            DemoUser::Partner => Self::Partner,
            DemoUser::OtherPartner => Self::OtherPartner,
            DemoUser::Admin => Self::Admin,
            DemoUser::SecondAdmin => Self::SecondAdmin,
            DemoUser::CustomerUser => Self::CustomerUser,
        }
    }
}

#[expect(clippy::print_stderr, reason = "what went wrong goes to the terminal")]
fn main() -> ExitCode {
    let outcome = xtask::dev::stand_in_for_cargo()
        .and_then(|stood_in| if stood_in { Ok(()) } else { carry_out(Arguments::parse().command) });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(command: Command) -> Result<()> {
    match command {
        Command::Dev { port, data, no_reload, no_throttling, until_stdin_closes } => xtask::dev::run(&Settings {
            port,
            data: data.unwrap_or_else(default_folder),
            reload: !no_reload,
            throttle: !no_throttling,
            until_stdin_closes,
        }),
        Command::Test => xtask::test::run(),
        Command::Lint => xtask::lint::run(),
        Command::Grants => xtask::grants::run(),
        Command::Gen { check } => xtask::r#gen::run(check),
        Command::Bench { quick, names } => xtask::bench::run(quick, names.as_deref()),
        Command::HmacKey { step: HmacKey::Create { like }, of } => xtask::hmac_key::create(&of.into(), like.as_deref()),
        Command::HmacKey { step: HmacKey::Use { arn, by }, of } => xtask::hmac_key::introduce(&of.into(), &arn, &by),
        Command::Admin { user, email, of } => xtask::admin::appoint(&of.into(), &user, &email),
        Command::Token { user, data } => xtask::token::run(user.into(), &data.unwrap_or_else(default_folder)),
    }
}

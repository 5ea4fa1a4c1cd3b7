//! Stand-in for Cargo in `cargo lambda watch`. That starts a function with `cargo run --bin NAME` and sends all its
//! requests to that one process. This program stands in for Cargo: it builds the function if a source is newer. It
//! starts, freezes and ends the function's processes as Lambda does ([`local::lambda`]), with the credentials of its
//! own role.
//!
//! Besides, a Cargo with nothing to do uses a core for a third of a second. A function's first call would take seconds.

use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use local::lambda::{self, Function};
use tools::is_fresh;

/// Program with all functions; its argument selects one.
const PROGRAM: &str = "functions";
/// Limit of processes per function. Lambda has a thousand per account; a laptop has memory for these.
const CONCURRENCY: usize = 10;
/// Variable with the timeout of a request, in seconds.
const TIMEOUT: &str = "XTASK_FUNCTION_TIMEOUT";
/// Variable with the number of requests per process, for tests. The process ends after that many.
const ENDS_AFTER: &str = "XTASK_ENDS_AFTER";

/// Variable with the Cargo that this program stands in for.
const STANDS_IN_FOR: &str = "XTASK_STANDS_IN_FOR";

/// Returns the variables that replace Cargo by this program.
///
/// # Errors
/// If the functions are not beside this program. Cargo itself would run them with the operator's access key.
pub(super) fn as_cargo(timeout: Duration) -> Result<[(&'static str, OsString); 3]> {
    let functions = functions()?;
    ensure!(
        functions.exists(),
        "there is no {}; start the system with `cargo xtask dev`, which builds it",
        functions.display()
    );
    let timeout = timeout.as_secs().to_string();
    Ok([("CARGO", this()?.into()), (STANDS_IN_FOR, tools::cargo_program()), (TIMEOUT, timeout.into())])
}

fn this() -> Result<PathBuf> {
    std::env::current_exe().context("the path of this program")
}

/// Returns the path of the program with all functions, which is built beside this one.
fn functions() -> Result<PathBuf> {
    Ok(this()?.with_file_name(PROGRAM))
}

/// Stands in for Cargo if requested, and returns true.
///
/// # Errors
/// If the function cannot be built or run.
#[expect(clippy::disallowed_methods, reason = "a developer's tool reads the developer's environment")]
pub fn stand_in_for_cargo() -> Result<bool> {
    let Some(cargo) = std::env::var_os(STANDS_IN_FOR) else { return Ok(false) };
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let Some(name) = function(&arguments).and_then(OsStr::to_str) else {
        let mut program = Command::new(&cargo);
        let error = program.args(arguments).env("CARGO", &cargo).env_remove(STANDS_IN_FOR).exec();
        return Err(error).with_context(|| format!("{} cannot be started", program.get_program().display()));
    };
    let binary = functions()?;
    if !is_fresh(&binary) {
        let mut build = Command::new(&cargo);
        build.args(["build", "--bin", PROGRAM]).env("CARGO", &cargo).env_remove(STANDS_IN_FOR);
        // Cargo finds the project's settings there, which affect the build.
        let status = build.current_dir(tools::root()).status().context("cargo cannot be started")?;
        if !status.success() {
            bail!("{name} cannot be built");
        }
    }
    let runtime_api = std::env::var("AWS_LAMBDA_RUNTIME_API").context("no AWS_LAMBDA_RUNTIME_API")?;
    let timeout = std::env::var(TIMEOUT).context(TIMEOUT)?;
    let timeout = Duration::from_secs(timeout.parse().context(TIMEOUT)?);
    let ends_after = std::env::var(ENDS_AFTER).ok().map(|number| number.parse()).transpose().context(ENDS_AFTER)?;
    let function = Function {
        name: name.to_owned(),
        program: binary,
        arguments: vec![name.into()],
        environment: provision::roles::credentials(name).map(|(name, value)| (name.to_owned(), value.into())).into(),
        folder: tools::root(),
        concurrency: CONCURRENCY,
        timeout,
        ends_after,
    };
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(lambda::serve(function, &runtime_api))?;
    Ok(true)
}

/// Returns the function that Cargo would run with these arguments.
fn function(arguments: &[OsString]) -> Option<&OsStr> {
    match arguments {
        [run, .., bin, name] if run == "run" && bin == "--bin" => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cargo_run_is_recognized() {
        let read = |line: &str| {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            function(&arguments).map(|name| name.to_str().unwrap().to_owned())
        };
        assert_eq!(read("run --color auto --manifest-path Cargo.toml --bin health").as_deref(), Some("health"));
        assert_eq!(read("metadata --no-deps"), None);
        assert_eq!(read("build --bin health"), None);
        assert_eq!(read("run --bin health --release"), None);
    }
}

//! Stand-in for Cargo, as `cargo lambda watch` sees it. That starts a function with `cargo run --bin NAME`, and gives all its requests
//! to that one process. This program stands in for Cargo: it builds the function where a source is newer, and runs it in
//! processes that are started, frozen and ended as on Lambda ([`local::lambda`]), with the credentials of its own role.
//!
//! Besides, a Cargo that finds nothing to do takes a third of a second of a core, so that a function's first call would
//! take seconds.

use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use local::lambda::{self, Function};
use tools::{debug_binary, is_fresh};

/// All functions in one program, told by its argument which one it is.
const PROGRAM: &str = "functions";
/// Most processes that one function has at a time. Lambda has a thousand an account; a laptop has memory for these.
const CONCURRENCY: usize = 10;
/// Variable with the timeout of a request, in seconds.
const TIMEOUT: &str = "XTASK_FUNCTION_TIMEOUT";
/// Variable with the number of requests after which each process is ended, for tests.
const ENDS_AFTER: &str = "XTASK_ENDS_AFTER";

/// The variable that makes this program stand in for the Cargo that it names.
const STANDS_IN_FOR: &str = "XTASK_STANDS_IN_FOR";

/// The variables with which a program takes this one, as it was just built, for Cargo.
pub(super) fn as_cargo(timeout: Duration) -> Vec<(&'static str, OsString)> {
    let this = debug_binary("dev");
    if !this.exists() {
        // Built for another target or into another folder: then Cargo itself, which knows where.
        return Vec::new();
    }
    let timeout = timeout.as_secs().to_string();
    vec![("CARGO", this.into()), (STANDS_IN_FOR, tools::cargo_program()), (TIMEOUT, timeout.into())]
}

/// Does what Cargo would, and returns true, where this program stands in for it.
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
    let binary = debug_binary(PROGRAM);
    if !is_fresh(&binary) {
        let mut build = Command::new(&cargo);
        build.args(["build", "--bin", PROGRAM]).env("CARGO", &cargo).env_remove(STANDS_IN_FOR);
        // Where Cargo finds the project's settings, which a build depends on.
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

/// The function that these arguments have Cargo run.
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

//! Runs the function named by the first argument.

use std::process::ExitCode;

#[expect(clippy::print_stderr, reason = "what went wrong goes to the log")]
fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let found = functions::all().into_iter().find(|(id, _)| *id == name);
    let Some((_, endpoint)) = found else {
        eprintln!("error: there is no function {name:?}");
        return ExitCode::FAILURE;
    };
    runtime::serve(endpoint)
}

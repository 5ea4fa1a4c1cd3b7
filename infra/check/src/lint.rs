//! `cargo xtask lint`: format, lints, documentation, dependencies, the template.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, anyhow, bail};

use tools::say;

/// The release of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";
/// The documentation is for maintainers, so it may lead to what is private.
const RUSTDOC: &str = "--deny warnings --allow rustdoc::private_intra_doc_links";
/// What judges the template.
const TEMPLATE_LINTERS: [&str; 2] = ["cfn-lint==1.58.0", "aws-sam-cli==1.170.0"];

/// Runs every lint; the first that finds something ends the run.
///
/// # Errors
/// Where a lint finds something, or cannot be run.
pub fn run() -> Result<()> {
    generate::run(true)?;
    // One core is enough for it, while Cargo compiles.
    let linting = std::thread::spawn(|| template(&tools::python("template-linters", &TEMPLATE_LINTERS)?));
    cargo(&["fmt", "--all", "--check"], &[])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"], &[])?;
    // A function's binary is one line, which would be documented for as long as a library.
    cargo(&["doc", "--workspace", "--lib", "--no-deps", "--document-private-items"], &[("RUSTDOCFLAGS", RUSTDOC)])?;
    dependencies()?;
    linting.join().map_err(|_| anyhow!("linting the template failed"))?
}

fn cargo(arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    step(tools::cargo().args(arguments).envs(environment.iter().copied()))
}

fn step(command: &mut Command) -> Result<()> {
    let shown = tools::display(command);
    say(&format!("Running {shown}"));
    let status = command.current_dir(tools::root()).status().with_context(|| format!("{shown} cannot be started"))?;
    if status.success() { Ok(()) } else { bail!("{shown} found something") }
}

fn dependencies() -> Result<()> {
    let folder = tools::cargo_deny(CARGO_DENY)?;
    let program = folder.join("cargo-deny");
    step(Command::new(&program).args(["check", "bans", "licenses", "sources"]))?;
    // The advisory database lies in a repository that not every machine reaches.
    let fetched = Command::new(&program).arg("fetch").current_dir(tools::root()).output();
    if fetched.is_ok_and(|output| output.status.success()) {
        return step(Command::new(&program).args(["check", "--disable-fetch", "advisories"]));
    }
    say("The advisory database cannot be reached: advisories are not checked here.");
    Ok(())
}

fn template(bin: &Path) -> Result<()> {
    let run = |program: &str, arguments: &[&str]| {
        step(
            Command::new(bin.join(program))
                .args(arguments)
                .env("AWS_DEFAULT_REGION", "eu-central-1")
                .env("SAM_CLI_TELEMETRY", "0"),
        )
    };
    let file = Path::new("infra/template.yaml").display().to_string();
    run("cfn-lint", &[&file])?;
    run("sam", &["validate", "--lint"])
}

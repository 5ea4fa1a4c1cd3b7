//! `cargo xtask lint`: format, lints, documentation, dependencies, the template.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, anyhow, bail};

use tools::say;

/// Release of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";
/// Flags of rustdoc. The documentation is for maintainers, so it may link to private items.
const RUSTDOC: &str = "--deny warnings --allow rustdoc::private_intra_doc_links";
/// Linters of the template.
const TEMPLATE_LINTERS: [&str; 2] = ["cfn-lint==1.58.0", "aws-sam-cli==1.170.0"];

/// Runs every lint until one fails.
///
/// # Errors
/// If a lint fails or cannot be run.
pub fn run() -> Result<()> {
    generate::run(true)?;
    // Linting the template takes one core while Cargo compiles.
    let linting = std::thread::spawn(|| template(&tools::python("template-linters", &TEMPLATE_LINTERS)?));
    cargo(&["fmt", "--all", "--check"], &[])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"], &[])?;
    // Libraries only: documenting a function's one-line binary takes as long as a library.
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
    // Some machines cannot reach the repository of the advisory database.
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

//! `cargo xtask dev`: the whole system on one machine, until Ctrl-C.

mod demo;
mod description;
mod watch;

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use local::{Options, Ports, SignInClient, Stack};

pub use description::Description;
pub use watch::Watch;

use crate::provision::{CLIENT_ID, DemoUser, provision};
use crate::tools::{self, say};

/// Ports that the local AWS takes behind the API's.
const AWS_PORTS: u16 = 4;

/// What the system is run with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the API listens; the local AWS takes the four ports after it.
    pub port: u16,
    /// Where the data are kept.
    pub data: PathBuf,
    /// Whether a changed source file restarts the functions.
    pub reload: bool,
}

/// Runs the system until Ctrl-C.
///
/// # Errors
/// Where a tool is missing, a port is taken, the build fails or a part does not come up.
pub fn run(settings: &Settings) -> Result<()> {
    let port = settings.port;
    let Some(last) = port.checked_add(AWS_PORTS) else { bail!("--port must be at most {}", u16::MAX - AWS_PORTS) };
    let data = std::path::absolute(&settings.data)?;
    std::fs::create_dir_all(&data).with_context(|| format!("cannot make the folder {}", data.display()))?;
    watch::end_orphan(&data)?;
    for port in port..=last {
        TcpListener::bind(("127.0.0.1", port)).with_context(|| {
            format!("port {port} cannot be used; choose others with --port N (N to N+{AWS_PORTS} are taken)")
        })?;
    }
    let lambda = tools::cargo_lambda()?;
    build()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(&Settings { data, ..settings.clone() }, lambda))
}

/// Builds all functions, so that the first call of each need not.
///
/// # Errors
/// Where the build fails.
pub fn build() -> Result<()> {
    say("Building (the first time takes some minutes)");
    let built = tools::cargo().args(["build", "--bins"]).status().context("cargo cannot be started")?;
    if built.success() { Ok(()) } else { bail!("the build failed") }
}

/// Where a browser comes back to from signing in.
#[must_use]
pub fn redirect_uri(base_url: &str) -> String {
    format!("{base_url}/console/callback")
}

async fn serve(settings: &Settings, lambda: PathBuf) -> Result<()> {
    let Settings { port, data, reload } = settings;
    // Before anything is started, so that a signal in between is not missed.
    let mut interrupted = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let base_url = format!("http://127.0.0.1:{port}");
    let stack = start_stack(*port, data, &base_url).await?;
    let environment = provision(stack.endpoints(), &base_url).await.context("the local AWS could not be filled")?;
    say("Starting the functions");
    let mut watch = Watch::start(*port, data, &lambda, &environment, *reload)?;
    let outcome = tokio::select! {
        outcome = announce(&mut watch, &stack, &base_url, data) => outcome,
        _ = interrupted.recv() => Ok(false),
        _ = terminated.recv() => Ok(false),
    };
    let outcome = match outcome {
        Ok(true) => tokio::select! {
            status = watch.ended() => Err(anyhow::anyhow!("cargo lambda watch ended by itself: {status:?}; see {}", watch.log().display())),
            _ = interrupted.recv() => Ok(()),
            _ = terminated.recv() => Ok(()),
        },
        Ok(false) => Ok(()),
        Err(error) => Err(error),
    };
    say("\nStopping");
    watch.stop().await?;
    stack.stop().await;
    outcome
}

async fn start_stack(port: u16, data: &Path, base_url: &str) -> Result<Stack> {
    let options = Options {
        data: Some(data.join("aws")),
        ports: Ports::From(port + 1),
        users: DemoUser::ALL.map(DemoUser::sign_in).to_vec(),
        client: SignInClient {
            client_id: CLIENT_ID.to_owned(),
            redirect_uris: vec![redirect_uri(base_url)],
            logout_uris: vec![format!("{base_url}/console")],
        },
        ..Options::default()
    };
    Stack::start(options).await.context("the local AWS did not start")
}

/// Waits until all is up, then tells how to use it.
async fn announce(watch: &mut Watch, stack: &Stack, base_url: &str, data: &Path) -> Result<bool> {
    watch.ready(base_url).await?;
    let description = Description::new(base_url, stack.endpoints());
    let demo = demo::application(base_url, stack, data).await.context("the demo application could not be created")?;
    description.write(data)?;
    description.print(data, &demo);
    Ok(true)
}

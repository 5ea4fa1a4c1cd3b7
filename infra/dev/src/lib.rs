//! `cargo xtask dev`: the whole system on one machine, until Ctrl-C.

mod demo;
mod description;
mod folder;
mod function;
mod watch;
mod watched;

use std::io::Read as _;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use commands::Dev;
use doctor::{Reserved, invoke};
use local::gateway::{CargoLambda, Gateway};
use local::{Options, Ports, SignInClient, Stack};
use provision::{CLIENT_ID, DemoUser, api, hmac_keys, provision, roles};

pub use description::Description;
pub use function::stand_in_for_cargo;

use folder::Folder;
use watch::Watch;

use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tools::say;

/// Runs the system until Ctrl-C.
///
/// # Errors
/// If a tool is missing, a port is taken, the build fails or a part does not start.
pub fn run(dev: &Dev) -> Result<()> {
    let folder = Folder::open(&dev.system.data.clone().unwrap_or_else(tools::data_folder), dev.reload)?;
    let ended_orphan = watch::end_orphan(folder.path())?;
    Description::remove(folder.path());
    let ports = Reserved::new(dev.system.port, ended_orphan)?;
    let lambda = tools::cargo_lambda()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(dev, folder.path(), ports, &lambda))
}

/// Returns the URL that the browser is redirected to after sign-in.
#[must_use]
pub fn redirect_uri(base_url: &str) -> String {
    format!("{base_url}/console/callback")
}

async fn serve(dev: &Dev, data: &Path, ports: Reserved, lambda: &Path) -> Result<()> {
    let port = dev.system.port;
    // Before anything starts, to miss no signal.
    let mut end = End::new(dev.until_stdin_closes)?;
    let base_url = format!("http://127.0.0.1:{port}");
    log_to(&data.join("local.log"))?;
    drop(ports);
    let stack = start_stack(port, data, &base_url).await?;
    let cursor_key = folder::cursor_key(data)?;
    let environment =
        provision(stack.endpoints(), &base_url, cursor_key).await.context("the local AWS could not be filled")?;
    let hmac_keys = hmac_keys(stack.endpoints()).await.context("the local HMAC keys could not be listed")?;
    roles::enforce(stack.iam(), &hmac_keys).context("the template's policies could not be taken over")?;
    let functions = Arc::new(CargoLambda::new(invoke(port))?);
    let api = api::settings(&hmac_keys, functions, dev.throttle);
    let api = api.context("the template's API could not be taken over")?;
    say("Starting the functions");
    let mut watch = Watch::start(invoke(port), data, lambda, &environment, dev.reload)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.with_context(|| format!("port {port}"))?;
    let gateway = tokio::spawn(Gateway::new(listener, api).serve());
    let up = tokio::select! {
        outcome = announce(&mut watch, &stack, &base_url, data) => outcome.map(|()| true),
        () = end.asked() => Ok(false),
    };
    let outcome = match up {
        Ok(true) => tokio::select! {
            status = watch.ended() => Err(ended(&watch, status)),
            () = end.asked() => Ok(()),
        },
        Ok(false) => Ok(()),
        Err(error) => Err(error),
    };
    say("\nStopping");
    // First, since others must not take the system for running.
    Description::remove(data);
    gateway.abort();
    watch.stop().await?;
    stack.stop().await;
    outcome
}

/// Makes the gateway and the local AWS log refused requests. An example is a call that a role does not allow.
fn log_to(path: &Path) -> Result<()> {
    let file = std::fs::File::create(path).with_context(|| path.display().to_string())?;
    tracing_subscriber::fmt().with_ansi(false).with_writer(std::sync::Mutex::new(file)).init();
    Ok(())
}

fn ended(watch: &Watch, status: Result<std::process::ExitStatus>) -> anyhow::Error {
    let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
    anyhow::anyhow!("cargo lambda watch ended by itself ({how}); see {}", watch.log().display())
}

/// Stop signals: Ctrl-C, SIGTERM, or the end of standard input.
struct End {
    interrupted: Signal,
    terminated: Signal,
    closed: Option<oneshot::Receiver<()>>,
}

impl End {
    fn new(until_stdin_closes: bool) -> Result<Self> {
        Ok(Self {
            interrupted: signal(SignalKind::interrupt())?,
            terminated: signal(SignalKind::terminate())?,
            closed: until_stdin_closes.then(stdin_closed),
        })
    }

    async fn asked(&mut self) {
        let closed = async {
            match &mut self.closed {
                Some(closed) => drop(closed.await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupted.recv() => {}
            _ = self.terminated.recv() => {}
            () = closed => {}
        }
    }
}

fn stdin_closed() -> oneshot::Receiver<()> {
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        let mut rest = [0; 64];
        while std::io::stdin().lock().read(&mut rest).is_ok_and(|read| read > 0) {}
        drop(sender);
    });
    receiver
}

async fn start_stack(port: u16, data: &Path, base_url: &str) -> Result<Stack> {
    let aws = data.join("aws");
    demo::forget_without_aws(data, &aws)?;
    let options = Options {
        data: Some(aws),
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

/// Waits until the system is ready, then prints how to use it.
async fn announce(watch: &mut Watch, stack: &Stack, base_url: &str, data: &Path) -> Result<()> {
    watch.ready(base_url).await?;
    let description = Description::new(base_url, stack.endpoints());
    let demo = demo::application(base_url, stack, data).await.context("the demo application could not be created")?;
    description.write(data)?;
    description.print(data, &demo);
    if let Some(warning) = doctor::too_few()? {
        say(&warning);
    }
    Ok(())
}

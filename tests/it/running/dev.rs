//! Running `cargo xtask dev`.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use serde_json::Value;

use super::{http, secrets};
use crate::support::{Call, Reply};

/// Timeout of a built system's start, on a busy machine.
const START: Duration = Duration::from_secs(120);
const STOP: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// Ports of one system.
pub(crate) const PORTS: u16 = 6;

/// Running system. It ends with this process, because its standard input is a pipe from here.
pub(crate) struct Dev {
    pub(crate) port: u16,
    pub(crate) data: PathBuf,
    /// Content of `dev.json`.
    pub(crate) description: Value,
    child: Mutex<Child>,
    group: Pid,
    _stdin: ChildStdin,
}

/// Returns the `xtask` program, after a build of everything.
pub(crate) fn xtask() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        tools::build(tools::Bins::All).unwrap();
        tools::target().join("debug/xtask")
    })
}

/// Polls a condition of other processes, which notify nobody; panics with `what` after `limit`.
#[track_caller]
pub(crate) fn wait(limit: Duration, what: &str, mut so: impl FnMut() -> bool) {
    let until = Instant::now() + limit;
    while !so() {
        assert!(Instant::now() < until, "not within {limit:?}: {what}");
        std::thread::sleep(POLL);
    }
}

/// Returns a folder of this test run. It stays for inspection until the next run.
pub(crate) fn folder(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let run = FOLDER.get_or_init(|| {
        let all = Path::new(env!("CARGO_TARGET_TMPDIR"));
        for entry in fs::read_dir(all).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap_or_default();
            let run = name.strip_prefix("gateway-").filter(|id| !Path::new("/proc").join(id).exists());
            if run.is_some() {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        all.join(format!("gateway-{}", std::process::id()))
    });
    let folder = run.join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Returns a port with enough free ones after it, below the operating system's ephemeral ports.
pub(crate) fn free_port() -> u16 {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    let mut given = GIVEN.lock().unwrap();
    let start = u16::try_from(std::process::id() % 1_100).unwrap();
    let candidates = (0..1_100).map(|step| 21_000 + (start + step) % 1_100 * 10);
    let free = |port: &u16| (*port..*port + PORTS).all(is_free);
    let port = candidates.filter(|port| !given.contains(port)).find(free).expect("no free ports");
    given.insert(port);
    port
}

pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

impl Dev {
    /// Returns the system shared by all tests that do not end it.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Dev> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(free_port(), &folder("shared")))
    }

    /// Starts a system and waits until it is ready.
    pub(crate) fn start(port: u16, folder: &Path) -> Self {
        Self::start_with(port, folder, &[])
    }

    /// Starts a system with additional environment variables and waits until it is ready.
    pub(crate) fn start_with(port: u16, folder: &Path, variables: &[(&str, &str)]) -> Self {
        let data = folder.join("data");
        // Output of an earlier start is kept for the search.
        let log = |name: &str| File::options().create(true).append(true).open(folder.join(name)).unwrap();
        let json = data.join("dev.json");
        // Leftover of a killed run.
        let before = written(&json);
        let mut child = Command::new(xtask())
            .args([
                "dev",
                "--no-reload",
                "--no-throttling",
                "--until-stdin-closes",
                "--port",
                &port.to_string(),
                "--data",
            ])
            .arg(&data)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(log("dev.out"))
            .stderr(log("dev.err"))
            .process_group(0)
            .spawn()
            .unwrap();
        let group = Pid::from_raw(i32::try_from(child.id()).unwrap());
        let stdin = child.stdin.take().unwrap();
        let said = || fs::read_to_string(folder.join("dev.err")).unwrap();
        let until = Instant::now() + START;
        while written(&json).is_none_or(|now| Some(now) == before) {
            if let Some(status) = child.try_wait().unwrap() {
                panic!("dev ended with {status}:\n{}", said());
            }
            assert!(Instant::now() < until, "dev is not ready after {START:?}:\n{}", said());
            std::thread::sleep(POLL);
        }
        let description = serde_json::from_str(&fs::read_to_string(&json).unwrap()).unwrap();
        let demo = |name: &str| fs::read_to_string(data.join("demo").join(name)).unwrap();
        secrets::api_key(&demo("api-key"));
        secrets::private_key(&demo("private.pem"));
        Self { port, data, description, child: Mutex::new(child), group, _stdin: stdin }
    }

    /// Sends a request unchanged.
    #[track_caller]
    pub(crate) fn send(&self, call: &Call) -> Reply {
        self.try_send(call).unwrap_or_else(|error| panic!("{} {}: {error}", call.method, call.uri))
    }

    pub(crate) fn try_send(&self, call: &Call) -> std::io::Result<Reply> {
        http::exchange(&mut http::connect(self.port)?, &http::bytes(call))
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns the folder with everything that this system wrote.
    pub(crate) fn folder(&self) -> &Path {
        self.data.parent().unwrap()
    }

    /// Presses Ctrl-C and waits for the end.
    pub(crate) fn interrupt(&self) -> ExitStatus {
        killpg(self.group, Signal::SIGINT).unwrap();
        self.wait()
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().unwrap()
    }

    fn wait(&self) -> ExitStatus {
        let mut status = None;
        wait(STOP, "dev's end", || {
            status = self.child().try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    /// Kills `dev` alone; its functions stay.
    pub(crate) fn kill_dev(&self) {
        kill(self.group, Signal::SIGKILL).unwrap();
        self.wait();
    }

    /// Kills every process of the system at once.
    pub(crate) fn kill_everything(&self) {
        let processes = self.processes();
        assert!(processes.len() >= 3, "dev, the emulator and at least one function: {processes:?}");
        for process in processes {
            // A process may already have ended.
            let _ = kill(process, Signal::SIGKILL);
        }
        self.wait();
        wait(STOP, "the end of all processes", || self.processes().is_empty());
        // A killed process keeps its ports until its last thread has ended.
        wait(STOP, "free ports", || (self.port..self.port + PORTS).all(is_free));
    }

    /// Returns the processes of `dev`, the emulator and the functions.
    pub(crate) fn processes(&self) -> Vec<Pid> {
        let endpoint = self.endpoint();
        let port = format!("\0--invoke-port\0{}\0", self.port + PORTS - 1);
        let mut processes = living(|id| contains(id, "environ", &endpoint) || contains(id, "cmdline", &port));
        processes.extend(living(|id| id == self.group.as_raw()));
        processes
    }

    /// Returns a variable that identifies this system's functions.
    fn endpoint(&self) -> String {
        format!("AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:{}\0", self.port + 1)
    }

    /// Returns an environment variable of a running function.
    pub(crate) fn variable(&self, name: &str) -> String {
        let function = living(|id| contains(id, "environ", &self.endpoint()))[0];
        let environment = fs::read_to_string(format!("/proc/{function}/environ")).unwrap();
        let found = environment.split('\0').find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        found.unwrap().to_owned()
    }

    /// Asserts that the system's output and files, including its database, contain no used secret.
    #[track_caller]
    pub(crate) fn assert_silent(&self) {
        let allowed = self.data.join("demo");
        let mut found = secrets::found(self.folder());
        // `dev` stores the demo application's secrets here for the developer.
        found.retain(|place| !place.starts_with(allowed.to_str().unwrap()));
        assert_eq!(found, Vec::<String>::new(), "secrets were written");
    }
}

fn written(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|about| about.modified()).ok()
}

fn contains(id: i32, file: &str, text: &str) -> bool {
    let content = fs::read(format!("/proc/{id}/{file}")).unwrap_or_default();
    String::from_utf8_lossy(&content).contains(text)
}

/// Returns the wanted processes that are alive. Ended processes remain as zombies until waited for.
fn living(wanted: impl Fn(i32) -> bool) -> Vec<Pid> {
    let ids = fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let lives = |id: &i32| {
        let about = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        about.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
    };
    ids.filter(|id| wanted(*id)).filter(lives).map(Pid::from_raw).collect()
}

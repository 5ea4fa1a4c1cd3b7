//! Programs of the guides, run unchanged, in each language with each size of key.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use provision::DemoUser;

use super::dev::{Dev, folder};
use super::partner::access_token;
use super::secrets;
use crate::support::SigningKey;

mod defaults;
mod retrying;
mod uploading;

/// Languages of the guides' programs, by the ends of their files' names.
const LANGUAGES: [&str; 4] = ["mjs", "py", "go", "sh"];

/// Folder of the guides' programs.
fn programs() -> PathBuf {
    tools::root().join("functions/pages/guides/programs")
}

/// Runs a program in a folder, with the variables that the guides name, and returns what it printed.
#[track_caller]
pub(crate) fn run(program: &mut Command, folder: &Path, dev: &Dev, more: &[(&str, &str)]) -> String {
    let output = program
        .current_dir(folder)
        .env("BASE_URL", dev.base_url())
        .envs(more.iter().copied())
        // A proxy of the environment cannot reach this machine.
        .envs(["no_proxy", "NO_PROXY"].map(|name| (name, "127.0.0.1")))
        .output()
        .unwrap();
    let (printed, complaint) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    fs::write(folder.join("output"), format!("{printed}{complaint}")).unwrap();
    assert!(output.status.success(), "{program:?}\n{printed}{complaint}");
    printed
}

/// Returns a new folder with every program.
fn folder_of_programs(name: &str) -> PathBuf {
    let folder = folder(name);
    for program in fs::read_dir(programs()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(program.path(), folder.join(program.file_name())).unwrap();
    }
    folder
}

/// Returns a folder with an application's secrets, as `create-application.sh` leaves them, and every program.
pub(crate) fn application(dev: &Dev, name: &str, bits: &str) -> PathBuf {
    let folder = folder_of_programs(name);
    let token = access_token(dev, DemoUser::Partner);
    let more = [("ACCESS_TOKEN", token.as_str()), ("BITS", bits), ("NAME", name)];
    let mut create = Command::new("bash");
    let printed = run(create.arg("create-application.sh"), &folder, dev, &more);
    assert_eq!(printed, "created: the secrets are in private.pem and api-key\n");
    let secret = |name: &str| {
        let path = folder.join(name);
        assert_eq!(
            path.metadata().unwrap().permissions().mode() & 0o777,
            0o600,
            "{name} is readable by its owner only"
        );
        fs::read_to_string(path).unwrap()
    };
    secrets::api_key(secret("api-key").trim());
    secrets::private_key(&secret("private.pem"));

    // The key is shown once, so a second run in the same folder must not overwrite it.
    let again = Command::new("bash")
        .arg("create-application.sh")
        .current_dir(&folder)
        .envs([("BASE_URL", "http://127.0.0.1:1"), ("ACCESS_TOKEN", "none")])
        .output()
        .unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("there is an api-key in this folder already"));
    folder
}

/// Asserts that a customer was taken from draft to review in seven calls.
#[track_caller]
fn assert_seven_calls(printed: &str) {
    let id = printed.lines().nth(2).and_then(|line| line.strip_prefix("201 POST /api/v1/customers ")).unwrap_or("none");
    assert!(id.starts_with("cus_"), "{printed}");
    let expected = [
        "200 GET /api/v1/reference/countries".to_owned(),
        "200 GET /api/v1/reference/industries".to_owned(),
        format!("201 POST /api/v1/customers {id}"),
        "200 GET /api/v1/customers?limit=5&status=DRAFT".to_owned(),
        format!("200 GET /api/v1/customers/{id} {id}"),
        format!("200 PATCH /api/v1/customers/{id} {id}"),
        format!("200 POST /api/v1/customers/{id}/submit {id}"),
    ];
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
}

/// Returns the command that runs a program. Fetches libraries first; Node looks for them beside the program.
fn runner(name: &str, folder: &Path) -> Command {
    static LIBRARIES: OnceLock<[PathBuf; 3]> = OnceLock::new();
    let [python, node, go] = LIBRARIES.get_or_init(|| {
        let python = tools::python("python-client", &["pyjwt[crypto]"]).unwrap().join("python");
        [
            python,
            tools::node("node-client", &["jose", "jsonwebtoken"]).unwrap().join("node_modules"),
            tools::go().unwrap(),
        ]
    });
    let command = |program: &Path| Command::new(program);
    let mut command = match name.rsplit_once('.').unwrap().1 {
        "mjs" => {
            let beside = folder.join("node_modules");
            if !beside.exists() {
                std::os::unix::fs::symlink(node, beside).unwrap();
            }
            command(Path::new("node"))
        }
        "py" => command(python),
        "sh" => command(Path::new("bash")),
        "go" => {
            let mut go = command(go);
            go.arg("run").env("GOCACHE", tools::go_cache()).env("GOTOOLCHAIN", "local");
            // Every other program uses the client.
            if name != "first-call.go" {
                go.arg("client.go");
            }
            go
        }
        other => panic!("no command runs {other}"),
    };
    command.arg(name);
    command
}

fn assert_clients_succeed(bits: &str) {
    let dev = Dev::shared();
    let folder = application(dev, &format!("clients-{bits}"), bits);
    for name in LANGUAGES.map(|language| format!("customer.{language}")) {
        let printed = run(&mut runner(&name, &folder), &folder, dev, &[]);
        assert_seven_calls(&printed);
        let output = fs::read_to_string(folder.join("output")).unwrap();
        assert_eq!(output, printed, "{name} wrote to standard error");
    }
    assert_no_secret_printed(dev, &folder);
}

#[test]
fn the_clients_of_the_guides_succeed_with_keys_of_2048_bits() {
    assert_clients_succeed("2048");
}

#[test]
fn the_clients_of_the_guides_succeed_with_keys_of_3072_bits() {
    assert_clients_succeed("3072");
}

#[test]
fn the_clients_of_the_guides_succeed_with_keys_of_4096_bits() {
    assert_clients_succeed("4096");
}

/// A client's error message suffices for a fix and contains no secret.
#[test]
fn a_client_of_the_guides_says_what_was_refused() {
    let dev = Dev::shared();
    let folder = application(dev, "clients-refused", "2048");
    let other = SigningKey::generate().private_pem();
    secrets::private_key(&other);
    fs::write(folder.join("private.pem"), other).unwrap();
    for name in LANGUAGES.map(|language| format!("customer.{language}")) {
        let mut program = runner(&name, &folder);
        program.current_dir(&folder).envs([("BASE_URL", dev.base_url().as_str()), ("no_proxy", "127.0.0.1")]);
        let output = program.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(output.stdout, b"", "{name}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("401 GET /api/v1/reference/countries"), "{name}: {said}");
        assert!(said.contains("signature_invalid"), "{name}: {said}");
        assert!(said.contains("no signing key of the application verifies"), "{name}: {said}");
        fs::write(folder.join(format!("{name}.output")), said).unwrap();
    }
    assert_no_secret_printed(dev, &folder);
}

/// Programs that the console shows, with the values of the files.
#[test]
fn the_first_call_is_accepted_in_each_language() {
    let dev = Dev::shared();
    let folder = application(dev, "clients-first-call", "2048");
    let api_key = fs::read_to_string(folder.join("api-key")).unwrap();
    let variables = [
        ("NUVERA_URL", dev.base_url()),
        ("NUVERA_API_KEY", api_key),
        ("NUVERA_PRIVATE_KEY_FILE", "private.pem".into()),
    ];
    let lines = variables.each_ref().map(|(name, value)| format!("{name}={}\n", value.trim()));
    fs::write(folder.join("nuvera.env"), lines.concat()).unwrap();
    for name in LANGUAGES.map(|language| format!("first-call.{language}")) {
        let variables = variables.each_ref().map(|(name, value)| (*name, value.trim()));
        let printed = run(&mut runner(&name, &folder), &folder, dev, &variables);
        assert!(printed.contains("\"accepted\":true"), "{name}: {printed}");
    }
    fs::remove_file(folder.join("nuvera.env")).unwrap();
    assert_no_secret_printed(dev, &folder);
}

/// Searches what the programs printed and the system wrote, once the programs' own secrets are removed.
fn assert_no_secret_printed(dev: &Dev, folder: &Path) {
    for kept in ["api-key", "private.pem", "node_modules"].map(|name| folder.join(name)) {
        // Node's libraries exist if Node ran.
        if kept.exists() {
            fs::remove_file(kept).unwrap();
        }
    }
    assert_eq!(secrets::found(folder), Vec::<String>::new());
    dev.assert_silent();
}

//! Partners in the browser: creating an application and calling the API with it.

use std::path::Path;
use std::process::{Command, Output};

use provision::DemoUser;
use serde_json::{Value, json};

use super::window::Window;
use crate::running::partner::Partner;
use crate::running::secrets;
use crate::support::SigningKey;

/// Languages of the dialog's programs, with their file names.
const LANGUAGES: [(&str, &str); 4] =
    [("curl", "first-call.sh"), ("Node", "first-call.mjs"), ("Python", "first-call.py"), ("Go", "first-call.go")];

/// Opens the page of a new application of the demo partner.
pub(super) fn application(window: &Window) -> Partner {
    let partner = Partner::new(window.dev);
    window.sign_in(DemoUser::Partner, &format!("/console/applications/{}", partner.id));
    window.sees("Refused requests, last 7 days");
    partner
}

/// Completes the four steps with a generated key pair, up to the open dialog with the API key.
pub(super) fn create(window: &Window, name: &str, preset: &str) {
    window.press("Create API application");
    steps(window, name, preset);
}

/// Creates an application for a partner, from the organization's page.
pub(super) fn create_for(window: &Window, button: &str, name: &str) {
    window.press(button);
    steps(window, name, "Payments worker");
}

fn steps(window: &Window, name: &str, preset: &str) {
    window.fill("Name", name);
    window.press("Continue");
    window.press("Generate key pair");
    window.sees("Key pair ready");
    window.press("Continue");
    window.press(preset);
    window.press("Continue");
    window.press("Create API application");
    window.sees("Store your API key now");
}

/// Returns the shown API key.
pub(super) fn shown_key(window: &Window) -> String {
    let key = window.text("#api-key");
    secrets::api_key(&key);
    key
}

pub(super) fn store(window: &Window) {
    window.tick("I have stored it");
    window.press("Done");
    window.closed();
}

/// Asserts that a formerly shown API key is neither on this page, nor in its history, nor in any storage.
#[track_caller]
pub(super) fn forgotten(window: &Window, api_key: &str) {
    let kept = include_str!("scripts/kept.js");
    let judge = |step: &str| {
        window.settled();
        let script = format!("return (async function () {{ {kept} }})(...arguments)");
        assert_eq!(window.browser.script(&script, &[api_key.into()]), json!([]), "after: {step}");
    };
    judge("leaving the dialog");
    window.browser.reload();
    judge("reload");
    for step in ["back", "further back", "forward", "further forward"] {
        if step.ends_with("back") {
            window.browser.back();
        } else {
            window.browser.forward();
        }
        judge(step);
    }
    // Returning from another document may use the browser's page cache.
    window.go("/reference");
    window.browser.back();
    judge("back from another document");
}

#[track_caller]
fn succeeds(output: &Output, name: &str) -> String {
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name}: {said}");
    said
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).envs(["no_proxy", "NO_PROXY"].map(|name| (name, "127.0.0.1")));
    command.env("GOCACHE", tools::go_cache()).env("GOTOOLCHAIN", "local").output().unwrap()
}

#[test]
fn the_shown_programs_call_the_api_with_a_new_application() {
    let window = Window::signed_in("create", DemoUser::Partner, "/console");
    create(&window, "Payments worker: production", "Onboarding");
    let api_key = shown_key(&window);

    // Only its own button closes the dialog, after confirming that the key is stored.
    window.browser.press("\u{E00C}");
    window.browser.press("\u{E00C}");
    let stays = "return document.querySelector('dialog[open]') !== null
        && [...document.querySelectorAll('dialog button')].find((each) => each.textContent === 'Done').disabled";
    assert_eq!(window.browser.script(stays, &[]), Value::Bool(true));

    window.press("Copy API key");
    window.sees("Copied");
    window.press("Download as .env");
    window.press("Show a signed request for curl, Node, Python, Go");
    for (language, file) in LANGUAGES {
        window.press(language);
        window.text("[role=tabpanel] pre");
        let program = window.browser.script("return document.querySelector('[role=tabpanel] pre').textContent", &[]);
        let program = program.as_str().unwrap();
        assert!(!program.contains(&api_key) && !program.contains("{{"), "{language}: {program}");
        assert!(!program.contains("nuvera.env") && !program.contains("signature/diagnose"), "{language}: {program}");
        window.press(&format!("Download {file}"));
        assert_eq!(window.saved(file, "").0, program);
    }
    store(&window);

    let (private_key, pem) = window.saved("payments-worker-production-", ".pem");
    secrets::private_key(&private_key);
    assert!(private_key.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    let (env, env_file) = window.saved("payments-worker-production-", ".env");
    assert!(env.contains(&api_key) && env.contains(&pem));
    assert_eq!(env_file, format!("payments-worker-production-{}.env", &api_key[api_key.len() - 4..]));

    let folder = window.downloads.as_path();
    let node = tools::node("node-client", &["jose"]).unwrap().join("node_modules");
    let python = tools::python("python-client", &["pyjwt[crypto]"]).unwrap().join("python");
    std::os::unix::fs::symlink(node, folder.join("node_modules")).unwrap();
    let with_env = |program: &Path, rest: &str| {
        let command = format!("set -a; . ./{env_file}; {} {rest}", program.display());
        run(folder, "bash", &["-c", &command])
    };
    for (name, output) in [
        ("curl", run(folder, "bash", &["first-call.sh"])),
        ("Node", run(folder, "node", &[&format!("--env-file={env_file}"), "first-call.mjs"])),
        ("Python", with_env(&python, "first-call.py")),
        ("Go", with_env(&tools::go().unwrap(), "run first-call.go")),
    ] {
        assert!(succeeds(&output, name).contains("\"items\":"), "{name}");
    }

    // The shown command prints the shown fingerprint.
    let command = format!("openssl pkey -in {pem} -pubout -outform DER | openssl dgst -sha256 -r");
    let printed = succeeds(&run(folder, "bash", &["-c", &command]), "openssl");
    assert!(pem.ends_with(&format!("-{}.pem", &printed[..8])), "{pem} names the key");
    window.sees(&format!("{} {} … {}", &printed[..4], &printed[4..8], &printed[60..64]));

    window.sees("Payments worker: production");
    forgotten(&window, &api_key);
    window.end();
}

#[test]
fn a_pasted_private_key_is_never_sent() {
    let window = Window::signed_in("paste", DemoUser::Partner, "/console/applications/new");
    window.fill("Name", "Pasted");
    window.press("Continue");
    window.tick("Paste a public key");

    let key = SigningKey::generate();
    secrets::private_key(&key.private_pem());
    window.paste("Public key", &key.private_pem());
    window.sees("This is a private key (PEM).");
    window.sees("It was not sent, and the field was cleared.");
    let emptied = window.browser.script("return document.querySelector('textarea').value", &[]);
    assert_eq!(emptied, Value::String(String::new()));

    window.paste("Public key", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----");
    window.sees("This is a certificate. Convert it:");
    window.paste("Public key", &key.public_pem());
    window.sees("Public key read, 2048 bits.");
    window.press("Continue");
    window.press("Read only");
    window.press("Continue");
    window.press("Create API application");
    shown_key(&window);
    store(&window);
    window.sees(&key.fingerprint()[..4]);
    window.end();
}

#[test]
fn another_organizations_application_does_not_exist() {
    let mut window = Window::open("others");
    window.expect(404);
    let foreign = Partner::with(window.dev, DemoUser::OtherPartner, json!({}));
    window.sign_in(DemoUser::Partner, &format!("/console/applications/{}", foreign.id));
    window.sees("This API application does not exist");
    window.go("/console/nothing");
    window.sees("This page does not exist");
    window.end();
}

#[test]
fn a_user_of_the_customer_platform_has_no_access() {
    let mut window = Window::open("customer");
    window.expect(403);
    window.sign_in(DemoUser::CustomerUser, "/console");
    window.sees("This account has no access");
    window.sees("carol@customer.example");
    window.end();
}

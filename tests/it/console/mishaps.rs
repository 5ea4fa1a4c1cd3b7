//! Mishaps: concurrent changes, slow or lost answers, navigation at the wrong time.

use provision::DemoUser;
use serde_json::{Value, json};

use super::partner::{application, create, shown_key, store};
use super::window::Window;
use crate::running::partner::{Partner, access_token};
use crate::support::Call;

const ESC: &str = "\u{E00C}";
const BACKSPACE: &str = "\u{E003}";

/// Reads an application, or changes it like another member.
fn other_member(window: &Window, partner: &Partner, change: Option<Value>) -> Value {
    let path = format!("/partner/v1/api-applications/{}", partner.id);
    let call = Call::new(if change.is_some() { "PATCH" } else { "GET" }, &path);
    let call = call.bearer(&access_token(window.dev, DemoUser::Partner));
    let call = change.map_or(call.clone(), |change| call.json(&change));
    window.dev.send(&call).expect(200)
}

#[test]
fn a_key_stays_on_the_screen_during_navigation() {
    let window = Window::signed_in("stays", DemoUser::Partner, "/console/applications");
    window.settled();
    create(&window, "Goes back", "Read only");
    let key = shown_key(&window);
    window.browser.back();
    window.browser.wait("the page before", "return location.pathname === '/console/applications'");
    assert_eq!(shown_key(&window), key);
    store(&window);
    window.sees("Goes back");
    window.sees("Refused requests, last 7 days");

    // The key also appears after navigation during its request.
    window.press("API applications");
    window.press("Goes back");
    window.sees("Refused requests, last 7 days");
    window.hold("*/api-keys");
    window.press("Create replacement key");
    window.press("Create API key");
    window.browser.script("history.back()", &[]);
    window.browser.wait("the page before", "return location.pathname === '/console/applications'");
    window.release();
    window.sees("Store your API key now");
    assert_ne!(shown_key(&window), key);
    store(&window);
    window.end();
}

#[test]
fn a_concurrent_change_is_not_overwritten() {
    let mut window = Window::open("meanwhile");
    window.expect(412);
    let partner = application(&window);
    window.press("Change permissions");
    other_member(&window, &partner, Some(json!({ "permissions": ["SUPPORT_READ", "PAYMENTS_READ"] })));
    window.tick("Crypto reference data read");
    window.press("Remove permissions");
    window.sees("Somebody else changed this in the meantime, so your change was not saved.");
    assert_eq!(other_member(&window, &partner, None)["permissions"], json!(["PAYMENTS_READ", "SUPPORT_READ"]));
    // The ticked boxes are compared with the current state.
    window.sees("Added: CUSTOMERS_READ, CUSTOMERS_WRITE");
    window.press("Cancel");
    window.closed();

    window.press("Rename");
    other_member(&window, &partner, Some(json!({ "name": format!("By another {}", &partner.id[20..]) })));
    window.fill("Name", &format!("By me {}", &partner.id[20..]));
    window.press("Rename application");
    window.sees("Somebody else changed this in the meantime");
    window.press("Rename application");
    window.closed();
    window.sees("By me");
    window.end();
}

#[test]
fn a_request_in_progress_is_not_cancelled() {
    let window = Window::open("sending");
    let partner = application(&window);
    window.hold(&format!("*/api-applications/{}", partner.id));
    window.press("Disable");
    window.press("Disable application");
    window.sees("Sending");
    window.browser.press(ESC);
    window.press("Cancel");
    let open = "return [document.querySelector('dialog[open]') !== null, document.activeElement !== document.body]";
    assert_eq!(window.browser.script(open, &[]), json!([true, true]), "the dialog and its focus stay");
    window.release();
    window.closed();
    window.sees("The application is disabled");
    window.end();
}

#[test]
fn a_draft_of_a_new_application_outlives_its_page() {
    let window = Window::signed_in("draft", DemoUser::Partner, "/console/applications");
    window.press("Create API application");
    window.fill("Name", "Half-filled and left");
    window.press("Continue");
    window.press("Generate key pair");
    window.sees("Key pair ready");
    let ready = "return document.querySelector('.fingerprint').textContent";
    let fingerprint = window.browser.script(ready, &[]);
    window.tick("Paste a public key");
    window.tick("Generate in this browser");
    assert_eq!(window.browser.script(ready, &[]), fingerprint, "switching the choice keeps the key");
    window.browser.back();
    window.sees("A credential set for one service");
    window.browser.forward();
    window.sees("Key pair ready");
    assert_eq!(window.browser.script(ready, &[]), fingerprint);
    window.press("Back");
    window.press("Cancel");
    window.press("Create API application");
    window.settled();
    assert_eq!(window.browser.script("return document.querySelector('input').value", &[]), "");
    window.end();
}

#[test]
fn the_env_file_of_a_replacement_names_no_private_key_file() {
    let window = Window::open("env");
    application(&window);
    window.press("Create replacement key");
    window.press("Create API key");
    let key = shown_key(&window);
    window.press("Download as .env");
    let (env, _) = window.saved("service-", ".env");
    assert!(env.contains(&format!("NUVERA_API_KEY={key}\n")) && env.ends_with("\nNUVERA_PRIVATE_KEY_FILE=\n"), "{env}");
    let fingerprint =
        window.browser.script("return document.querySelector('.hint > code:nth-of-type(2)').textContent", &[]);
    let begin = fingerprint.as_str().unwrap().trim_end_matches(" …").to_owned();
    assert!(begin.len() == 19 && env.contains(&begin), "{begin} is not in {env}");
    store(&window);
    window.end();
}

#[test]
fn emptying_the_source_ips_shows_a_warning() {
    let window = Window::open("emptied");
    let partner = application(&window);
    other_member(&window, &partner, Some(json!({ "allowedSourceIps": ["203.0.113.0/24"] })));
    window.browser.reload();
    window.press("Change source IPs");
    window.paste("Addresses or blocks", "2");
    window.browser.press(BACKSPACE);
    window.sees("Requests may then come from any address.");
    window.press("Save source IPs");
    window.closed();
    assert_eq!(other_member(&window, &partner, None)["allowedSourceIps"], json!([]));
    window.end();
}

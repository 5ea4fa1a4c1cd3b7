//! Looks of an application's page in each state, with its dialogs.

use std::time::Duration;

use provision::DemoUser;
use serde_json::{Value, json};

use super::super::window::Window;
use super::{leave, look_at_dialog, manage, own_system};
use crate::running::dev::wait;
use crate::running::partner::Partner;
use crate::support::{Call, SigningKey};

const LIST: &str = "/api/v1/customers?limit=1";

/// Application with its page and its API path.
struct Fixture {
    window: Window,
    partner: Partner,
    path: String,
    page: String,
}

impl Fixture {
    #[track_caller]
    fn manage(&self, method: &str, below: &str, body: &Value) -> Value {
        manage(self.window.dev, DemoUser::Partner, method, &format!("{}{below}", self.path), body)
    }

    /// Returns the API keys, newest last.
    fn keys(&self) -> Vec<Value> {
        self.manage("GET", "", &Value::Null)["apiKeys"].as_array().unwrap().clone()
    }
}

#[test]
fn an_application_and_its_dialogs_pass_the_inspection() {
    let mut window = Window::at(own_system(), "looks-application");
    window.expect(422);
    let partner = Partner::new(window.dev);
    window.sign_in(DemoUser::Partner, "/console");
    let path = format!("/partner/v1/api-applications/{}", partner.id);
    let page = format!("/console/applications/{}", partner.id);
    let fixture = Fixture { window, partner, path, page };
    use_it(&fixture);
    let window = &fixture.window;
    for (name, path) in [
        ("applications", "/console/applications"),
        ("application", &fixture.page),
        ("audit", "/console/audit"),
        ("organization", "/console/organization"),
    ] {
        window.look_at(name, path);
    }
    window.go(&fixture.page);
    for (name, button) in [
        ("rename", "Rename"),
        ("disable", "Disable"),
        ("delete", "Delete application"),
        ("change-permissions", "Change permissions"),
        ("change-source-ips", "Change source IPs"),
    ] {
        look_at_dialog(window, button, name);
    }
    keys_that_are_replaced_or_revoked(&fixture);
    a_signing_key_that_is_replaced(&fixture);
    changes_that_traffic_feels(&fixture);
    states_of_keys(&fixture);
    fixture.window.end();
}

/// Sends a served and a refused request, which the page shows.
fn use_it(fixture: &Fixture) {
    let mut signed = fixture.partner.sign(Call::get(LIST));
    fixture.window.dev.send(&signed).expect(200);
    signed.uri.push_str("&status=DRAFT");
    fixture.window.dev.send(&signed).expect_problem(401, "token_uri_mismatch");
    // Both are recorded in the background, by functions that run in other processes.
    wait(Duration::from_secs(90), "the use and the refusal", || {
        fixture.keys()[0]["lastUsedAt"].is_string()
            && fixture.manage("GET", "/refusals", &Value::Null)["items"] != json!([])
    });
}

fn keys_that_are_replaced_or_revoked(fixture: &Fixture) {
    let window = &fixture.window;
    window.press("Create replacement key");
    window.look("replacement-key");
    window.tick("Add one more key");
    window.look("replacement-key-add");
    window.tick("Replace the current key");
    window.fill("Grace window", "own");
    window.fill("Seconds", "90");
    window.look("replacement-key-seconds");
    window.fill("Seconds", "a day");
    window.sees("Enter a whole number");
    let typed = "return document.querySelector('[inputmode=numeric]').value";
    assert_eq!(window.browser.script(typed, &[]), "a day", "the input stays unchanged");
    window.look("replacement-key-seconds-wrong");
    leave(window);
    let key = &fixture.partner.api_key;
    look_at_dialog(window, &format!("Revoke {}…{}", &key[..13], &key[key.len() - 4..]), "revoke");
}

fn a_signing_key_that_is_replaced(fixture: &Fixture) {
    let window = &fixture.window;
    window.press("Replace signing key");
    window.look("replace-signing-key");
    window.fill("Grace window for the current key", "3600");
    window.press("Generate key pair");
    window.sees("Key pair ready");
    window.look("replace-signing-key-generated");
    window.tick("Paste a public key");
    window.paste("Public key", &SigningKey::generate().public_pem());
    window.sees("Public key read");
    window.look("replace-signing-key-pasted");
    leave(window);
}

fn changes_that_traffic_feels(fixture: &Fixture) {
    let window = &fixture.window;
    window.press("Change permissions");
    window.tick("Customers read");
    window.sees("Removed: CUSTOMERS_READ");
    window.look("change-permissions-taken-away");
    leave(window);
    window.press("Change source IPs");
    window.fill("Addresses or blocks", "203.0.113.0/24");
    window.sees("is not in the list");
    window.look("change-source-ips-outside");
    window.fill("Addresses or blocks", "somewhere");
    window.press("Save source IPs");
    window.sees("must be a CIDR block");
    window.look("change-source-ips-refused");
    leave(window);
}

fn states_of_keys(fixture: &Fixture) {
    let window = &fixture.window;
    let shows = |name: &str, text: &str| {
        window.go(&fixture.page);
        window.sees(text);
        window.look(name);
    };
    fixture.manage("POST", "/api-keys", &json!({ "replace": true, "graceSeconds": 3600 }));
    shows("application-expiring-key", "An expiring key is still in use.");
    let key = SigningKey::generate();
    fixture.manage("PUT", "/signing-key", &json!({ "publicKey": key.public_pem(), "graceSeconds": 3600 }));
    shows("application-retiring-signing-key", "Retiring");
    look_at_dialog(window, "Replace signing key", "replace-signing-key-retiring");
    fixture.manage("PATCH", "", &json!({ "enabled": false }));
    shows("application-disabled", "Disabled");
    look_at_dialog(window, "Enable", "enable");
    for key in fixture.keys() {
        fixture.manage("POST", &format!("/api-keys/{}/revoke", key["id"].as_str().unwrap()), &Value::Null);
    }
    shows("application-no-live-key", "No API key is in use");
    window.press("Show 2 keys no longer in use");
    window.sees("Revoked");
    window.look("application-past-keys");
    look_at_dialog(window, "Create API key", "first-key");
}

//! One application in each of its states, and the dialogs of its page.

use std::time::Duration;

use provision::DemoUser;
use serde_json::{Value, json};

use super::super::window::Window;
use super::{leave, look_at_dialog, manage, own_system};
use crate::running::dev::wait;
use crate::running::partner::Partner;
use crate::support::{Call, SigningKey};

const LIST: &str = "/api/v1/customers?limit=1";

/// An application, its page, and its address in the API.
struct Of {
    window: Window,
    partner: Partner,
    path: String,
    page: String,
}

impl Of {
    #[track_caller]
    fn manage(&self, method: &str, below: &str, body: &Value) -> Value {
        manage(self.window.dev, DemoUser::Partner, method, &format!("{}{below}", self.path), body)
    }

    /// Its keys, newest last.
    fn keys(&self) -> Vec<Value> {
        self.manage("GET", "", &Value::Null)["apiKeys"].as_array().unwrap().clone()
    }
}

#[test]
fn an_application_and_what_can_be_done_to_it() {
    let mut window = Window::at(own_system(), "looks-application");
    window.expect(422);
    let partner = Partner::new(window.dev);
    window.sign_in(DemoUser::Partner, "/console");
    let path = format!("/partner/v1/api-applications/{}", partner.id);
    let page = format!("/console/applications/{}", partner.id);
    let of = Of { window, partner, path, page };
    use_it(&of);
    let window = &of.window;
    for (name, path) in [
        ("applications", "/console/applications"),
        ("application", &of.page),
        ("audit", "/console/audit"),
        ("organization", "/console/organization"),
    ] {
        window.look_at(name, path);
    }
    window.go(&of.page);
    for (name, button) in [
        ("rename", "Rename"),
        ("disable", "Disable"),
        ("delete", "Delete"),
        ("change-permissions", "Change permissions"),
        ("change-source-ips", "Change source IPs"),
    ] {
        look_at_dialog(window, button, name);
    }
    keys_that_are_replaced_or_revoked(&of);
    a_signing_key_that_is_replaced(&of);
    changes_that_traffic_feels(&of);
    states_of_keys(&of);
    of.window.end();
}

/// One request that is served and one that is refused, both of which the page is to show.
fn use_it(of: &Of) {
    let mut signed = of.partner.sign(Call::new("GET", LIST));
    of.window.dev.send(&signed).expect(200);
    signed.uri.push_str("&status=DRAFT");
    of.window.dev.send(&signed).expect_problem(401, "token_uri_mismatch");
    // Both are written down beside the answer, not before it.
    wait(Duration::from_secs(90), "the use and the refusal", || {
        of.keys()[0]["lastUsedAt"].is_string() && of.manage("GET", "/refusals", &Value::Null)["items"] != json!([])
    });
}

fn keys_that_are_replaced_or_revoked(of: &Of) {
    let window = &of.window;
    window.press("Create replacement key");
    window.look("replacement-key");
    window.tick("Add one more key");
    window.look("replacement-key-add");
    window.tick("Replace the present key");
    window.fill("Grace window", "own");
    window.fill("Seconds", "90");
    window.look("replacement-key-seconds");
    window.fill("Seconds", "a day");
    window.sees("Write a whole number");
    let typed = "return document.querySelector('[inputmode=numeric]').value";
    assert_eq!(window.browser.script(typed, &[]), "a day", "what was typed stays as it was typed");
    window.look("replacement-key-seconds-wrong");
    leave(window);
    let key = &of.partner.api_key;
    look_at_dialog(window, &format!("Revoke {}…{}", &key[..13], &key[key.len() - 4..]), "revoke");
}

fn a_signing_key_that_is_replaced(of: &Of) {
    let window = &of.window;
    window.press("Replace signing key");
    window.look("replace-signing-key");
    window.fill("Grace window for the present key", "3600");
    window.press("Generate key pair");
    window.sees("Key pair ready");
    window.look("replace-signing-key-generated");
    window.tick("Paste a public key");
    window.paste("Public key", &SigningKey::generate().public_pem());
    window.sees("Public key read");
    window.look("replace-signing-key-pasted");
    leave(window);
}

fn changes_that_traffic_feels(of: &Of) {
    let window = &of.window;
    window.press("Change permissions");
    window.tick("Customers read");
    window.sees("Taken away");
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

fn states_of_keys(of: &Of) {
    let window = &of.window;
    let shows = |name: &str, text: &str| {
        window.go(&of.page);
        window.sees(text);
        window.look(name);
    };
    of.manage("POST", "/api-keys", &json!({ "replace": true, "graceSeconds": 3600 }));
    shows("application-expiring-key", "An expiring key is still in use.");
    let key = SigningKey::generate();
    of.manage("PUT", "/signing-key", &json!({ "publicKey": key.public_pem(), "graceSeconds": 3600 }));
    shows("application-retiring-signing-key", "Retiring");
    look_at_dialog(window, "Replace signing key", "replace-signing-key-retiring");
    of.manage("PATCH", "", &json!({ "enabled": false }));
    shows("application-disabled", "Disabled");
    look_at_dialog(window, "Enable", "enable");
    for key in of.keys() {
        of.manage("POST", &format!("/api-keys/{}/revoke", key["id"].as_str().unwrap()), &Value::Null);
    }
    shows("application-no-live-key", "No API key is in use");
    window.press("Show 2 keys no longer in use");
    window.sees("Revoked");
    window.look("application-past-keys");
    look_at_dialog(window, "Create API key", "first-key");
}

//! Looks of a new partner's pages: no application, its creation, and a disabled organization.

use provision::DemoUser;
use serde_json::{Value, json};

use super::super::partner::{shown_key, store};
use super::super::window::Window;
use super::{manage, own_system};
use crate::running::secrets;
use crate::support::SigningKey;

/// Certificate, which is refused although it contains a public key.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
const PROGRAMS: &str = "Show a signed request for curl, Node, Python, Go";

/// Inspects every step from the button to the new application's page.
pub(super) fn look_at_creation(window: &Window, state: &dyn Fn(&str) -> String) {
    window.fill("Name", "Payments worker");
    window.look(&state("name"));
    window.press("Continue");
    window.sees("Only the public key comes to us.");
    window.look(&state("signing-key"));
    window.press("Generate key pair");
    window.sees("Key pair ready");
    window.look(&state("key-pair"));
    window.press("Continue");
    window.press("Payments worker");
    window.look(&state("permissions"));
    window.press("Continue");
    window.look(&state("review"));
    window.press("Create API application");
    shown_key(window);
    window.look(&state("one-time-key"));
    window.press(PROGRAMS);
    window.look(&state("programs"));
}

#[test]
fn the_pages_of_a_new_partner_pass_the_inspection() {
    let mut window = Window::at(own_system(), "looks-beginning");
    window.expect(403);
    window.sign_in(DemoUser::OtherPartner, "/console/applications");
    window.sees("No API applications yet");
    window.look_at("applications-empty", "/console/applications");
    window.look_at("create", "/console/applications/new");
    a_key_that_is_refused(&window);
    window.go("/console/applications");
    window.press("Create API application");
    look_at_creation(&window, &|step| format!("create-{step}"));
    store(&window);
    window.settled();

    window.go("/console/audit");
    window.fill("Action", "MEMBER_REMOVED");
    window.sees("No matching entries");
    window.look("audit-nothing");
    an_organization_that_is_disabled(&window);
    somebody_who_is_no_member_any_more(&window);
    window.end();
}

fn a_key_that_is_refused(window: &Window) {
    window.fill("Name", "Refused");
    window.press("Continue");
    window.tick("Paste a public key");
    let key = SigningKey::generate();
    secrets::private_key(&key.private_pem());
    window.paste("Public key", &key.private_pem());
    window.sees("This is a private key");
    window.look("create-private-key-refused");
    window.paste("Public key", CERTIFICATE);
    window.sees("This is a certificate");
    window.look("create-certificate-refused");
    window.paste("Public key", &key.public_pem());
    window.sees("Public key read");
    window.look("create-pasted");
}

fn an_organization_that_is_disabled(window: &Window) {
    let organization = format!("/admin/v1/organizations/{}", DemoUser::OtherPartner.organization().unwrap());
    let enable = |is: bool| {
        manage(window.dev, DemoUser::Admin, "PATCH", &organization, &json!({ "enabled": is }));
    };
    enable(false);
    window.look_at("organization-disabled", "/console/organization");
    window.go("/console/applications");
    window.press("Payments worker");
    window.sees("The organization is disabled");
    window.look("application-organization-disabled");
    enable(true);
}

/// Inspects a refusal during work, after a loss of membership.
fn somebody_who_is_no_member_any_more(window: &Window) {
    let user = DemoUser::OtherPartner;
    let sign_in = user.sign_in();
    let organization = format!("/admin/v1/organizations/{}", user.organization().unwrap());
    let member = format!("{organization}/members/{}", sign_in.subject);
    window.go("/console/organization");
    window.settled();
    manage(window.dev, DemoUser::Admin, "DELETE", &member, &Value::Null);
    window.press("API applications");
    window.sees("Try again");
    window.browser.wait("the request's id", "return document.querySelector('main [role=alert] code') !== null");
    window.look("error");
    manage(window.dev, DemoUser::Admin, "PUT", &member, &json!({ "email": sign_in.email }));
    window.press("Try again");
    window.sees("Payments worker");
}

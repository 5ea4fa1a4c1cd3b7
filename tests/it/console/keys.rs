//! Lifecycle of an application's credentials in the browser.

use std::time::Duration;

use provision::DemoUser;
use serde_json::json;

use super::partner::{application, forgotten, shown_key, store};
use super::window::Window;
use crate::running::dev::wait;
use crate::running::partner::{Partner, access_token};
use crate::support::Call;

const LIST: &str = "/api/v1/customers?limit=1";

/// Calls the API as the application. Returns status and problem code.
fn call(window: &Window, partner: &Partner) -> (u16, String) {
    let reply = window.dev.send(&partner.sign(Call::get(LIST)));
    if reply.status == 200 { (200, String::new()) } else { reply.problem() }
}

#[test]
fn keys_are_replaced_and_revoked_with_their_last_use_shown_first() {
    let window = Window::open("rotate");
    let mut partner = application(&window);
    assert_eq!(call(&window, &partner).0, 200);

    window.press("Refresh refused requests");
    window.press("Create replacement key");
    window.sees("Last used");
    window.sees("GET /api/v1/customers");
    window.press("Create API key");
    let new = shown_key(&window);
    store(&window);
    forgotten(&window, &new);
    window.sees("An expiring key is still in use.");
    window.sees("Expiring");
    assert_eq!(call(&window, &partner).0, 200, "the previous key works during the grace window");

    let old = std::mem::replace(&mut partner.api_key, new);
    assert_eq!(call(&window, &partner).0, 200);
    let name = format!("Revoke {}…{}", &old[..13], &old[old.len() - 4..]);
    window.press(&name);
    window.sees("You cannot undo this. 1 other key of this application stays in use.");
    window.press("Revoke API key");
    window.closed();
    window.sees("Show 1 key no longer in use");
    assert_eq!(call(&window, &partner).0, 200);
    partner.api_key = old;
    assert_eq!(call(&window, &partner), (401, "api_key_revoked".to_owned()));
    window.end();
}

/// A key is gone after leaving its page, also from the browser's page cache.
#[test]
fn a_key_is_gone_after_leaving_its_page() {
    let window = Window::open("left");
    application(&window);
    for left_by_reload in [true, false] {
        window.press("Create replacement key");
        window.press("Create API key");
        let key = shown_key(&window);
        if left_by_reload {
            window.browser.reload();
        } else {
            window.go("/reference");
            window.browser.back();
            let why = "return performance.getEntriesByType('navigation')[0].notRestoredReasons?.reasons ?? null";
            let why = window.browser.script(why, &[]);
            assert!(why.to_string().contains("no-store"), "the page must stay out of the browser's cache: {why}");
        }
        forgotten(&window, &key);
    }
    window.end();
}

#[test]
fn a_signing_key_is_replaced() {
    let window = Window::open("signing");
    let partner = application(&window);
    assert_eq!(call(&window, &partner).0, 200);
    window.press("Replace signing key");
    window.sees("Requests signed with it are refused immediately");
    window.press("Generate key pair");
    window.sees("Key pair ready");
    window.press("Replace signing key");
    window.closed();
    window.sees("signing key replaced");
    assert_eq!(call(&window, &partner), (401, "signature_invalid".to_owned()));
    window.end();
}

#[test]
fn permissions_and_source_ips_are_changed() {
    let window = Window::open("permissions");
    let partner = application(&window);
    assert_eq!(call(&window, &partner).0, 200);
    window.press("Change permissions");
    window.tick("Customers read");
    window.sees("Removed: CUSTOMERS_READ, CUSTOMERS_WRITE.");
    window.press("Remove permissions");
    window.closed();
    assert_eq!(call(&window, &partner), (403, "permission_denied".to_owned()));

    window.press("Change permissions");
    window.press("Read only");
    window.press("Remove permissions");
    window.closed();
    window.press("Refresh refused requests");
    window.press("Change source IPs");
    window.fill("Addresses or blocks", "203.0.113.0/24");
    window.sees("127.0.0.1 used a key of this application and is not in the list.");
    window.press("Save source IPs");
    window.closed();
    assert_eq!(call(&window, &partner), (403, "source_ip_not_allowed".to_owned()));
    window.end();
}

#[test]
fn errors_of_the_service_appear_at_their_field() {
    let mut window = Window::open("wrong");
    window.expect(422);
    application(&window);
    window.press("Change source IPs");
    window.fill("Addresses or blocks", "somewhere");
    window.press("Save source IPs");
    window.sees("must be a CIDR block");
    window.end();
}

#[test]
fn an_application_is_disabled_enabled_and_deleted() {
    let window = Window::open("delete");
    let partner = application(&window);
    window.press("Disable");
    window.sees("Every request is refused immediately");
    window.press("Disable application");
    window.closed();
    assert_eq!(call(&window, &partner), (403, "application_disabled".to_owned()));
    window.press("Enable");
    window.press("Enable application");
    window.closed();
    assert_eq!(call(&window, &partner).0, 200);

    window.press("Delete application");
    let name = window.text("h1").split('\n').next().unwrap().trim_end_matches("Enabled").trim().to_owned();
    window.fill("Type ", &name);
    window.press("Delete application");
    window.closed();
    window.browser.wait("the list", "return location.pathname === '/console/applications'");
    assert_eq!(call(&window, &partner), (401, "api_key_invalid".to_owned()));
    window.end();
}

#[test]
fn a_refused_request_is_shown_with_expected_and_received_values() {
    let window = Window::open("refused");
    let partner = application(&window);
    window.sees("No refused requests");
    let mut signed = partner.sign(Call::get("/api/v1/customers?limit=1&status=DRAFT"));
    signed.uri = "/api/v1/customers?status=DRAFT&limit=1".to_owned();
    assert_eq!(window.dev.send(&signed).problem(), (401, "token_uri_mismatch".to_owned()));
    // The refusal is recorded in the background, by a function that runs in another process.
    let token = access_token(window.dev, DemoUser::Partner);
    let refusals = Call::get(&format!("/partner/v1/api-applications/{}/refusals", partner.id)).bearer(&token);
    wait(Duration::from_secs(90), "the refusal", || window.dev.send(&refusals).expect(200)["items"] != json!([]));
    window.press("Refresh refused requests");
    window.sees("token_uri_mismatch");
    for told in
        ["/api/v1/customers?limit=1&status=DRAFT", "/api/v1/customers?status=DRAFT&limit=1", "uri", "1 kind, 1 request"]
    {
        window.sees(told);
    }
    let history = window.browser.script(
        "return [...document.querySelectorAll('[aria-label=\"Audit history\"] td')].map((cell) => cell.innerText)",
        &[],
    );
    assert!(history.to_string().contains("Application created"), "{history}");
    assert_ne!(history, json!([]));
    window.end();
}

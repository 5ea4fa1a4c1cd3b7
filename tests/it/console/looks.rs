//! Pages and states of the console in light and dark, wide and narrow. Screenshots are in `target/screenshots`.

mod admin;
mod application;
mod beginning;
mod everybody;

use std::sync::OnceLock;

use provision::DemoUser;
use serde_json::{Value, json};

use super::window::Window;
use crate::running::dev::{Dev, folder, free_port};
use crate::running::partner::{Partner, access_token};
use crate::support::Call;

/// Limit of a page's first paint in milliseconds, with a warm function.
const FIRST_PAINT: f64 = 1000.0;
const TRIES: usize = 3;
const ESC: &str = "\u{E00C}";

/// Returns a separate system, whose only data are the demo users and these tests' records.
fn own_system() -> &'static Dev {
    static OWN: OnceLock<Dev> = OnceLock::new();
    OWN.get_or_init(|| Dev::start(free_port(), &folder("looks")))
}

/// Sends a person's request, which must succeed.
#[track_caller]
fn manage(dev: &Dev, user: DemoUser, method: &str, path: &str, body: &Value) -> Value {
    let call = Call::new(method, path).bearer(&access_token(dev, user));
    let reply = dev.send(&if body.is_null() { call } else { call.json(body) });
    assert!((200..300).contains(&reply.status), "{method} {path}: {}", reply.text);
    if reply.status == 204 { Value::Null } else { reply.json() }
}

/// Opens a dialog, inspects it and closes it.
#[track_caller]
fn look_at_dialog(window: &Window, button: &str, name: &str) {
    window.press(button);
    window.look(name);
    leave(window);
}

#[track_caller]
fn leave(window: &Window) {
    window.browser.press(ESC);
    window.closed();
}

/// Returns the fastest first contentful paint of several loads, because the machine is shared.
fn first_paint(window: &Window, path: &str) -> f64 {
    let painted = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null";
    let one = |_| {
        window.go(path);
        window.browser.wait("a first paint", &format!("return (() => {{ {painted} }})() !== null"));
        window.browser.script(painted, &[]).as_f64().unwrap()
    };
    (0..TRIES).map(one).fold(f64::INFINITY, f64::min)
}

#[track_caller]
fn are_painted_soon(window: &Window, paths: &[&str]) {
    for path in paths {
        let soonest = first_paint(window, path);
        assert!(soonest < FIRST_PAINT, "{path} is painted after {soonest} ms");
    }
}

#[test]
fn pages_are_painted_quickly() {
    let window = Window::open("paint");
    let partner = Partner::new(window.dev);
    are_painted_soon(&window, &["/console"]);
    window.sign_in(DemoUser::Partner, "/console");
    let application = format!("/console/applications/{}", partner.id);
    let own = ["/console/applications", "/console/applications/new", "/console/audit", "/console/organization"];
    are_painted_soon(&window, &own);
    are_painted_soon(&window, &[&application]);
    window.end();

    let window = Window::signed_in("paint-admin", DemoUser::Admin, "/console");
    let organization = format!("/console/organizations/{}", DemoUser::Partner.organization().unwrap());
    let application = format!("{organization}/applications/{}", partner.id);
    are_painted_soon(&window, &["/console/organizations", &organization, &application, "/console/audit"]);
    let queues = ["customers", "beneficiaries", "payments", "screening", "tickets"];
    for queue in queues {
        are_painted_soon(&window, &[&format!("/console/reviews/{queue}")]);
    }
    window.end();
}

/// The inspection finds errors. Without this test, it could accept every page.
#[test]
fn the_inspection_finds_errors_of_a_page() {
    let window = Window::open("wrong-page");
    window.go("/console");
    window.sees("Manage the API applications");
    assert_eq!(window.violations(), json!([]));
    let spoil = include_str!("scripts/spoil.js");
    window.browser.script(spoil, &[]);
    let found = window.violations();
    let rules: Vec<&str> = found.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    for rule in ["target-size: ", "color-contrast: "] {
        assert!(rules.iter().any(|found| found.starts_with(rule)), "{rule}{rules:?}");
    }
    window.end();
}

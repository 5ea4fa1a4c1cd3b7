//! Every page, in light and dark, wide and narrow.

use serde_json::Value;
use xtask::provision::DemoUser;

use super::window::Window;
use crate::gateway::partner::Partner;
use crate::support::Call;

/// A page is painted within this many milliseconds where its function has started.
const FIRST_PAINT: f64 = 1000.0;
const TRIES: usize = 3;

/// Opens each page in each of the four ways.
fn look(window: &Window, pages: &[(&str, String)]) {
    for (scheme, width, height) in [("light", 1200, 900), ("dark", 1200, 900), ("light", 360, 740), ("dark", 360, 740)]
    {
        window.browser.prefer(scheme);
        window.browser.resize(width, height);
        for (name, path) in pages {
            window.go(path);
            window.inspect(&format!("{name}-{scheme}-{width}"));
        }
    }
}

/// The soonest first contentful paint of a page, of a few loads: others use the machine too.
fn first_paint(window: &Window, path: &str) -> f64 {
    let painted = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null";
    let one = |_| {
        window.go(path);
        window.browser.wait("a first paint", &format!("return (() => {{ {painted} }})() !== null"));
        window.browser.script(painted, &[]).as_f64().unwrap()
    };
    (0..TRIES).map(one).fold(f64::INFINITY, f64::min)
}

#[test]
fn a_partners_pages_are_for_everybody_and_do_not_move() {
    let mut window = Window::open("looks-partner");
    window.expect(404);
    look(&window, &[("sign-in", "/console".to_owned())]);
    window.browser.prefer("light");
    window.browser.resize(1200, 900);
    let partner = Partner::new(window.dev);
    let mut signed = partner.sign(Call::new("GET", "/api/v1/customers?limit=1"));
    window.dev.send(&signed).expect(200);
    signed.uri.push_str("&status=DRAFT");
    window.dev.send(&signed).expect_problem(401, "token_uri_mismatch");
    window.sign_in(DemoUser::Partner, "/console");
    let application = format!("/console/applications/{}", partner.id);
    let pages = [
        ("applications", "/console/applications".to_owned()),
        ("create", "/console/applications/new".to_owned()),
        ("application", application.clone()),
        ("audit", "/console/audit".to_owned()),
        ("organization", "/console/organization".to_owned()),
        ("not-found", "/console/applications/app_0000000000000000000000".to_owned()),
    ];
    look(&window, &pages);
    for (name, path) in &pages {
        let soonest = first_paint(&window, path);
        assert!(soonest < FIRST_PAINT, "{name} is painted after {soonest} ms");
    }
    for (scheme, width) in [("light", 1200), ("dark", 360)] {
        window.browser.prefer(scheme);
        window.browser.resize(width, 800);
        for (name, button) in [
            ("replacement-key", "Create replacement key"),
            ("replace-signing-key", "Replace signing key"),
            ("change-permissions", "Change permissions"),
            ("change-source-ips", "Change source IPs"),
            ("rename", "Rename"),
            ("disable", "Disable"),
            ("delete", "Delete"),
        ] {
            window.go(&application);
            window.press(button);
            window.inspect(&format!("{name}-{scheme}-{width}"));
            window.browser.press("\u{E00C}");
            window.closed();
        }
    }
    window.end();
}

#[test]
fn the_steps_to_an_application_are_for_everybody() {
    let window = Window::open("looks-steps");
    window.sign_in(DemoUser::Partner, "/console");
    for (scheme, width) in [("light", 1200), ("dark", 360)] {
        window.browser.prefer(scheme);
        window.browser.resize(width, 800);
        let name = |step: &str| format!("step-{step}-{scheme}-{width}");
        window.go("/console/applications/new");
        window.fill("Name", &format!("Looks {scheme}"));
        window.press("Continue");
        window.press("Generate key pair");
        window.sees("Key pair ready");
        window.inspect(&name("signing-key"));
        window.press("Continue");
        window.press("Payments worker");
        window.inspect(&name("permissions"));
        window.press("Continue");
        window.inspect(&name("review"));
        window.press("Create API application");
        super::partner::shown_key(&window);
        window.inspect(&name("api-key"));
        window.press("Show a signed request for curl, Node, Python, Go");
        window.inspect(&name("programs"));
        super::partner::store(&window);
    }
    window.end();
}

#[test]
fn an_admins_pages_are_for_everybody_and_do_not_move() {
    let window = Window::open("looks-admin");
    let partner = Partner::new(window.dev);
    window.sign_in(DemoUser::Admin, "/console");
    let of = window.dev.description["organizations"]["partner"]
        .as_str()
        .map(|id| format!("/console/organizations/{id}"))
        .unwrap();
    let pages = [
        ("hub", "/console/organizations".to_owned()),
        ("hub-organization", of.clone()),
        ("hub-application", format!("{of}/applications/{}", partner.id)),
        ("hub-create", format!("{of}/applications/new")),
        ("hub-audit", "/console/audit".to_owned()),
        ("queue-customers", "/console/reviews/customers".to_owned()),
        ("queue-beneficiaries", "/console/reviews/beneficiaries?status=REJECTED".to_owned()),
        ("queue-payments", "/console/reviews/payments".to_owned()),
        ("queue-screening", "/console/reviews/screening".to_owned()),
        ("queue-tickets", "/console/reviews/tickets".to_owned()),
    ];
    look(&window, &pages);
    window.end();
}

#[test]
fn a_narrow_window_has_a_menu_that_leads_everywhere() {
    let window = Window::open("looks-menu");
    window.sign_in(DemoUser::Partner, "/console");
    window.browser.resize(360, 740);
    window.press("Menu");
    window.inspect("menu-light-360");
    window.press("Audit history");
    window.sees("Every change of your applications and members.");
    let small =
        "return [...document.querySelectorAll('a, button, input, select')].filter((each) => each.checkVisibility())
        .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
        .filter(([, { width, height }]) => height > 0 && (width < 16 || height < 16)).map(([html]) => html)";
    assert_eq!(window.browser.script(small, &[]), Value::Array(Vec::new()));
    window.press("Menu");
    window.press("Sign out");
    window.browser.wait("the sign-in page", "return document.querySelector('h1')?.innerText === 'Sign in'");
    window.end();
}

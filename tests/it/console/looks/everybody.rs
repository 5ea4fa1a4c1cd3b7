//! Looks of common pages: sign-in, sign-out, missing pages and failures.

use provision::DemoUser;
use serde_json::json;

use super::super::inspect::LIGHT;
use super::super::window::Window;

/// Opens the menu on a phone and inspects it.
fn look_at_menu(window: &Window, name: &str) {
    window.browser.resize(360, 740);
    window.press("Menu");
    window.look_on_phone(name);
}

#[test]
fn signing_in_and_out_passes_the_inspection() {
    let mut window = Window::open("looks-sign-in");
    window.expect(403);
    window.look_at("sign-in", "/console");
    window.look_at("sign-in-failed", "/console/callback");

    let token = format!("{}/token", window.dev.description["issuer"].as_str().unwrap());
    window.go("/console");
    window.press("Sign in");
    window.hold(&token);
    window.give_password(DemoUser::CustomerUser);
    window.sees("Please wait.");
    window.look("signing-in");
    window.release();
    window.sees("This account has no access");
    window.look("no-access");
    window.press("Sign out");
    window.sees("Manage the API applications");
    window.look("signed-out");
    window.end();
}

#[test]
fn failures_and_missing_pages_pass_the_inspection() {
    let mut window = Window::open("looks-nothing");
    window.expect(404);
    window.sign_in(DemoUser::Partner, "/console/applications");
    window.settled();
    window.hold("*/partner/v1/audit*");
    window.press("Audit history");
    window.browser.wait("its words", "return document.querySelector('.loading p:not(.unseen)') !== null");
    window.look_unsettled("loading");
    window.release();
    window.settled();

    window.block(&["*/partner/v1/*"]);
    window.press("API applications");
    window.sees("No answer.");
    window.look("no-answer");
    window.browser.reload();
    window.sees("The console cannot start");
    window.look("cannot-start");
    window.block(&[]);
    window.press("Try again");
    window.sees("A credential set for one service");

    window.look_at("not-found", "/console/nothing");
    window.look_at("not-found-application", "/console/applications/app_0000000000000000000000");
    look_at_menu(&window, "menu");
    window.press("Audit history");
    window.sees("All changes to your applications and members.");
    window.press("Menu");
    window.press("Sign out");
    window.sees("Manage the API applications");
    window.end();
}

#[test]
fn missing_pages_of_an_admin_pass_the_inspection() {
    let mut window = Window::open("looks-nothing-admin");
    window.expect(404);
    window.sign_in(DemoUser::Admin, "/console/organizations");
    window.look_at("hub-not-found", "/console/organizations/org_0000000000000000000000");
    window.look_at("queue-not-found", "/console/reviews/nothing");
    window.go("/console/organizations");
    look_at_menu(&window, "menu-admin");
    window.press("Payments");
    window.sees("Payments that partners have requested.");
    window.turn(LIGHT);
    let open = window.browser.script("return document.querySelector('.menu').ariaExpanded", &[]);
    assert_eq!(open, json!("false"), "navigation closes the menu");
    window.end();
}

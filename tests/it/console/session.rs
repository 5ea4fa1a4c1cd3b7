//! Sign-out, and sessions that end during work.

use provision::DemoUser;
use serde_json::Value;

use super::inspect::LIGHT;
use super::window::Window;

/// Script that expires the page's session.
const EXPIRE: &str = include_str!("scripts/expire.js");

#[test]
fn signing_out_ends_access() {
    let window = Window::signed_in("sign-out", DemoUser::Partner, "/console");
    window.sees("API applications");
    let token = "
        const key = Object.keys(sessionStorage).find((name) => name.startsWith('oidc.user'));
        return JSON.parse(sessionStorage[key]).refresh_token;";
    let refresh_token = window.browser.script(token, &[]);
    window.press("Sign out");
    window.browser.wait("the sign-in page", "return document.querySelector('h1')?.innerText === 'Sign in'");
    assert_eq!(window.browser.script("return sessionStorage.length + localStorage.length", &[]), Value::from(0));
    window.browser.back();
    window.browser.wait("the sign-in page", "return document.querySelector('h1')?.innerText === 'Sign in'");

    // The page's refresh token is invalid too.
    let issuer = window.dev.description["issuer"].as_str().unwrap();
    let form =
        [("grant_type", "refresh_token"), ("client_id", "console"), ("refresh_token", refresh_token.as_str().unwrap())];
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = crate::support::run(http.post(format!("{issuer}/token")).form(&form).send()).unwrap();
    assert_eq!(answer.status(), 400);
    window.end();
}

#[test]
fn an_expired_token_is_renewed_silently() {
    let window = Window::signed_in("renew", DemoUser::Partner, "/console");
    window.sees("API applications");
    let before = window.browser.script(EXPIRE, &[Value::Bool(false)]);
    window.press("Audit history");
    window.sees("All changes to your applications and members.");
    window.settled();
    window.browser.wait("rows", "return document.querySelector('td') !== null");
    assert_ne!(window.browser.script(EXPIRE, &[Value::Bool(false)]), before, "a refresh token is valid once");
    window.end();
}

/// Using one refresh token in two tabs would end both sessions.
#[test]
fn a_duplicated_tab_leaves_the_first_one_its_session() {
    let window = Window::signed_in("duplicated", DemoUser::Partner, "/console");
    window.sees("API applications");
    let token = "
        const key = Object.keys(sessionStorage).find((name) => name.startsWith('oidc.user'));
        return JSON.parse(sessionStorage[key]).refresh_token ?? null;";
    let first = window.browser.windows();
    assert_ne!(window.browser.script(token, &[]), Value::Null);
    // A window opened by a page copies its session storage, like a duplicated tab.
    window.browser.script("window.open('/console')", &[]);
    window.browser.switch_to(&window.another(&first));
    window.sees("API applications");
    window.settled();
    assert_eq!(window.browser.script(token, &[]), Value::Null);
    window.browser.switch_to(&first[0]);
    window.browser.reload();
    window.settled();
    assert_ne!(window.browser.script(token, &[]), Value::Null, "a reloaded page is not a duplicate");
    window.end();
}

#[test]
fn a_half_filled_form_outlives_the_session() {
    let mut window = Window::open("again");
    // The sign-in service refuses the altered refresh token.
    window.expect(400);
    window.sign_in(DemoUser::Partner, "/console/applications/new");
    window.fill("Name", "Half-filled");
    window.press("Continue");
    window.press("Generate key pair");
    window.sees("Key pair ready");
    window.press("Continue");
    window.press("Read only");
    window.press("Continue");
    window.browser.script(EXPIRE, &[Value::Bool(true)]);
    window.press("Create API application");
    window.sees("Your session has ended");
    window.look("session-ended");
    let before = window.browser.windows();
    window.press("Sign in again");
    window.browser.switch_to(&window.another(&before));
    window.give_password(DemoUser::Partner);
    window.sees("You are signed in");
    window.turn(LIGHT);
    window.look("signed-in-elsewhere");
    window.browser.switch_to(&before[0]);
    window.sees("Store your API key now");
    super::partner::shown_key(&window);
    super::partner::store(&window);
    window.sees("Half-filled");
    window.end();
}

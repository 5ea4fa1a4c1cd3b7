//! Keyboard use: focus order and visibility, and full operation with keys.

use provision::DemoUser;

use super::partner::shown_key;
use super::window::Window;
use crate::running::partner::Partner;

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const SPACE: &str = " ";
const ESC: &str = "\u{E00C}";
/// Upper limit of Tab stops on a page.
const STOPS: usize = 60;

/// Script that returns the focused element's name, whether its focus is visible, and whether a dialog contains it.
///
/// Beyond a page's last element, no element has the focus for one step.
const FOCUS: &str = include_str!("scripts/focus.js");

struct Focus {
    name: String,
    kept: bool,
}

/// Returns the focus, and asserts that it is visible.
#[track_caller]
fn focus(window: &Window) -> Focus {
    let found = window.browser.script(FOCUS, &[]);
    let name = found[0].as_str().unwrap().to_owned();
    assert_eq!(found[1], true, "the focus of {name:?} is not visible");
    Focus { name, kept: found[2] == true }
}

/// Presses Tab until the element of this name has the focus.
#[track_caller]
fn tab_to(window: &Window, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..STOPS {
        window.browser.press(TAB);
        let focus = focus(window);
        if focus.name.starts_with(name) {
            return;
        }
        passed.push(focus.name);
    }
    panic!("no Tab leads to {name:?}: {passed:?}");
}

#[track_caller]
fn press(window: &Window, name: &str, key: &str) {
    tab_to(window, name);
    window.browser.press(key);
}

#[test]
fn an_application_is_created_with_keys_only() {
    let window = Window::signed_in("keyboard", DemoUser::Partner, "/console/applications");
    window.settled();
    press(&window, "Create API application", ENTER);
    window.sees("Name the service or deployment");
    press(&window, "Name", "By keyboard");
    window.browser.press(ENTER);
    window.sees("Only the public key comes to us.");
    press(&window, "Generate key pair", SPACE);
    window.sees("Key pair ready");
    press(&window, "Continue", ENTER);
    window.sees("Ticking write ticks read");
    press(&window, "Read only", SPACE);
    press(&window, "Payments write", SPACE);
    press(&window, "Continue", ENTER);
    window.sees("Creating the application shows its API key once.");
    press(&window, "Create API application", ENTER);
    let key = shown_key(&window);
    assert!(key.starts_with("nuv_test_"));
    press(&window, "Copy API key", ENTER);
    window.sees("Copied");
    press(&window, "Show a signed request", ENTER);
    press(&window, "curl", "\u{E014}");
    assert_eq!(focus(&window).name, "Node", "an arrow key selects the next language");
    press(&window, "I have stored it", SPACE);
    press(&window, "Done", ENTER);
    window.closed();
    window.sees("Refused requests, last 7 days");
    window.settled();
    window.sees("By keyboard");
    assert_eq!(focus(&window).name, "By keyboard Enabled", "a new page focuses its heading");
    window.end();
}

/// Opens a dialog with keys, cycles through it, closes it, and asserts that the focus returns.
#[track_caller]
fn goes_around(window: &Window, button: &str) {
    press(window, button, ENTER);
    window.browser.wait("a dialog", "return document.querySelector('dialog[open]') !== null");
    let first = focus(window);
    assert!(first.kept && !first.name.is_empty(), "the dialog of {button:?} takes the focus");
    window.browser.press(TAB);
    let second = focus(window).name;
    let mut stops = 1;
    loop {
        window.browser.press(TAB);
        let now = focus(window);
        assert!(now.kept, "{:?} has the focus outside the dialog of {button:?}", now.name);
        stops += 1;
        if now.name == second {
            break;
        }
        assert!(stops < STOPS, "the dialog of {button:?} has too many Tab stops");
    }
    window.browser.press(ESC);
    window.closed();
    assert_eq!(focus(window).name, button, "the focus returns to the opener");
}

#[test]
fn dialogs_keep_the_focus_and_give_it_back() {
    let window = Window::open("focus");
    let partner = Partner::new(window.dev);
    window.sign_in(DemoUser::Partner, &format!("/console/applications/{}", partner.id));
    window.sees("Refused requests, last 7 days");
    let buttons = [
        "Rename", "Disable", "Create replacement key", "Replace signing key", "Change permissions",
        "Delete application",
    ];
    for button in buttons {
        goes_around(&window, button);
    }

    // The key's dialog traps the focus, ignores Esc, and returns the focus to the first opener.
    press(&window, "Create replacement key", ENTER);
    press(&window, "Create API key", ENTER);
    shown_key(&window);
    for _ in 0..STOPS / 4 {
        window.browser.press(TAB);
        assert!(focus(&window).kept, "the key's dialog keeps the focus");
    }
    tab_to(&window, "Copy API key");
    window.browser.press(&ESC.repeat(2));
    assert_eq!(window.browser.script("return document.querySelector('dialog[open]') !== null", &[]), true);
    press(&window, "I have stored it", SPACE);
    press(&window, "Done", ENTER);
    window.closed();
    assert_eq!(focus(&window).name, "Create replacement key");
    window.end();
}

/// Browsers handle Esc even without a focused element: beyond a dialog's last button, or after a click on text.
#[test]
fn no_key_closes_the_dialog_with_the_key() {
    let window = Window::open("escape");
    let partner = Partner::new(window.dev);
    window.sign_in(DemoUser::Partner, &format!("/console/applications/{}", partner.id));
    window.press("Create replacement key");
    window.press("Create API key");
    shown_key(&window);
    let nowhere = (0..STOPS).any(|_| {
        window.browser.press(TAB);
        focus(&window).name.is_empty()
    });
    assert!(nowhere, "no element has the focus beyond the last button");
    window.browser.press(&ESC.repeat(3));
    assert_eq!(window.browser.script("return document.querySelector('dialog[open]') !== null", &[]), true);
    super::partner::store(&window);
    window.end();
}

/// The focus of a removed element moves to its neighbourhood instead of getting lost.
#[test]
fn the_focus_survives_the_removal_of_the_pressed_button() {
    let window = Window::open("gone");
    let partner = Partner::new(window.dev);
    window.sign_in(DemoUser::Partner, &format!("/console/applications/{}", partner.id));
    window.sees("Refused requests, last 7 days");
    let (begin, end) = (&partner.api_key[..13], &partner.api_key[partner.api_key.len() - 4..]);
    press(&window, &format!("Revoke {begin}…{end}"), ENTER);
    press(&window, "Revoke API key", ENTER);
    window.closed();
    window.sees("1 key no longer in use");
    assert_ne!(focus(&window).name, "", "the focus is lost");
    window.end();
}

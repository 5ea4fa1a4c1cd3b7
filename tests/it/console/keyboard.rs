//! Without a mouse: where the focus goes, and that everything can be reached and used with keys.

use provision::DemoUser;

use super::partner::shown_key;
use super::window::Window;
use crate::running::partner::Partner;

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
const SPACE: &str = " ";
const ESC: &str = "\u{E00C}";
/// More than any page has to stop at.
const STOPS: usize = 60;

/// What has the focus: what it is called, whether that is to be seen, and whether an open dialog has lost it. Beyond a
/// page's last element it is nowhere for one step.
const FOCUS: &str = "
    const element = document.activeElement;
    if (!element || element === document.body) return ['', true, true];
    const style = getComputedStyle(element);
    // A heading is where one begins to read, and of a date the browser itself marks the part.
    const ring = element.tabIndex < 0 || element.type === 'datetime-local'
        || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
    const name = element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent;
    const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
    return [name.trim(), ring, !dialog || dialog.contains(element)];";

struct Focus {
    name: String,
    kept: bool,
}

/// Where the focus is, which must be to be seen.
#[track_caller]
fn focus(window: &Window) -> Focus {
    let found = window.browser.script(FOCUS, &[]);
    let name = found[0].as_str().unwrap().to_owned();
    assert_eq!(found[1], true, "it is not to be seen that {name:?} has the focus");
    Focus { name, kept: found[2] == true }
}

/// Tabs on until what is called so has the focus.
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
fn an_application_is_made_with_keys_alone() {
    let window = Window::open("keyboard");
    window.sign_in(DemoUser::Partner, "/console/applications");
    window.settled();
    press(&window, "Create API application", ENTER);
    window.sees("Says which service or deployment");
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
    window.sees("Creating it shows the API key once.");
    press(&window, "Create API application", ENTER);
    let key = shown_key(&window);
    assert!(key.starts_with("nuv_test_"));
    press(&window, "Copy API key", ENTER);
    window.sees("Copied");
    press(&window, "Show a signed request", ENTER);
    press(&window, "curl", "\u{E014}");
    assert_eq!(focus(&window).name, "Node", "an arrow leads from one language to the next");
    press(&window, "I have stored it", SPACE);
    press(&window, "Done", ENTER);
    window.closed();
    window.sees("Refused requests, last 7 days");
    window.settled();
    window.sees("By keyboard");
    assert_eq!(focus(&window).name, "By keyboard Enabled", "who comes to a page begins at its heading");
    window.end();
}

/// Opens a dialog with keys, goes once around in it, and leaves it: the focus is where it was.
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
        assert!(now.kept, "{:?} has the focus, behind the dialog of {button:?}", now.name);
        stops += 1;
        if now.name == second {
            break;
        }
        assert!(stops < STOPS, "the dialog of {button:?} has no end");
    }
    window.browser.press(ESC);
    window.closed();
    assert_eq!(focus(window).name, button, "the focus comes back");
}

#[test]
fn dialogs_keep_the_focus_and_give_it_back() {
    let window = Window::open("focus");
    let partner = Partner::new(window.dev);
    window.sign_in(DemoUser::Partner, &format!("/console/applications/{}", partner.id));
    window.sees("Refused requests, last 7 days");
    for button in ["Rename", "Disable", "Create replacement key", "Replace signing key", "Change permissions", "Delete"]
    {
        goes_around(&window, button);
    }

    // The dialog with the key keeps it although Esc closes it not, and gives it back to the button that began it all.
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

/// Esc is heard wherever the focus is, also where it is nowhere: beyond a dialog's last button, or after a click on words.
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
    assert!(nowhere, "beyond the last button the focus is nowhere");
    window.browser.press(&ESC.repeat(3));
    assert_eq!(window.browser.script("return document.querySelector('dialog[open]') !== null", &[]), true);
    super::partner::store(&window);
    window.end();
}

/// What a change took away cannot have the focus any more. It goes on where one was, and is not lost.
#[test]
fn the_focus_outlives_the_button_that_was_pressed() {
    let window = Window::open("gone");
    let partner = Partner::new(window.dev);
    window.sign_in(DemoUser::Partner, &format!("/console/applications/{}", partner.id));
    window.sees("Refused requests, last 7 days");
    let (begin, end) = (&partner.api_key[..13], &partner.api_key[partner.api_key.len() - 4..]);
    press(&window, &format!("Revoke {begin}…{end}"), ENTER);
    press(&window, "Revoke", ENTER);
    window.closed();
    window.sees("1 key no longer in use");
    assert_ne!(focus(&window).name, "", "the focus is lost");
    window.end();
}

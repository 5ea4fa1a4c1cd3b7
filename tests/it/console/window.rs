//! Window of the console, used like a person does: by names of buttons and labels of fields.

use std::cell::Cell;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use provision::DemoUser;
use serde_json::{Value, json};

use super::inspect::{LIGHT, WATCH_SHIFTS, Way};
use crate::running::dev::{Dev, folder};
use crate::support::browser::Browser;

/// Script that marks the element of a name, for the driver to use.
const MARK: &str = include_str!("scripts/mark.js");

/// Browser at the console of a running system.
pub(super) struct Window {
    pub(super) browser: Browser,
    pub(super) dev: &'static Dev,
    /// Folder of downloads.
    pub(super) downloads: PathBuf,
    /// Current colour scheme and size.
    pub(super) way: Cell<Way>,
    /// Expected messages in the browser's console, from answers that a test provokes.
    expected: Vec<String>,
}

impl Window {
    pub(super) fn open(name: &str) -> Self {
        Self::at(Dev::shared(), name)
    }

    /// Opens a window and signs a user in on the way to a page.
    pub(super) fn signed_in(name: &str, user: DemoUser, path: &str) -> Self {
        let window = Self::open(name);
        window.sign_in(user, path);
        window
    }

    /// Opens a window at a separate system.
    pub(super) fn at(dev: &'static Dev, name: &str) -> Self {
        let downloads = folder(&format!("console-{name}"));
        let browser = Browser::start();
        let allowed = json!({ "behavior": "allow", "downloadPath": downloads });
        browser.devtools("Browser.setDownloadBehavior", &allowed);
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH_SHIFTS }));
        let window = Self { browser, dev, downloads, way: Cell::new(LIGHT), expected: Vec::new() };
        window.turn(LIGHT);
        window
    }

    /// Expects an answer with this status in the browser's console.
    pub(super) fn expect(&mut self, status: u16) {
        self.expected.push(format!("responded with a status of {status}"));
    }

    /// Holds requests to URLs of this pattern until [`release`](Self::release).
    #[track_caller]
    pub(super) fn hold(&self, pattern: &str) {
        self.browser.devtools("Fetch.enable", &json!({ "patterns": [{ "urlPattern": pattern }] }));
    }

    /// Releases the held requests.
    #[track_caller]
    pub(super) fn release(&self) {
        self.browser.devtools("Fetch.disable", &json!({}));
    }

    /// Fails requests to URLs of these patterns, like a missing network. An empty list ends this.
    #[track_caller]
    pub(super) fn block(&mut self, patterns: &[&str]) {
        self.expected.push("net::ERR_BLOCKED_BY_CLIENT".to_owned());
        self.browser.devtools("Network.enable", &json!({}));
        self.browser.devtools("Network.setBlockedURLs", &json!({ "urls": patterns }));
    }

    #[track_caller]
    pub(super) fn go(&self, path: &str) {
        self.browser.open(&format!("{}{path}", self.dev.base_url()));
    }

    /// Signs a demo user in, starting at `path`.
    #[track_caller]
    pub(super) fn sign_in(&self, user: DemoUser, path: &str) {
        self.go(path);
        self.press("Sign in");
        self.give_password(user);
        self.browser.wait(
            "the console",
            "return location.pathname.startsWith('/console') && location.pathname !== '/console/callback'",
        );
    }

    /// Fills in the page of the sign-in service.
    #[track_caller]
    pub(super) fn give_password(&self, user: DemoUser) {
        self.browser.wait("the password page", "return document.querySelector('#password') !== null");
        let sign_in = &self.dev.description["users"][user.name()];
        self.browser.find("#username").write(sign_in["username"].as_str().unwrap());
        self.browser.find("#password").write(sign_in["password"].as_str().unwrap());
        self.browser.find("button").click();
    }

    #[track_caller]
    fn mean(&self, kind: &str, name: &str) {
        let script = format!("return (function () {{ {MARK} }})({}, {})", json!(kind), json!(name));
        self.browser.wait(&format!("the {kind} {name:?}"), &script);
    }

    /// Presses a button or follows a link.
    #[track_caller]
    pub(super) fn press(&self, name: &str) {
        self.mean("button", name);
        self.browser.find("[data-meant]").click();
    }

    /// Fills the field of this label, or selects a value.
    #[track_caller]
    pub(super) fn fill(&self, label: &str, value: &str) {
        self.mean("field", label);
        let script = "
            const field = document.querySelector('[data-meant]');
            if (field.tagName !== 'SELECT') return false;
            field.value = arguments[0];
            field.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        if self.browser.script(script, &[json!(value)]) != Value::Bool(true) {
            self.browser.find("[data-meant]").write(value);
        }
    }

    /// Inserts a text into the field of this label at once, like pasting.
    #[track_caller]
    pub(super) fn paste(&self, label: &str, text: &str) {
        self.mean("field", label);
        let script = "
            const field = document.querySelector('[data-meant]');
            field.focus();
            field.select();
            document.execCommand('insertText', false, arguments[0]);";
        self.browser.script(script, &[json!(text)]);
    }

    /// Toggles a checkbox, or selects a radio button.
    #[track_caller]
    pub(super) fn tick(&self, label: &str) {
        self.mean("field", label);
        self.browser.find("[data-meant]").click();
    }

    /// Waits until this text is visible.
    #[track_caller]
    pub(super) fn sees(&self, text: &str) {
        self.browser.wait(&format!("{text:?}"), &format!("return document.body.innerText.includes({})", json!(text)));
    }

    /// Waits until no dialog is open.
    #[track_caller]
    pub(super) fn closed(&self) {
        self.browser.wait("the dialog's end", "return document.querySelector('dialog[open]') === null");
    }

    /// Waits until loading has finished.
    #[track_caller]
    pub(super) fn settled(&self) {
        self.browser.wait(
            "the page's content",
            "return document.querySelector('h1, h2') !== null && document.querySelector('.loading, td [aria-busy=true]') === null",
        );
    }

    #[track_caller]
    pub(super) fn text(&self, selector: &str) -> String {
        self.browser.wait(selector, &format!("return document.querySelector({}) !== null", json!(selector)));
        self.browser.find(selector).text()
    }

    /// Waits for a window other than these, and returns it.
    #[track_caller]
    pub(super) fn another(&self, before: &[String]) -> String {
        let mut other = None;
        crate::running::dev::wait(Duration::from_secs(90), "another window", || {
            other = self.browser.windows().into_iter().find(|handle| !before.contains(handle));
            other.is_some()
        });
        other.unwrap()
    }

    /// Waits for the only download with this prefix and suffix. Returns its content and name.
    #[track_caller]
    pub(super) fn saved(&self, begin: &str, end: &str) -> (String, String) {
        let mut found = None;
        crate::running::dev::wait(Duration::from_secs(90), &format!("a download {begin}…{end}"), || {
            let names =
                fs::read_dir(&self.downloads).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
            let mut named: Vec<_> = names.filter(|name| name.starts_with(begin) && name.ends_with(end)).collect();
            assert!(named.len() <= 1, "{named:?}");
            found = named.pop();
            found.is_some()
        });
        let name = found.unwrap();
        (fs::read_to_string(self.downloads.join(&name)).unwrap(), name)
    }

    /// Closes the window. Asserts no requests to other hosts, no sent private key, and no console errors.
    #[track_caller]
    pub(super) fn end(self) {
        let origins = [self.dev.base_url(), self.dev.description["issuer"].as_str().unwrap().to_owned()];
        for request in self.browser.sent() {
            let url = request["url"].as_str().unwrap();
            let home = origins.iter().any(|origin| url == origin || url.starts_with(&format!("{origin}/")));
            assert!(home || url.starts_with("blob:") || url.starts_with("data:"), "a request to another host: {url}");
            let sent = request.to_string();
            assert!(!sent.contains("PRIVATE KEY"), "a private key was sent to {url}");
            assert!(!url.contains("nuv_test_") && !url.contains("access_token"), "a secret is in an address: {url}");
        }
        let said = self.browser.console();
        let unexpected = said.iter().filter(|line| !self.expected.iter().any(|expected| line.contains(expected)));
        assert_eq!(unexpected.collect::<Vec<_>>(), Vec::<&String>::new());
        drop(self.browser);
        self.dev.assert_silent();
    }
}

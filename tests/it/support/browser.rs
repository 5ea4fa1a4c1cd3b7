//! Headless Chromium, controlled over WebDriver (W3C) with `chromedriver`.
//!
//! A `Browser` is used outside of `run`. It ends on drop.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::run;

const PATIENCE: Duration = Duration::from_secs(90);
const STARTS: usize = 5;
/// Pause between two looks at a page or folder. WebDriver reports no events.
const POLL: Duration = Duration::from_millis(50);
/// Member name with which WebDriver marks an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Browser with one window.
pub(crate) struct Browser {
    driver: Child,
    /// Folder for temporary files. Paths below `target` may be too long for a socket.
    temporary: TempDir,
    /// URL of the session.
    session: String,
    http: reqwest::Client,
}

/// Element of the current page.
pub(crate) struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

/// Starts a driver and returns its port; `None` if it ended before it listened.
fn start_driver(temporary: &Path) -> Option<(Child, u16)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .env("TMPDIR", temporary)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is needed (Debian: apt-get install chromium chromium-driver)");
    let said = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
    let port = said
        .filter_map(|line| line.strip_prefix("ChromeDriver was started successfully on port ").map(str::to_owned))
        .next();
    match port {
        Some(port) => Some((driver, port.trim_end_matches('.').parse().unwrap())),
        None => {
            driver.wait().unwrap();
            None
        }
    }
}

impl Browser {
    /// Starts a browser without history.
    pub(crate) fn start() -> Self {
        let temporary = tempfile::Builder::new().prefix("nuvera-browser-").tempdir().unwrap();
        // The driver ends if another process takes the port between its choice and its use.
        let driver = (0..STARTS).find_map(|_| start_driver(temporary.path()));
        let (driver, port) = driver.expect("chromedriver prints its port");
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut browser = Self { driver, temporary, session: format!("http://127.0.0.1:{port}/session"), http };
        // No sandbox, because tests may run as root; no background network access.
        let arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--disable-background-networking", "--disable-component-update", "--no-first-run", "--no-proxy-server",
        ];
        let created = browser.send(
            "POST",
            "",
            &json!({ "capabilities": { "alwaysMatch": {
                "browserName": "chrome",
                "goog:chromeOptions": { "args": arguments },
                "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
                "unhandledPromptBehavior": { "beforeUnload": "accept", "default": "dismiss and notify" },
            } } }),
        );
        let id = created["sessionId"].as_str().expect("a session").to_owned();
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    /// Opens a page and waits until it is loaded.
    #[track_caller]
    pub(crate) fn open(&self, url: &str) {
        self.send("POST", "/url", &json!({ "url": url }));
    }

    /// Sets the page's size in CSS pixels; phone widths are possible.
    #[track_caller]
    pub(crate) fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Sets the preferred colour scheme, `light` or `dark`.
    #[track_caller]
    pub(crate) fn prefer(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Sends a DevTools command, for features that WebDriver lacks.
    #[track_caller]
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.send("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// Goes back in the window's history.
    #[track_caller]
    pub(crate) fn back(&self) {
        self.send("POST", "/back", &json!({}));
    }

    /// Goes forward again.
    #[track_caller]
    pub(crate) fn forward(&self) {
        self.send("POST", "/forward", &json!({}));
    }

    /// Reloads the page, and confirms a question about leaving it.
    #[track_caller]
    pub(crate) fn reload(&self) {
        self.send("POST", "/refresh", &json!({}));
    }

    /// Presses keys in sequence at the current focus.
    #[track_caller]
    pub(crate) fn press(&self, keys: &str) {
        let strokes =
            keys.chars().flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key })));
        let actions: Vec<_> = strokes.collect();
        self.send("POST", "/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }));
    }

    /// Returns the open windows, unordered.
    #[track_caller]
    pub(crate) fn windows(&self) -> Vec<String> {
        let handles = self.send("GET", "/window/handles", &Value::Null);
        handles.as_array().unwrap().iter().map(|handle| handle.as_str().unwrap().to_owned()).collect()
    }

    /// Makes this window the current one.
    #[track_caller]
    pub(crate) fn switch_to(&self, window: &str) {
        self.send("POST", "/window", &json!({ "handle": window }));
    }

    /// Runs the body of a function in the page and returns what that returns.
    #[track_caller]
    pub(crate) fn script(&self, script: &str, arguments: &[Value]) -> Value {
        self.send("POST", "/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Waits until the script returns something true.
    #[track_caller]
    pub(crate) fn wait(&self, what: &str, script: &str) {
        let until = Instant::now() + PATIENCE;
        while self.script(script, &[]) != Value::Bool(true) {
            assert!(Instant::now() < until, "not within {PATIENCE:?}: {what}; the console says {:?}", self.console());
            std::thread::sleep(POLL);
        }
    }

    /// Returns the first element of a CSS selector.
    #[track_caller]
    pub(crate) fn find(&self, selector: &str) -> Element<'_> {
        let found = self.send("POST", "/element", &json!({ "using": "css selector", "value": selector }));
        Element { browser: self, id: found[ELEMENT].as_str().unwrap().to_owned() }
    }

    /// Returns the URLs requested since the last call, without the browser's own pages.
    #[track_caller]
    pub(crate) fn requests(&self) -> Vec<String> {
        self.sent().iter().map(|request| request["url"].as_str().unwrap().to_owned()).collect()
    }

    /// Returns the same requests with method, headers and body.
    #[track_caller]
    pub(crate) fn sent(&self) -> Vec<Value> {
        let events = self.log("performance").into_iter().map(|entry| {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            event["message"].clone()
        });
        let requests = events.filter(|event| event["method"] == "Network.requestWillBeSent");
        requests.map(|event| event["params"]["request"].clone()).collect()
    }

    /// Returns the browser console's messages since the last call: errors, warnings, policy violations.
    #[track_caller]
    pub(crate) fn console(&self) -> Vec<String> {
        self.log("browser").into_iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    #[track_caller]
    fn log(&self, kind: &str) -> Vec<Value> {
        self.send("POST", "/se/log", &json!({ "type": kind })).as_array().unwrap().clone()
    }

    /// Saves a screenshot of the window.
    #[track_caller]
    pub(crate) fn picture(&self, file: &Path) {
        let encoded = self.send("GET", "/screenshot", &Value::Null);
        std::fs::write(file, STANDARD.decode(encoded.as_str().unwrap()).unwrap()).unwrap();
    }

    #[track_caller]
    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_send(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    fn try_send(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let request = self.http.request(method.parse().unwrap(), format!("{}{path}", self.session));
        let request = if body.is_null() { request } else { request.body(body.to_string()) };
        let text = run(async { request.send().await?.text().await }).map_err(|error| error.to_string())?;
        let answer: Value = serde_json::from_str(&text).map_err(|_| text)?;
        match answer["value"].get("error") {
            Some(error) => Err(format!("{error}: {}", answer["value"]["message"])),
            None => Ok(answer["value"].clone()),
        }
    }
}

impl Element<'_> {
    #[track_caller]
    pub(crate) fn click(&self) {
        self.browser.send("POST", &format!("/element/{}/click", self.id), &json!({}));
    }

    /// Replaces the element's text.
    #[track_caller]
    pub(crate) fn write(&self, text: &str) {
        self.browser.send("POST", &format!("/element/{}/clear", self.id), &json!({}));
        self.browser.send("POST", &format!("/element/{}/value", self.id), &json!({ "text": text }));
    }

    /// Returns the visible text.
    #[track_caller]
    pub(crate) fn text(&self) -> String {
        let text = self.browser.send("GET", &format!("/element/{}/text", self.id), &Value::Null);
        text.as_str().unwrap().to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ending the session ends Chromium. Without a session, there is nothing to end.
        let _ = self.try_send("DELETE", "", &Value::Null);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        // Chromium's last processes may still write into the folder.
        let folder = self.temporary.path();
        let until = Instant::now() + PATIENCE;
        while std::fs::remove_dir_all(folder).is_err() && folder.exists() && Instant::now() < until {
            std::thread::sleep(POLL);
        }
        assert!(std::thread::panicking() || !folder.exists(), "cannot remove {}", folder.display());
    }
}

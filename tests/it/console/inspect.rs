//! What a window shows, judged: for those who cannot see, on a narrow screen, in light and dark.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::window::Window;

/// Counts how far things moved that nobody had asked to.
///
/// Chromium takes what moves within half a second of an input, or of another window size, for asked, which a machine under
/// load does not keep to. So what moves before the second frame after either is taken for asked too, however long that
/// frame took.
pub(super) const WATCH_SHIFTS: &str = "
    window.shifted = [];
    const asked = [];
    const ask = ({ timeStamp }) => {
        const span = { from: timeStamp, to: Infinity };
        asked.push(span);
        requestAnimationFrame(() => requestAnimationFrame(() => { span.to = performance.now(); }));
    };
    for (const input of ['click', 'change', 'input', 'keydown', 'resize']) window.addEventListener(input, ask, true);
    const wasAsked = ({ hadRecentInput, startTime }) =>
        hadRecentInput || asked.some(({ from, to }) => from <= startTime && startTime <= to);
    window.watching = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            if (!wasAsked(entry)) window.shifted.push([entry.value, entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80))]);
        }
    });
    window.watching.observe({ type: 'layout-shift', buffered: true });";

/// What `axe-core` is asked for: all levels up to WCAG 2.2 AA, and good practice.
const AXE: &str = "
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return axe.run(document, { resultTypes: ['violations'], runOnly: rules }).then(({ violations }) =>
        violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`));";

/// A colour scheme, and the size of a window.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Way {
    scheme: &'static str,
    width: u32,
    height: u32,
    /// Whether `axe` looks too: once a scheme and once a width find what it can find.
    judged: bool,
}

pub(super) const LIGHT: Way = Way { scheme: "light", width: 1200, height: 900, judged: true };
const DARK: Way = Way { scheme: "dark", judged: false, ..LIGHT };
pub(super) const DARK_PHONE: Way = Way { scheme: "dark", width: 360, height: 740, judged: true };
const LIGHT_PHONE: Way = Way { scheme: "light", judged: false, ..DARK_PHONE };

impl Window {
    /// Finds what is wrong with what the window shows in light and dark, wide and narrow, and leaves a picture of each.
    #[track_caller]
    pub(super) fn look(&self, state: &str) {
        self.settled();
        self.look_unsettled(state);
    }

    /// The same while something is still being loaded.
    #[track_caller]
    pub(super) fn look_unsettled(&self, state: &str) {
        self.look_in(state, &[LIGHT, DARK, DARK_PHONE, LIGHT_PHONE]);
    }

    /// The same on a phone alone.
    #[track_caller]
    pub(super) fn look_on_phone(&self, state: &str) {
        self.settled();
        self.look_in(state, &[LIGHT_PHONE, DARK_PHONE]);
    }

    #[track_caller]
    fn look_in(&self, state: &str, ways: &[Way]) {
        for way in ways {
            // What it is shown in already may move late.
            if *way != self.way.get() {
                self.stood_still(state);
                self.turn(*way);
            }
            self.unroll(way);
            let name = format!("{state}-{}-{}", way.scheme, way.width);
            self.picture(&name);
            self.fits(&name);
            if way.judged {
                self.is_accessible(&name);
            }
            self.stood_still(&name);
        }
        self.turn(ways[0]);
    }

    /// Shows what is there in another way. Things move where a window gets another size; they may.
    #[track_caller]
    pub(super) fn turn(&self, way: Way) {
        self.browser.prefer(way.scheme);
        self.browser.resize(way.width, way.height);
        self.seen();
        self.browser.script("window.watching?.takeRecords(); window.shifted = [];", &[]);
        self.way.set(way);
    }

    /// Makes a window with a dialog high enough for all of it.
    #[track_caller]
    fn unroll(&self, way: &Way) {
        let missing = "
            const body = [...document.querySelectorAll('dialog[open] > .body')].at(-1);
            return body ? body.scrollHeight - body.clientHeight : 0;";
        let missing = self.browser.script(missing, &[]).as_u64().unwrap();
        if missing > 0 {
            self.browser.resize(way.width, way.height + u32::try_from(missing).unwrap());
            self.seen();
        }
    }

    /// Opens a page on a dark phone, where nothing may move by itself either, and then wide in the light, to look at it.
    #[track_caller]
    pub(super) fn look_at(&self, name: &str, path: &str) {
        self.turn(DARK_PHONE);
        self.go(path);
        self.settled();
        self.stood_still(name);
        self.turn(LIGHT);
        self.go(path);
        self.look(name);
    }

    #[track_caller]
    fn stood_still(&self, name: &str) {
        let shifted = self.browser.script("return window.shifted ?? []", &[]);
        assert_eq!(shifted, json!([]), "{name}: these moved by themselves");
    }

    /// Neither the page nor a dialog has to be scrolled sideways.
    #[track_caller]
    fn fits(&self, name: &str) {
        let wider = "
            const wider = (place) => place.scrollWidth - place.clientWidth;
            return [document.documentElement, ...document.querySelectorAll('dialog[open], dialog[open] > .body')].map(wider);";
        let wider = self.browser.script(wider, &[]);
        let fits = wider.as_array().unwrap().iter().all(|by| by.as_i64().unwrap() <= 0);
        assert!(fits, "{name}: the page, and what dialog is open, are wider by {wider}");
    }

    #[track_caller]
    fn is_accessible(&self, name: &str) {
        assert_eq!(self.violations(), json!([]), "{name}");
        // Taking the picture lays the page out anew, and `axe` scrolls it; both put it back, which is seen with the next
        // frame. What is pressed before that is missed.
        self.seen();
    }

    /// What `axe` finds.
    #[track_caller]
    pub(super) fn violations(&self) -> Value {
        if self.browser.script("return typeof axe", &[]) == "undefined" {
            let folder = tools::node("axe", &["axe-core@4.14.1"]).unwrap();
            let source = fs::read_to_string(folder.join("node_modules/axe-core/axe.min.js")).unwrap();
            self.browser.script(&source, &[]);
        }
        self.browser.script(AXE, &[])
    }

    /// Waits until what was laid out was painted.
    #[track_caller]
    fn seen(&self) {
        let frames =
            "return new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen(true))))";
        self.browser.script(frames, &[]);
    }

    /// A picture of the whole page in `target/screenshots`, or of what a dialog leaves to be seen of it.
    #[track_caller]
    fn picture(&self, name: &str) {
        let folder = tools::target().join("screenshots");
        fs::create_dir_all(&folder).unwrap();
        let dialog = self.browser.script("return document.querySelector('dialog[open]') !== null", &[]);
        let parameters = json!({ "captureBeyondViewport": dialog == false, "optimizeForSpeed": true });
        let picture = self.browser.devtools("Page.captureScreenshot", &parameters);
        fs::write(folder.join(format!("{name}.png")), STANDARD.decode(picture["data"].as_str().unwrap()).unwrap())
            .unwrap();
    }
}

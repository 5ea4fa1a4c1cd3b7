//! Inspection of a window: accessibility, narrow screens, light and dark themes.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::window::Window;

/// Script that records unexpected layout shifts.
///
/// Chromium excuses shifts within half a second of an input or resize, which a busy machine may exceed. So shifts
/// before the second frame after either are excused too, however long that frame takes.
pub(super) const WATCH_SHIFTS: &str = include_str!("scripts/watch_shifts.js");

/// Script that runs `axe-core` with all levels up to WCAG 2.2 AA, and best practices.
const AXE: &str = include_str!("scripts/axe.js");

/// Colour scheme and size of a window.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Way {
    scheme: &'static str,
    width: u32,
    height: u32,
    /// True if `axe` runs too. Once per scheme and once per width suffice.
    judged: bool,
}

pub(super) const LIGHT: Way = Way { scheme: "light", width: 1200, height: 900, judged: true };
const DARK: Way = Way { scheme: "dark", judged: false, ..LIGHT };
pub(super) const DARK_PHONE: Way = Way { scheme: "dark", width: 360, height: 740, judged: true };
const LIGHT_PHONE: Way = Way { scheme: "light", judged: false, ..DARK_PHONE };

impl Window {
    /// Inspects the window in light and dark, wide and narrow, and saves a screenshot of each.
    #[track_caller]
    pub(super) fn look(&self, state: &str) {
        self.settled();
        self.look_unsettled(state);
    }

    /// Inspects the window during loading.
    #[track_caller]
    pub(super) fn look_unsettled(&self, state: &str) {
        self.look_in(state, &[LIGHT, DARK, DARK_PHONE, LIGHT_PHONE]);
    }

    /// Inspects the window on a phone only.
    #[track_caller]
    pub(super) fn look_on_phone(&self, state: &str) {
        self.settled();
        self.look_in(state, &[LIGHT_PHONE, DARK_PHONE]);
    }

    #[track_caller]
    fn look_in(&self, state: &str, ways: &[Way]) {
        for way in ways {
            // The current view may still shift late.
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

    /// Switches scheme and size. Layout shifts from the new size are allowed.
    #[track_caller]
    pub(super) fn turn(&self, way: Way) {
        self.browser.prefer(way.scheme);
        self.browser.resize(way.width, way.height);
        self.seen();
        self.browser.script("window.watching?.takeRecords(); window.shifted = [];", &[]);
        self.way.set(way);
    }

    /// Enlarges the window to the height of its dialog.
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

    /// Opens a page on a dark phone and checks for shifts, then opens it wide and light and inspects it.
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
        assert_eq!(shifted, json!([]), "{name}: unexpected layout shifts");
    }

    /// Asserts that neither page nor dialog scrolls sideways.
    #[track_caller]
    fn fits(&self, name: &str) {
        let wider = "
            const wider = (place) => place.scrollWidth - place.clientWidth;
            return [document.documentElement, ...document.querySelectorAll('dialog[open], dialog[open] > .body')].map(wider);";
        let wider = self.browser.script(wider, &[]);
        let fits = wider.as_array().unwrap().iter().all(|by| by.as_i64().unwrap() <= 0);
        assert!(fits, "{name}: page and dialogs are too wide by {wider}");
    }

    #[track_caller]
    fn is_accessible(&self, name: &str) {
        assert_eq!(self.violations(), json!([]), "{name}");
        // The screenshot changes the layout, and `axe` scrolls. Both are undone with the next frame; earlier clicks
        // would miss.
        self.seen();
    }

    /// Returns the violations that `axe` finds.
    #[track_caller]
    pub(super) fn violations(&self) -> Value {
        if self.browser.script("return typeof axe", &[]) == "undefined" {
            let folder = tools::node("axe", &["axe-core@4.14.1"]).unwrap();
            let source = fs::read_to_string(folder.join("node_modules/axe-core/axe.min.js")).unwrap();
            self.browser.script(&source, &[]);
        }
        self.browser.script(AXE, &[])
    }

    /// Waits until the layout is painted.
    #[track_caller]
    fn seen(&self) {
        let frames =
            "return new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen(true))))";
        self.browser.script(frames, &[]);
    }

    /// Saves a screenshot of the whole page in `target/screenshots`; with a dialog, of the window.
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

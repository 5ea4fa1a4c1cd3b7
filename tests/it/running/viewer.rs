//! Pages of the reference in a browser.

use super::dev::{Dev, folder};
use crate::routes::openapi::document;
use crate::support::browser::Browser;

const LOADED: &str = "return document.querySelectorAll('.opblock').length > 0";

/// Returns the number of operations in the document.
fn operations() -> usize {
    document()["paths"].as_object().unwrap().values().map(|item| item.as_object().unwrap().len()).sum()
}

/// Asserts that the page only called the platform, without errors.
#[track_caller]
fn assert_quiet(browser: &Browser, dev: &Dev) {
    let (home, console) = (format!("{}/", dev.base_url()), browser.console());
    assert_eq!(console, Vec::<String>::new());
    let requests = browser.requests();
    assert!(requests.iter().any(|url| url.starts_with(&home)), "{requests:?}");
    let elsewhere: Vec<_> =
        requests.iter().filter(|url| !url.starts_with(&home) && !url.starts_with("data:")).collect();
    assert_eq!(elsewhere, Vec::<&String>::new());
}

#[test]
fn the_viewer_shows_every_operation() {
    let dev = Dev::shared();
    let browser = Browser::start();
    let pictures = folder("viewer");
    for (name, scheme, width) in [("light", "light", 1280), ("dark", "dark", 1280), ("narrow", "light", 360)] {
        browser.resize(width, 900);
        browser.prefer(scheme);
        browser.open(&format!("{}/reference/api", dev.base_url()));
        browser.wait("the operations", LOADED);
        let shown = browser.script("return document.querySelectorAll('.opblock').length", &[]);
        assert_eq!(shown, operations(), "{name}");
        let dark = browser.script("return document.documentElement.classList.contains('dark-mode')", &[]);
        assert_eq!(dark, scheme == "dark");
        browser.picture(&pictures.join(format!("{name}.png")));
        browser.find("#operations-customers-customers-create .opblock-summary-control").click();
        browser.wait(
            "the example and the permission",
            "const text = document.querySelector('#operations-customers-customers-create').textContent; \
             return ['Müller & Söhne GmbH', 'CUSTOMERS_WRITE', 'Idempotency-Key', 'validation_failed'] \
                .every(part => text.includes(part))",
        );
        browser.script("document.querySelector('#operations-customers-customers-create').scrollIntoView()", &[]);
        browser.picture(&pictures.join(format!("{name}-operation.png")));
        let sideways = "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
        assert_eq!(browser.script(sideways, &[]), 0, "{name}: the page scrolls sideways");
        assert_quiet(&browser, dev);
    }
    dev.assert_silent();
}

#[test]
fn the_index_links_to_the_viewer_and_no_page_has_errors() {
    let dev = Dev::shared();
    let browser = Browser::start();
    browser.open(&format!("{}/reference", dev.base_url()));
    let index = browser.find("main").text();
    for path in document()["paths"].as_object().unwrap().keys() {
        assert!(index.contains(path), "{path}");
    }
    browser.find("main a[href='/reference/api']").click();
    browser.wait("the operations", LOADED);
    assert_eq!(browser.find("h1").text(), "All routes");
    for page in ["errors", "signing", "uploads", "rotation", "idempotency", "pagination", "screening", "going-live"] {
        browser.open(&format!("{}/reference/{page}", dev.base_url()));
        assert!(browser.find("main").text().len() > 500, "{page}");
    }
    assert_quiet(&browser, dev);
}

/// The browser reports policy violations, which `assert_quiet` relies on.
#[test]
fn a_policy_violation_is_reported() {
    let dev = Dev::shared();
    let browser = Browser::start();
    browser.open(&format!("{}/reference/api", dev.base_url()));
    browser.script(
        "document.head.append(Object.assign(document.createElement('script'), { src: 'http://127.0.0.1:9/x.js' }))",
        &[],
    );
    browser.script("document.body.setAttribute('style', 'color: red'); document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')", &[]);
    let said = browser.console().join("\n");
    assert!(said.contains("127.0.0.1:9") && said.contains("style-src"), "{said}");
}

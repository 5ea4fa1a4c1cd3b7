//! Pages of the API reference: `functions/pages/reference/*.html`.
//!
//! Routes, permissions and codes come from their declarations, everything else from the guides.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use contract::code::Code;
use contract::routes::Entry;

use super::guides::{self, render};
use super::tables;

/// Guides with a page of their own, in reading order. Each has a name and a label in the navigation.
const GUIDES: [(&str, &str); 7] = [
    ("signing", "Signing"),
    ("uploads", "Uploads"),
    ("rotation", "Rotation"),
    ("idempotency", "Retries"),
    ("pagination", "Pagination"),
    ("screening", "Screening"),
    ("going-live", "Going live"),
];
/// Guide at the start of the first page.
const INDEX: &str = "index";
/// Guide at the start of the page of codes.
const ERRORS: &str = "errors";

/// Returns the text of every page by name.
///
/// # Errors
/// If a guide cannot be read or rendered.
pub(super) fn pages(routes: &[&Entry], folder: &Path) -> Result<Vec<(String, String)>> {
    let index = guides::read(folder, INDEX)?;
    let errors = guides::read(folder, ERRORS)?;
    let mut pages = vec![
        ("index.html".to_owned(), page(INDEX, &index.title, &(index.body + &declared(routes)))),
        ("errors.html".to_owned(), page(ERRORS, &errors.title, &(errors.body + &codes()))),
        ("api.html".to_owned(), viewer()),
    ];
    for (name, _) in GUIDES {
        let guide = guides::read(folder, name)?;
        pages.push((format!("{name}.html"), page(name, &guide.title, &guide.body)));
    }
    Ok(pages)
}

fn page(name: &str, title: &str, body: &str) -> String {
    let links =
        [("api", "Routes")].into_iter().chain(GUIDES).chain([("errors", "Errors"), ("openapi.json", "OpenAPI")]);
    let mut nav = String::new();
    for (target, label) in links {
        let current = if target == name { " aria-current=\"page\"" } else { "" };
        // Writing to a `String` cannot fail.
        let _ = write!(nav, "<a href=\"/reference/{target}\"{current}>{label}</a>");
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · Nuvera partner API</title>\n<link rel=\"icon\" href=\"/reference/icon.svg\">\n<link rel=\"stylesheet\" href=\"/reference/style.css\">\n</head>\n\
         <body>\n<header><a href=\"/reference\">Nuvera partner API</a><nav aria-label=\"Reference\">{nav}</nav></header>\n\
         <main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// Returns the page with the OpenAPI viewer.
fn viewer() -> String {
    let files = "<link rel=\"stylesheet\" href=\"/reference/swagger-ui.5ed08757.css\">\n\
         <link rel=\"stylesheet\" href=\"/reference/viewer.css\">\n\
         <script src=\"/reference/swagger-ui-bundle.e6a89869.js\" defer></script>\n\
         <script src=\"/reference/viewer.js\" defer></script>\n</head>";
    let body = "<div id=\"viewer\"><noscript>This page needs JavaScript; the same is in the \
         <a href=\"/reference/openapi.json\">OpenAPI document</a>.</noscript></div>\n";
    page("api", "All routes", body).replace("</head>", files)
}

/// Returns the tables of routes and permissions.
fn declared(routes: &[&Entry]) -> String {
    let (routes, permissions) = (render(&tables::routes(routes)), render(&tables::permissions(routes)));
    format!("<h2 id=\"routes\">Routes</h2>\n{routes}<h2 id=\"permissions\">Permissions</h2>\n{permissions}")
}

/// Returns a section for each code. Its anchor is the target of a problem document's `type`.
fn codes() -> String {
    let mut text = "<h2 id=\"codes\">Codes</h2>\n".to_owned();
    for code in Code::ALL {
        let (name, status) = (code.name(), code.status());
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "<section id=\"{name}\"><h3><a href=\"#{name}\"><code>{name}</code></a> <span>{status}</span></h3>\n<p><strong>{}</strong></p>\n{}</section>",
            code.title(),
            render(code.documentation())
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn folder() -> std::path::PathBuf {
        crate::root().join("functions/pages/guides")
    }

    fn all() -> Vec<(String, String)> {
        pages(&contract::routes::all().collect::<Vec<_>>(), &folder()).unwrap()
    }

    #[test]
    fn every_code_has_its_anchor_and_every_route_its_line() {
        let pages = all();
        let find = |name: &str| &pages.iter().find(|(found, _)| found == name).unwrap().1;
        for code in Code::ALL {
            assert_eq!(find("errors.html").matches(&format!("<section id=\"{}\">", code.name())).count(), 1);
        }
        for entry in contract::routes::all() {
            assert!(find("index.html").contains(&format!("<code>{}</code>", entry.spec.id())), "{}", entry.spec.id());
        }
        for shown in ["base64url", "openssl", "SignJWT", "SignPKCS1v15"] {
            assert!(find("signing.html").contains(shown), "{shown}");
        }
        for shown in ["multipart/form-data", "/api/v1/document-uploads"] {
            assert!(find("uploads.html").contains(shown), "{shown}");
        }
        assert!(find("rotation.html").contains("rotate-keys.sh"));
    }

    #[test]
    fn every_guide_has_a_page_and_every_program_a_place() {
        let names = |folder: &Path, ending: &str| -> BTreeSet<String> {
            let files =
                std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
            files.filter_map(|file| file.strip_suffix(ending).map(str::to_owned)).collect()
        };
        let guides: BTreeSet<String> =
            GUIDES.map(|(name, _)| name).into_iter().chain([INDEX, ERRORS]).map(str::to_owned).collect();
        assert_eq!(names(&folder(), ".md"), guides);
        let text: String = all().into_iter().map(|(_, text)| text).collect();
        for program in names(&folder().join("programs"), "") {
            // The console shows these first calls in other languages.
            let elsewhere = program.starts_with("first-call.") && program != "first-call.sh";
            let shown = text.matches(&format!("<figcaption><code>{program}</code></figcaption>")).count();
            assert_eq!(shown, usize::from(!elsewhere), "{program}");
        }
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for (name, text) in all() {
            for attribute in ["src=\"", "href=\""] {
                for target in text.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                    assert!(target.starts_with('/') || target.starts_with('#'), "{name}: {target}");
                }
            }
            let scripts = text.matches("<script").count();
            assert_eq!(scripts, if name == "api.html" { 2 } else { 0 }, "{name}");
            assert_eq!(text.matches("<script src=\"/reference/").count(), scripts, "{name}");
            assert!(!text.contains("style=\"") && !text.contains("<!--"), "{name}");
        }
    }
}

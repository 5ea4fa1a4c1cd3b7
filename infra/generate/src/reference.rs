//! The pages of the API reference: `functions/pages/reference/*.html`.
//!
//! They say what the README says: its sections are their text, so that there is one wording, and it is tested there.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use contract::code::Code;
use contract::routes::Entry;
use pulldown_cmark::{Options, Parser, html};

use super::readme;

/// A page: its name, its title, and which sections of the README it holds.
const GUIDES: [(&str, &str, &[&str]); 2] = [
    (
        "signing",
        "Signing requests",
        &["A signed call in four languages", "Upload a document", "What a request must be"],
    ),
    ("rotation", "Rotating keys", &["Rotate keys safely"]),
];

/// Every page by its name, with its text.
///
/// # Errors
/// Where the README has no section of a name that a page needs.
pub(super) fn pages(routes: &[&Entry], readme: &str) -> Result<Vec<(String, String)>> {
    let mut pages = vec![
        ("index.html".to_owned(), page("API reference", &index(routes))),
        ("errors.html".to_owned(), page("Errors", &errors())),
        ("api.html".to_owned(), viewer()),
    ];
    for (name, title, sections) in GUIDES {
        let mut text = String::new();
        for section in sections {
            text.push_str(&of_section(readme, section)?);
        }
        pages.push((format!("{name}.html"), page(title, &text)));
    }
    Ok(pages)
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · Nuvera partner API</title>\n<link rel=\"icon\" href=\"/reference/icon.svg\">\n<link rel=\"stylesheet\" href=\"/reference/style.css\">\n</head>\n\
         <body>\n<header><a href=\"/reference\">Nuvera partner API</a><nav aria-label=\"Reference\">\
         <a href=\"/reference/api\">Routes</a><a href=\"/reference/signing\">Signing</a><a href=\"/reference/rotation\">Rotation</a>\
         <a href=\"/reference/errors\">Errors</a><a href=\"/reference/openapi.json\">OpenAPI</a></nav></header>\n\
         <main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// The page on which the viewer shows the OpenAPI document.
fn viewer() -> String {
    let files = "<link rel=\"stylesheet\" href=\"/reference/swagger-ui.5ed08757.css\">\n\
         <link rel=\"stylesheet\" href=\"/reference/viewer.css\">\n\
         <script src=\"/reference/swagger-ui-bundle.e6a89869.js\" defer></script>\n\
         <script src=\"/reference/viewer.js\" defer></script>\n</head>";
    let body = "<div id=\"viewer\"><noscript>This page needs JavaScript; the same is in the \
         <a href=\"/reference/openapi.json\">OpenAPI document</a>.</noscript></div>\n";
    page("All routes", body).replace("</head>", files)
}

fn index(routes: &[&Entry]) -> String {
    let text = format!(
        "Partners' services call `/api/v1` with an API key and a JWT that is signed for each request: \
         [how to sign](/reference/signing). Keys are [replaced without downtime](/reference/rotation). What a refused \
         request lacks is told by the [code of the answer](/reference/errors). [Every route](/reference/api) is shown with what \
         goes in and out, and described for programs in the [OpenAPI document](/reference/openapi.json).\n\n## Routes\n\n{}\n\n## Permissions\n\n{}\n",
        readme::routes(routes),
        readme::permissions(routes)
    );
    render(&text)
}

/// One anchor a code: where the `type` of a problem document leads.
fn errors() -> String {
    let mut text = render(
        "An error is a problem document (`application/problem+json`, RFC 9457). Its `code` is stable, its `type` leads \
         to the section below, and its `requestId` is what to name when you ask support.",
    );
    for code in Code::ALL {
        let (name, status) = (code.name(), code.status());
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "<section id=\"{name}\"><h2><a href=\"#{name}\"><code>{name}</code></a> <span>{status}</span></h2>\n<p><strong>{}</strong></p>\n{}</section>",
            code.title(),
            render(code.documentation())
        );
    }
    text
}

/// A section of the README, up to the next of its level.
fn of_section(readme: &str, title: &str) -> Result<String> {
    let heading = format!("\n## {title}\n");
    let (_, rest) = readme.split_once(&heading).with_context(|| format!("README.md has no section {title:?}"))?;
    let text = rest.split_once("\n## ").map_or(rest, |(section, _)| section);
    Ok(format!("<h2>{title}</h2>\n{}", render(text)))
}

fn render(markdown: &str) -> String {
    // What marks an example for the tests is not for readers.
    let lines = markdown.lines().filter(|line| !line.starts_with("<!--"));
    let markdown = lines.collect::<Vec<_>>().join("\n");
    let mut text = String::new();
    html::push_html(&mut text, Parser::new_ext(&markdown, Options::ENABLE_TABLES));
    // A wide table scrolls by itself, so that the page does not.
    text.replace("<table>", "<div class=\"wide\" tabindex=\"0\"><table>").replace("</table>", "</table></div>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<(String, String)> {
        let readme = std::fs::read_to_string(tools::root().join("README.md")).unwrap();
        pages(&contract::routes::all().collect::<Vec<_>>(), &readme).unwrap()
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
        for shown in
            ["base64url", "openssl", "SignJWT", "SignPKCS1v15", "multipart/form-data", "/api/v1/document-uploads"]
        {
            assert!(find("signing.html").contains(shown), "{shown}");
        }
        assert!(find("rotation.html").contains("rotate-keys.sh"));
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

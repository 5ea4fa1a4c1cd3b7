//! GET /reference, GET /reference/{file}

use contract::route::PageText;
use contract::routes::{ReadReference, ReferencePage};
use runtime::{Context, Endpoint, Failure, Open, Outcome};

/// The route with its handler.
#[must_use]
pub fn endpoint() -> Endpoint {
    Endpoint::open::<ReadReference, _>(handle)
}

const HTML: &str = "text/html; charset=utf-8";

/// The pages, which `cargo xtask gen` writes but for the style.
const PAGES: [(&str, &str, &str); 6] = [
    ("index", HTML, include_str!("../../reference/index.html")),
    ("errors", HTML, include_str!("../../reference/errors.html")),
    ("signing", HTML, include_str!("../../reference/signing.html")),
    ("rotation", HTML, include_str!("../../reference/rotation.html")),
    ("style.css", "text/css; charset=utf-8", include_str!("../../reference/style.css")),
    ("openapi.json", "application/json", include_str!("../../reference/openapi.json")),
];

/// Answers with a page of the API reference.
///
/// # Errors
/// `not_found`
pub async fn handle(_: &Context, request: Open<ReadReference>) -> Outcome<ReadReference> {
    let name = request.input.path.0;
    let found = PAGES.iter().find(|(known, ..)| *known == name);
    let page = |&(_, media_type, text): &(_, _, &'static str)| {
        ReferencePage(PageText { media_type, text: text.into(), headers: Vec::new() })
    };
    found.map(page).ok_or(Failure::NotFound)
}

//! GET /reference, GET /reference/{file}

use std::borrow::Cow;

use contract::route::PageText;
use contract::routes::{ReadReference, ReferencePage};
use runtime::ByAnyone;
use usecases::{Context, Failure, Outcome};

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Pages. `cargo xtask gen` writes all except the style and the script.
const PAGES: [(&str, &str, &str); 15] = [
    ("index", HTML, include_str!("../../reference/index.html")),
    (VIEWER_PAGE, HTML, include_str!("../../reference/api.html")),
    ("errors", HTML, include_str!("../../reference/errors.html")),
    ("signing", HTML, include_str!("../../reference/signing.html")),
    ("uploads", HTML, include_str!("../../reference/uploads.html")),
    ("rotation", HTML, include_str!("../../reference/rotation.html")),
    ("idempotency", HTML, include_str!("../../reference/idempotency.html")),
    ("pagination", HTML, include_str!("../../reference/pagination.html")),
    ("screening", HTML, include_str!("../../reference/screening.html")),
    ("going-live", HTML, include_str!("../../reference/going-live.html")),
    ("style.css", CSS, include_str!("../../reference/style.css")),
    ("icon.svg", "image/svg+xml", include_str!("../../reference/icon.svg")),
    ("viewer.css", CSS, include_str!("../../reference/viewer.css")),
    ("viewer.js", SCRIPT, include_str!("../../reference/viewer.js")),
    ("openapi.json", "application/json", include_str!("../../reference/openapi.json")),
];

/// Swagger UI, with the files' hashes in their names. Such a file never changes.
const VIEWER: [(&str, &str, &str); 2] = [
    (
        "swagger-ui-bundle.e6a89869.js",
        SCRIPT,
        include_str!("../../reference/viewer/swagger-ui-bundle.e6a89869.js"),
    ),
    ("swagger-ui.5ed08757.css", CSS, include_str!("../../reference/viewer/swagger-ui.5ed08757.css")),
];

/// Page of the OpenAPI document.
const VIEWER_PAGE: &str = "api";

/// Content security policy of that page: scripts and files of this host. The viewer's style has its icons as `data:`.
const VIEWER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
/// Content security policy of the other pages: no scripts.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; frame-ancestors 'none'; \
    base-uri 'none'";

/// Returns a page of the API reference.
///
/// # Errors
/// `not_found`
pub async fn handle(_: &Context, request: ByAnyone<ReadReference>) -> Outcome<ReadReference> {
    let name = request.input.path.0;
    let page = |(media_type, text): (&'static str, &'static str), headers: Vec<(&'static str, Cow<'static, str>)>| {
        ReferencePage(PageText { media_type, text: text.into(), headers })
    };
    let find = |files: &[(&str, &'static str, &'static str)]| {
        files.iter().find(|(known, ..)| *known == name).map(|&(_, media_type, text)| (media_type, text))
    };
    if let Some(file) = find(&VIEWER) {
        return Ok(page(file, vec![("cache-control", "public, max-age=31536000, immutable".into())]));
    }
    let file = find(&PAGES).ok_or(Failure::NOT_FOUND)?;
    let policy = if name == VIEWER_PAGE { VIEWER_POLICY } else { POLICY };
    Ok(page(file, vec![("content-security-policy", policy.into())]))
}

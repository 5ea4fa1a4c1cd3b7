//! GET /console, GET /console/{path+}

use std::borrow::Cow;

use contract::route::PageText;
use contract::routes::{ConsoleFile, ReadConsole};
use runtime::ByAnyone;
use usecases::{Context, Failure, Outcome, SignInSettings};

use crate::built::{FILES, INDEX};

/// Folder of files with their hash in their name. Such a file never changes.
const HASHED: &str = "assets/";

/// Returns a file of the console; for other paths, its page.
///
/// # Errors
/// `request_path_invalid`; `not_found` for a missing file.
pub async fn handle(cx: &Context, request: ByAnyone<ReadConsole>) -> Outcome<ReadConsole> {
    let path = request.input.path.0;
    if let Some(&(_, media_type, text)) = FILES.iter().find(|(name, ..)| *name == path) {
        let kept = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
        let headers = vec![("cache-control", kept.into()), ("cross-origin-resource-policy", "same-origin".into())];
        return Ok(ConsoleFile(PageText { media_type, text: text.into(), headers }));
    }
    if path.starts_with(HASHED) {
        return Err(Failure::NOT_FOUND);
    }
    Ok(ConsoleFile(page(cx.sign_in())))
}

/// Returns the page with the settings for signing in.
fn page(sign_in: SignInSettings<'_>) -> PageText {
    let text = INDEX
        .replace("{{issuer}}", &escaped(sign_in.issuer))
        .replace("{{client}}", &escaped(sign_in.client_id));
    PageText { media_type: "text/html; charset=utf-8", text: text.into(), headers: headers(sign_in) }
}

/// Returns the security headers of the page.
///
/// It runs and loads files of this host, calls only this host and the sign-in service, and shares its window with no
/// other page.
fn headers(sign_in: SignInSettings<'_>) -> Vec<(&'static str, Cow<'static, str>)> {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {} {}; \
         form-action 'none'; frame-ancestors 'none'; base-uri 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        origin(sign_in.issuer),
        origin(sign_in.pages_url),
    );
    vec![
        ("content-security-policy", policy.into()),
        ("permissions-policy", PERMISSIONS.into()),
        ("cross-origin-opener-policy", "same-origin".into()),
        ("cross-origin-resource-policy", "same-origin".into()),
    ]
}

/// Permissions policy. The console only writes to the clipboard.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), \
     display-capture=(), clipboard-read=(), clipboard-write=(self)";

/// Scheme, host and port of an address.
fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address.get(host..).and_then(|rest| rest.find('/')).map_or(address.len(), |at| host + at);
    address.get(..end).unwrap_or(address)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_ends_where_the_path_begins() {
        for (address, expected) in [
            ("https://cognito-idp.eu-central-1.amazonaws.com/pool", "https://cognito-idp.eu-central-1.amazonaws.com"),
            ("http://127.0.0.1:9004", "http://127.0.0.1:9004"),
            ("http://127.0.0.1:9004/", "http://127.0.0.1:9004"),
        ] {
            assert_eq!(origin(address), expected);
        }
    }

    #[test]
    fn the_page_has_the_settings_for_signing_in() {
        let sign_in = SignInSettings { issuer: "https://issuer.example/a\"b", client_id: "c", pages_url: "https://x.example" };
        let page = page(sign_in);
        assert!(page.text.contains("data-issuer=\"https://issuer.example/a&quot;b\"") && !page.text.contains("{{"));
        let policy = page.headers.iter().find(|(name, _)| *name == "content-security-policy").unwrap();
        assert!(policy.1.contains("connect-src 'self' https://issuer.example https://x.example;"));
        assert!(!policy.1.contains("unsafe") && !policy.1.contains('*'));
    }
}

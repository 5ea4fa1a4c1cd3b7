//! The pages that a person sees.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use url::Url;

const STYLE: &str = include_str!("style.css");

/// The page with the password; `refused` after a wrong one.
pub(super) fn sign_in(client: &str, username: &str, redirect: &Url, refused: bool) -> Response {
    let (status, alert) = if refused {
        (
            StatusCode::FORBIDDEN,
            "<p class=\"alert\" role=\"alert\">That user name and password do not belong together.</p>",
        )
    } else {
        (StatusCode::OK, "")
    };
    // Where the name is known, only the password is left to type.
    let (name_focus, password_focus) = if username.is_empty() { (" autofocus", "") } else { ("", " autofocus") };
    let body = format!(
        "<h1>Sign in</h1>\
         <p>to <strong>{client}</strong>, on this machine</p>{alert}\
         <form method=\"post\">\
         <label for=\"username\">User name</label>\
         <input id=\"username\" name=\"username\" value=\"{username}\" autocomplete=\"username\" \
         autocapitalize=\"none\" spellcheck=\"false\" required{name_focus}>\
         <label for=\"password\">Password</label>\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required{password_focus}>\
         <button>Sign in</button>\
         </form>",
        client = escaped(client),
        username = escaped(username),
    );
    // Browsers hold a form's redirects to `form-action` too, so the page must name where the code goes.
    page(status, "Sign in", &body, &format!("'self' {}", redirect.origin().ascii_serialization()))
}

pub(super) fn signed_out() -> Response {
    let body = "<h1>Signed out</h1><p>You can close this page.</p>";
    page(StatusCode::OK, "Signed out", body, "'none'")
}

/// What a person sees who opens an address of the sign-in by hand.
pub(super) async fn nothing_here() -> Response {
    problem(
        StatusCode::NOT_FOUND,
        "There is nothing at this address. Sign-in begins in the application, which sends you to the right page.",
    )
}

pub(super) fn problem(status: StatusCode, message: &str) -> Response {
    let body = format!("<h1>This cannot be done</h1><p class=\"alert\" role=\"alert\">{}</p>", escaped(message));
    page(status, "This cannot be done", &body, "'none'")
}

pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], STYLE)
}

fn page(status: StatusCode, title: &str, body: &str, form_action: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} – Nuvera local</title><link rel=\"stylesheet\" href=\"/style.css\"></head>\
         <body><main>{body}</main></body></html>"
    );
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    // An origin is ASCII without control characters, so this cannot fail; a page without a policy must not go out.
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Not `no-referrer`, by which browsers would post the form with `Origin: null`, which is refused here.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_cannot_become_markup() {
        assert_eq!(escaped(r#""><script>'&"#), "&quot;&gt;&lt;script&gt;&#39;&amp;");
    }
}

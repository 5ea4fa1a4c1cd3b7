//! Pages of the sign-in provider.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use url::Url;

use crate::front::escaped;

const STYLE: &str = include_str!("style.css");

/// Returns the password page; `refused` after a wrong password.
pub(super) fn sign_in(client: &str, username: &str, redirect: &Url, refused: bool) -> Response {
    let (status, alert) = if refused {
        (StatusCode::FORBIDDEN, "<p class=\"alert\" role=\"alert\">The user name or password is wrong. Try again.</p>")
    } else {
        (StatusCode::OK, "")
    };
    // With a known name, only the password remains to type.
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
    // Browsers apply `form-action` to a form's redirects too, so the page names the redirect URI's origin.
    page(status, "Sign in", &body, &format!("'self' {}", redirect.origin().ascii_serialization()))
}

/// Answers an unknown address with a page for people.
pub(super) async fn not_found() -> Response {
    problem(
        StatusCode::NOT_FOUND,
        "There is no page at this address. Start the sign-in in the application, which opens the right page.",
    )
}

pub(super) fn problem(status: StatusCode, message: &str) -> Response {
    let body = format!("<h1>Invalid request</h1><p class=\"alert\" role=\"alert\">{}</p>", escaped(message));
    page(status, "Invalid request", &body, "'none'")
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
    // An origin is ASCII without control characters, so this cannot fail. A page must never lack its policy.
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // With `no-referrer`, browsers would post the form with `Origin: null`, which is refused.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

//! Restriction of callers to this machine's own pages and programs.
//!
//! Listening on `127.0.0.1` excludes other machines, but not pages of other sites in the developer's browser. They can
//! send requests here, so `Origin` is checked. They can resolve their own name to this address, so `Host` is checked.

use axum::http::{HeaderMap, HeaderValue, Uri, header};

pub(super) fn is_from_here(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).is_none_or(|host| names_this_machine(host, "http://"));
    host && headers.get(header::ORIGIN).is_none_or(|origin| names_this_machine(origin, ""))
}

fn names_this_machine(value: &HeaderValue, scheme: &str) -> bool {
    let Ok(value) = value.to_str() else {
        return false;
    };
    // Origin of a sandboxed page or a `file:` URL.
    if value == "null" {
        return false;
    }
    format!("{scheme}{value}")
        .parse::<Uri>()
        .is_ok_and(|uri| matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_here(host: &'static str, origin: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        is_from_here(&headers)
    }

    #[test]
    fn only_loopback_names_are_accepted() {
        assert!(from_here("127.0.0.1:9001", None));
        assert!(from_here("localhost:9001", Some("http://localhost:5173")));
        assert!(!from_here("rebound.example:9001", None));
        assert!(!from_here("127.0.0.1:9001", Some("https://elsewhere.example")));
        assert!(!from_here("127.0.0.1:9001", Some("http://127.0.0.1.elsewhere.example")));
        assert!(!from_here("127.0.0.1:9001", Some("null")));
    }
}

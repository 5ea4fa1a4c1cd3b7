//! Redaction of refused requests' texts.

use contract::secrets::{private_key_in_key, redacted, unescaped};
use verify::Request;

/// Least bytes of a request's secret that is searched for behind escapes.
const SHORTEST: usize = 8;

/// Removes this request's secrets, and all that [`redacted`] recognizes.
///
/// A text with parts of a private key, or with a secret behind escapes, is removed entirely.
pub(super) fn redact(text: &str, request: &Request) -> String {
    const REMOVED: &str = "…";
    if private_key_in_key(text).is_some() {
        return REMOVED.to_owned();
    }
    let token = request.header("authorization").map(|value| value.rsplit(' ').next().unwrap_or_default());
    let own = [request.header("x-api-key"), token].into_iter().flatten().filter(|secret| !secret.is_empty());
    let mut kept = redacted(text);
    for secret in own.clone() {
        kept = kept.replace(secret, REMOVED);
    }
    let undone = unescaped(&kept);
    if own.filter(|secret| secret.len() >= SHORTEST).any(|secret| undone.contains(secret)) {
        return REMOVED.to_owned();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_removed_and_the_rest_is_kept() {
        let secret = "s".repeat(38);
        let shown = format!("nuv_live_{}", "p".repeat(26));
        let token = format!("eyJ{}.eyJ{}.{}", "h".repeat(20), "c".repeat(40), "s".repeat(40));
        let text = format!("/a/{shown}{secret}?b={token}&ä={shown}&c=eyJ&d={shown}{}", &secret[..20]);
        let request = Request {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: bytes::Bytes::new(),
            source_ip: None,
        };
        assert_eq!(redact(&text, &request), format!("/a/{shown}…?b=…&ä={shown}&c=eyJ&d={shown}…"));
        assert_eq!(redact("/api/v1/customers?limit=1", &request), "/api/v1/customers?limit=1");
        assert_eq!(redact("-----BEGIN PRIVATE KEY-----", &request), "…");
    }

    #[test]
    fn white_space_around_a_header_does_not_hide_its_secret() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = Request {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: vec![header("x-api-key", " own_secret\t"), header("authorization", "\tBearer own.token ")],
            body: bytes::Bytes::new(),
            source_ip: None,
        };
        assert_eq!(redact("/a?b=own_secret&c=own.token", &request), "/a?b=…&c=…");
    }

    #[test]
    fn an_escaped_secret_is_removed() {
        let secret = format!("nuv_live_{}", "p".repeat(64));
        let request = Request {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: vec![("x-api-key".to_owned(), "own_secret".to_owned())],
            body: bytes::Bytes::new(),
            source_ip: None,
        };
        for escape in ["%5F", "\\u005f", "&#95;", "\u{ff3f}", "%255F"] {
            assert_eq!(redact(&format!("/a?b={}", secret.replace('_', escape)), &request), "…", "{escape}");
            assert_eq!(redact(&format!("/a?b=own{escape}secret"), &request), "…", "{escape}");
        }
        assert_eq!(redact("/a?b=own%5Fname", &request), "/a?b=own%5Fname");
    }
}

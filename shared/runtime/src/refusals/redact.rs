//! Redaction of refused requests' texts.

use verify::Request;

/// First characters of a token: base64url of `{"`.
const TOKEN_START: &str = "eyJ";
/// Longest run that does not count as a token, in bytes.
const SHORTEST_TOKEN: usize = 20;

/// Removes secrets from `text`: those of this request, other API keys, and tokens. A text with a private key is removed
/// entirely.
pub(super) fn kept(text: &str, request: &Request) -> String {
    if contract::secrets::private_key(text).is_some() {
        return "…".to_owned();
    }
    let token = request.header("authorization").map(|value| value.rsplit(' ').next().unwrap_or_default());
    let mut kept = contract::api_key::without_secrets(text);
    for secret in [request.header("x-api-key"), token].into_iter().flatten().filter(|secret| !secret.is_empty()) {
        kept = kept.replace(secret, "…");
    }
    without_tokens(&kept)
}

/// Removes each token from `text`.
fn without_tokens(mut text: &str) -> String {
    let of_tokens = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%');
    let mut kept = String::with_capacity(text.len());
    while let Some((before, rest)) = text.find(TOKEN_START).and_then(|at| text.split_at_checked(at)) {
        let length = rest.bytes().position(|byte| !of_tokens(byte)).unwrap_or(rest.len());
        // All ASCII up to there, and so a boundary.
        let Some((token, after)) = rest.split_at_checked(length) else { break };
        kept.push_str(before);
        kept.push_str(if length > SHORTEST_TOKEN { "…" } else { token });
        text = after;
    }
    kept.push_str(text);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_cut_short_and_the_rest_is_kept() {
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
        assert_eq!(kept(&text, &request), format!("/a/{shown}…?b=…&ä={shown}&c=eyJ&d={shown}…"));
        assert_eq!(kept("/api/v1/customers?limit=1", &request), "/api/v1/customers?limit=1");
        assert_eq!(kept("-----BEGIN PRIVATE KEY-----", &request), "…");
    }
}

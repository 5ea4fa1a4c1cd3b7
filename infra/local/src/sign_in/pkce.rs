//! Proof key for code exchange (PKCE, RFC 7636), S256 only.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::provider::equal;

/// SHA-256 of a verifier in base64url.
#[derive(Clone, Debug)]
pub(super) struct Challenge(String);

impl Challenge {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let hash = URL_SAFE_NO_PAD.decode(text).ok()?;
        (hash.len() == 32).then(|| Self(text.to_owned()))
    }

    pub(super) fn is_met_by(&self, verifier: &str) -> bool {
        let long_enough = (43..=128).contains(&verifier.len());
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        long_enough && verifier.bytes().all(unreserved) && equal(&self.0, &challenge(verifier))
    }
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_is_accepted() {
        let challenge = Challenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        assert!(challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"));
    }

    #[test]
    fn a_short_verifier_is_refused() {
        assert!(!Challenge::parse(&challenge("short")).unwrap().is_met_by("short"));
        assert!(Challenge::parse("plain").is_none());
    }
}

//! Operations on bytes, each by the fastest linked library.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64_simd::URL_SAFE_NO_PAD;

/// Compares two secrets in constant time.
pub(crate) fn same_secret(one: &[u8], other: &[u8]) -> bool {
    verify_slices_are_equal(one, other).is_ok()
}

/// Returns the SHA-256 of `bytes`.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    // A SHA-256 has the same length.
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// Decodes strict base64url without padding (RFC 4648, section 5).
///
/// Each value has one encoding: no other character, no bits left over.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    #[test]
    fn secrets_differ_wherever_and_by_length() {
        assert!(same_secret(b"secret", b"secret") && same_secret(b"", b""));
        for other in [&b"Secret"[..], b"secreT", b"secret0", b"secre", b""] {
            assert!(!same_secret(b"secret", other));
        }
    }

    #[test]
    fn the_hash_is_sha_256() {
        // FIPS 180-4's example of one block.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex::encode(sha256(b"abc")), expected);
    }

    #[test]
    fn base64url_has_one_form_for_each_value() {
        // Long enough for any vector code, and every length of the rest.
        for length in 0..150 {
            let bytes: Vec<u8> = (0..length).map(|n: u8| n.wrapping_mul(37) ^ 0xa5).collect();
            let text = base64_simd::URL_SAFE_NO_PAD.encode_to_string(&bytes);
            assert_eq!(from_base64url(&text).as_deref(), Some(bytes.as_slice()));
            let Some((last, rest)) = text.char_indices().last().map(|(at, last)| (last, &text[..at])) else { continue };
            let others = ALPHABET.chars().filter(|other| *other != last).map(|other| format!("{rest}{other}"));
            for other in others.filter_map(|other| from_base64url(&other)) {
                assert_ne!(other, bytes, "{text}");
            }
        }
    }

    #[test]
    fn base64url_takes_no_other_character_anywhere() {
        let text = "A".repeat(100);
        for at in 0..text.len() {
            for wrong in ["=", "+", "/", " ", "\n", "\0", "\u{7f}", "ä", "."] {
                let mut other = text.clone();
                other.replace_range(at..=at, wrong);
                assert_eq!(from_base64url(&other), None, "{wrong:?} at {at}");
            }
        }
        for wrong in ["A", "AAAAA", "AA==", "AAA=", "AAAA=", "AA\n", " AA"] {
            assert_eq!(from_base64url(wrong), None, "{wrong:?}");
        }
    }
}

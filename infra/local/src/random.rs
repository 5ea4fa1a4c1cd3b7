//! Unguessable values.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Failure of the operating system's random numbers.
#[derive(Debug)]
pub(crate) struct NoRandomness;

/// Random bytes.
#[allow(clippy::disallowed_methods, reason = "the stack stands outside the functions and has no Context")]
pub(crate) fn bytes<const LENGTH: usize>() -> Result<[u8; LENGTH], NoRandomness> {
    let mut bytes = [0_u8; LENGTH];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// 256 random bits that fit into a URL.
pub(crate) fn url_safe() -> Result<String, NoRandomness> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// Returns at most 43 random URL-safe characters.
pub(crate) fn short(length: usize) -> Result<String, NoRandomness> {
    Ok(url_safe()?.chars().take(length).collect())
}

/// A random UUID (RFC 9562, version 4).
pub(crate) fn uuid() -> Result<String, NoRandomness> {
    let random = u128::from_be_bytes(bytes()?);
    let marked = random & !(0xf_000c << 60) | (0x4_0008 << 60);
    let digits = format!("{marked:032x}");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    Ok([part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_says_that_it_is_random() {
        let uuid = uuid().unwrap();
        assert_eq!(uuid.len(), 36);
        assert_eq!(uuid.as_bytes()[14], b'4', "{uuid}");
        assert!(b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
        assert_ne!(uuid, super::uuid().unwrap());
    }
}

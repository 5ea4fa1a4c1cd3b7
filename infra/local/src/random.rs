//! Unguessable values.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use getrandom::Error;

/// Random bytes.
#[allow(clippy::disallowed_methods, reason = "the stack stands outside the functions and has no Context")]
pub(crate) fn bytes<const LENGTH: usize>() -> Result<[u8; LENGTH], Error> {
    let mut bytes = [0_u8; LENGTH];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// 256 random bits that fit into a URL.
pub(crate) fn url_safe() -> Result<String, Error> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// Returns at most 43 random URL-safe characters.
pub(crate) fn short(length: usize) -> Result<String, Error> {
    Ok(url_safe()?.chars().take(length).collect())
}

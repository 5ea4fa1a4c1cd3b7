//! Unguessable values.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Failure of the operating system's random numbers.
#[derive(Debug)]
pub(crate) struct NoRandomness;

/// Returns 256 random bits in base64url.
#[allow(clippy::disallowed_methods, reason = "the stack stands outside the functions and has no Context")]
pub(crate) fn url_safe() -> Result<String, NoRandomness> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Returns at most 43 random URL-safe characters.
pub(crate) fn short(length: usize) -> Result<String, NoRandomness> {
    Ok(url_safe()?.chars().take(length).collect())
}

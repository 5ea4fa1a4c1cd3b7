//! Values that must not be guessed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The operating system gives no random numbers.
#[derive(Debug)]
pub(crate) struct NoRandomness;

/// 256 random bits that fit into a URL.
#[allow(clippy::disallowed_methods, reason = "the stack stands outside the functions and has no Context")]
pub(crate) fn url_safe() -> Result<String, NoRandomness> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Random letters and digits that fit into a URL, at most 43.
pub(crate) fn short(length: usize) -> Result<String, NoRandomness> {
    Ok(url_safe()?.chars().take(length).collect())
}

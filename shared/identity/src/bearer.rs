//! `Authorization` header.

use crate::Denial;
use crate::token::TokenFault;

/// Longest token, in bytes.
pub(crate) const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// Returns the text after the scheme and exactly one space.
///
/// Decoding proves that it is one token: white space and commas are not in the alphabet.
pub(crate) fn token(authorization: Option<&str>) -> Result<&str, Denial> {
    let value = authorization.ok_or(Denial::TokenMissing)?;
    // RFC 9110, section 11.1: the scheme is case-insensitive.
    let token = match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token,
        _ => return Err(Denial::TokenInvalid(TokenFault::NotBearer)),
    };
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Denial::TokenInvalid(TokenFault::TooLong));
    }
    Ok(token)
}

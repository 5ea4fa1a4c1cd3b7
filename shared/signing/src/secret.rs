//! Secret values that must not reach a log.
//!
//! They have no `Display` and no `Serialize`, their `Debug` prints the type's name, and dropping them wipes their
//! memory.

use std::fmt;

use zeroize::Zeroizing;

use crate::SigningError;

/// API key, as shown once at its creation.
#[derive(Clone)]
pub struct ApiKeySecret(Zeroizing<String>);

impl ApiKeySecret {
    /// Wraps a key after a check of its characters. Only the API knows whether it is genuine.
    ///
    /// # Errors
    /// [`SigningError::ApiKeyEmpty`], and [`SigningError::ApiKeyCharacter`] for anything but ASCII letters, digits and
    /// `_`: most often the line break at the end of a file.
    pub fn new(key: impl Into<String>) -> Result<Self, SigningError> {
        let key = Zeroizing::new(key.into());
        if key.is_empty() {
            return Err(SigningError::ApiKeyEmpty);
        }
        let foreign = |byte: u8| !(byte.is_ascii_alphanumeric() || byte == b'_');
        if let Some(position) = key.bytes().position(foreign) {
            return Err(SigningError::ApiKeyCharacter { position });
        }
        Ok(Self(key))
    }

    /// Returns the key: the value of the `x-api-key` header.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Value of an `Authorization` header: `Bearer ` and the signed token (RFC 6750 section 2.1).
///
/// Together with the API key, it allows anyone to send this one request until the token expires.
#[derive(Clone)]
pub struct BearerSecret(Zeroizing<String>);

impl BearerSecret {
    pub(crate) fn new(token: &str) -> Self {
        Self(Zeroizing::new(format!("Bearer {token}")))
    }

    /// Returns the header's value.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// PKCS#8 private key as PEM text (RFC 5958, RFC 7468 section 10).
#[derive(Clone)]
pub struct PrivateKeyPem(Zeroizing<String>);

impl PrivateKeyPem {
    pub(crate) fn new(pem: Zeroizing<String>) -> Self {
        Self(pem)
    }

    /// Returns the PEM text, which ends with a line break.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKeySecret")
    }
}

impl fmt::Debug for BearerSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerSecret")
    }
}

impl fmt::Debug for PrivateKeyPem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKeyPem")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn debug_prints_only_the_types_name() {
        let key = ApiKeySecret::new("nuv_test_hush").unwrap();
        assert_eq!(format!("{key:?} {key:#?}"), "ApiKeySecret ApiKeySecret");
        assert_eq!(format!("{:?}", BearerSecret::new("hush")), "BearerSecret");
        let pem = PrivateKeyPem::new(Zeroizing::new("hush".to_owned()));
        assert_eq!(format!("{pem:?}"), "PrivateKeyPem");
    }

    #[test]
    fn an_api_key_that_a_header_would_change_is_refused_without_being_repeated() {
        assert_eq!(ApiKeySecret::new("").unwrap_err(), SigningError::ApiKeyEmpty);
        for (key, position) in [
            ("nuv_test_hush\n", 13),
            (" nuv_test_hush", 0),
            ("nuv_test,hush", 8),
            ("nuv_test_hüsh", 10),
            ("nuv\0test", 3),
        ] {
            let error = ApiKeySecret::new(key).unwrap_err();
            assert_eq!(error, SigningError::ApiKeyCharacter { position });
            assert!(!format!("{error} {error:?}").contains("sh"), "{error}");
        }
    }
}

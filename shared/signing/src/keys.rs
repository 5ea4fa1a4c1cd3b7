//! RSA key pairs: generation, parsing and fingerprints.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{KeyPair as _, RsaKeyPair};
use zeroize::Zeroizing;

use crate::secret::PrivateKeyPem;
use crate::{SigningError, pem};

/// `rsaEncryption`, 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1), as DER with tag and length.
const RSA_ENCRYPTION: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];

/// Longest distance of the algorithm from the structure's start, in bytes.
///
/// The outer sequence's header, the version and the algorithm sequence's header come before it.
const ALGORITHM_WITHIN: usize = 32;

/// Size of a new RSA key. The public exponent is always 65537.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum KeySize {
    /// 2048 bits: the API's minimum, about 112 bits of strength (NIST SP 800-57 part 1, table 2).
    Rsa2048,
    /// 3072 bits: about 128 bits of strength, the default.
    #[default]
    Rsa3072,
    /// 4096 bits. Signing takes about twice as long as with 3072.
    Rsa4096,
}

impl KeySize {
    /// Returns the length of the modulus in bits.
    pub fn bits(self) -> u32 {
        match self {
            Self::Rsa2048 => 2048,
            Self::Rsa3072 => 3072,
            Self::Rsa4096 => 4096,
        }
    }
}

impl TryFrom<u32> for KeySize {
    type Error = SigningError;

    /// Returns the size with this many bits: 2048, 3072 or 4096.
    fn try_from(bits: u32) -> Result<Self, SigningError> {
        match bits {
            2048 => Ok(Self::Rsa2048),
            3072 => Ok(Self::Rsa3072),
            4096 => Ok(Self::Rsa4096),
            bits => Err(SigningError::KeySize { bits }),
        }
    }
}

/// New key pair. The private half stays with the partner; only the public half is shared.
#[derive(Debug, Clone)]
pub struct KeyPair {
    /// PKCS#8 PEM (`BEGIN PRIVATE KEY`).
    pub private_pem: PrivateKeyPem,
    /// SPKI PEM (`BEGIN PUBLIC KEY`, RFC 7468 section 13). Create an API application with it.
    pub public_pem: String,
    /// Fingerprint of the signing key: lower-case hex SHA-256 of the DER SPKI (RFC 5280 section 4.1.2.7).
    pub fingerprint: String,
}

/// Generates an RSA key pair.
///
/// It takes from tenths of a second (2048 bits) to a few seconds (4096).
///
/// # Errors
/// [`SigningError::Cryptography`] if the cryptographic library fails, for example without random bytes.
pub fn generate(size: KeySize) -> Result<KeyPair, SigningError> {
    let size = match size {
        KeySize::Rsa2048 => rsa::KeySize::Rsa2048,
        KeySize::Rsa3072 => rsa::KeySize::Rsa3072,
        KeySize::Rsa4096 => rsa::KeySize::Rsa4096,
    };
    let key = RsaKeyPair::generate(size).map_err(|_| SigningError::Cryptography)?;
    let pkcs8: Pkcs8V1Der<'_> = key.as_der().map_err(|_| SigningError::Cryptography)?;
    let public = PublicHalf::of(&key)?;
    Ok(KeyPair {
        private_pem: PrivateKeyPem::new(pem::encode("PRIVATE KEY", pkcs8.as_ref())),
        public_pem: public.pem,
        fingerprint: public.fingerprint,
    })
}

/// Parses a PKCS#8 PEM private key.
pub(crate) fn read_private(text: &str) -> Result<RsaKeyPair, SigningError> {
    let der: Zeroizing<Vec<u8>> = pem::pkcs8_der(text)?;
    RsaKeyPair::from_pkcs8(&der).map_err(|rejected| {
        let algorithm = der.get(..ALGORITHM_WITHIN).unwrap_or(&der);
        if algorithm.windows(RSA_ENCRYPTION.len()).any(|bytes| bytes == RSA_ENCRYPTION) {
            SigningError::PrivateKeyRejected { reason: rejected.to_string() }
        } else {
            SigningError::NotRsa
        }
    })
}

/// Public half of a private key, as text.
pub(crate) struct PublicHalf {
    pub(crate) pem: String,
    pub(crate) fingerprint: String,
}

impl PublicHalf {
    pub(crate) fn of(key: &RsaKeyPair) -> Result<Self, SigningError> {
        let spki: PublicKeyX509Der<'_> = key.public_key().as_der().map_err(|_| SigningError::Cryptography)?;
        Ok(Self {
            pem: pem::encode("PUBLIC KEY", spki.as_ref()).to_string(),
            fingerprint: hex::encode(digest(&SHA256, spki.as_ref())),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_key_is_read_back_with_the_same_public_half() {
        for size in [KeySize::Rsa2048, KeySize::Rsa3072, KeySize::Rsa4096] {
            let pair = generate(size).unwrap();
            let key = read_private(pair.private_pem.expose()).unwrap();
            assert_eq!(key.public_modulus_len() * 8, size.bits() as usize);
            let public = PublicHalf::of(&key).unwrap();
            assert_eq!(public.pem, pair.public_pem);
            assert_eq!(public.fingerprint, pair.fingerprint);
            assert!(pair.public_pem.starts_with("-----BEGIN PUBLIC KEY-----\nMII"));
            assert!(pair.public_pem.ends_with("\n-----END PUBLIC KEY-----\n"));
            assert_eq!(pair.fingerprint.len(), 64);
            assert!(pair.fingerprint.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
        }
    }

    #[test]
    fn debug_of_a_pair_has_no_private_key() {
        let pair = generate(KeySize::Rsa2048).unwrap();
        let shown = format!("{pair:?}");
        assert!(shown.contains("private_pem: PrivateKeyPem,"), "{shown}");
        let secret = pair.private_pem.expose().lines().nth(5).unwrap();
        assert!(!shown.contains(secret));
    }

    #[test]
    fn other_sizes_are_refused() {
        for bits in [0, 512, 1024, 2047, 2049, 8192] {
            assert_eq!(KeySize::try_from(bits), Err(SigningError::KeySize { bits }));
        }
        for size in [KeySize::Rsa2048, KeySize::Rsa3072, KeySize::Rsa4096] {
            assert_eq!(KeySize::try_from(size.bits()), Ok(size));
        }
        assert_eq!(KeySize::default().bits(), 3072);
    }

    #[test]
    fn a_key_of_another_algorithm_is_distinguished_from_a_damaged_one() {
        // Ed25519 key of RFC 8410, section 10.3.
        let ed25519 = "-----BEGIN PRIVATE KEY-----\n\
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
            -----END PRIVATE KEY-----\n";
        assert_eq!(read_private(ed25519).unwrap_err(), SigningError::NotRsa);
        assert_eq!(
            read_private("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----").unwrap_err(),
            SigningError::NotRsa
        );

        let pair = generate(KeySize::Rsa2048).unwrap();
        let mut der = pem::pkcs8_der(pair.private_pem.expose()).unwrap();
        let middle = der.len() / 2;
        *der.get_mut(middle).unwrap() ^= 1;
        let damaged = pem::encode("PRIVATE KEY", &der);
        match read_private(&damaged).unwrap_err() {
            SigningError::PrivateKeyRejected { reason } => assert!(!reason.is_empty()),
            other => panic!("{other}"),
        }
    }
}

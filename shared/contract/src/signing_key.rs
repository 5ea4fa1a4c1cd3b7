//! Signing keys: parsing and checking an RSA public key at registration.

mod paste;
mod refused;
mod weakness;

use std::fmt;
use std::str::FromStr;

pub use refused::{Convertible, RefusedKey, SHARED_PRIME, Wrapping};
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPublicKey};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use spki::der::{Decode, Encode, Reader as _, SliceReader, asn1::AnyRef};
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use crate::json::{FromJson, Json, Reader, deserialize_text, schema};
use crate::value::{InvalidValue, text_type};
pub use weakness::SharedPrimes;

/// Shortest modulus, in bits (NIST SP 800-131A).
pub const MIN_BITS: usize = 2048;
/// Longest modulus, in bits. Longer ones take more time to verify with.
pub const MAX_BITS: usize = 8192;
const LABEL: &str = "PUBLIC KEY";
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// Fingerprint of a signing key: lower-case hex SHA-256 of its DER SubjectPublicKeyInfo.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Fingerprint(String);

impl Fingerprint {
    fn of(spki_der: &[u8]) -> Self {
        Self(hex::encode(Sha256::digest(spki_der)))
    }
}

impl FromStr for Fingerprint {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Ok(Self(text.to_owned()));
        }
        Err(InvalidValue::new("must be 64 lower-case hex digits"))
    }
}

text_type!(Fingerprint, {
    "type": "string", "pattern": "^[0-9a-f]{64}$",
    "examples": ["2a73cee3176c6bad21ff369574ec2023d516d7d93f2bfe8cd63ba4ba0d3f73ee"],
});

/// RSA public key that the platform accepts.
///
/// DER SubjectPublicKeyInfo, 2048 to 8192 bits, exponent 65537, and without the weaknesses that are visible in a public
/// key.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningPublicKey {
    spki_der: Vec<u8>,
    fingerprint: Fingerprint,
    bits: u32,
}

impl SigningPublicKey {
    /// Returns the DER SubjectPublicKeyInfo (RFC 5280, 4.1).
    pub fn spki_der(&self) -> &[u8] {
        &self.spki_der
    }

    /// Returns the fingerprint.
    pub const fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Returns the size of the modulus in bits.
    pub const fn bits(&self) -> u32 {
        self.bits
    }

    /// Returns the PEM text (RFC 7468, section 13).
    pub fn pem(&self) -> String {
        // Fails only if the length overflows.
        pem_rfc7468::encode_string(LABEL, pem_rfc7468::LineEnding::LF, &self.spki_der).unwrap_or_default()
    }

    /// Restores a key that was checked before it was stored.
    pub fn from_store(spki_der: Vec<u8>, bits: u32) -> Self {
        Self { fingerprint: Fingerprint::of(&spki_der), spki_der, bits }
    }

    fn judge(spki_der: Vec<u8>) -> Result<Self, RefusedKey> {
        let mut reader = SliceReader::new(&spki_der).map_err(|_| RefusedKey::NotSpki)?;
        let info = SubjectPublicKeyInfoRef::decode(&mut reader).map_err(|_| RefusedKey::NotSpki)?;
        if !reader.is_finished() {
            return Err(RefusedKey::TrailingBytes);
        }
        if info.algorithm.oid != RSA_ENCRYPTION {
            return Err(paste::of_algorithm(info.algorithm.oid.as_bytes()));
        }
        // RFC 3279, 2.3.1: the parameters of rsaEncryption are NULL.
        let null = info.algorithm.parameters == Some(AnyRef::NULL);
        // Only one encoding per key, else it could be registered twice under two fingerprints.
        let canonical = info.to_der().is_ok_and(|der| der == spki_der);
        if !null || !canonical {
            return Err(RefusedKey::NotSpki);
        }
        let (modulus, exponent) = read_numbers(pkcs1(&spki_der)?)?;
        judge_numbers(&modulus, &exponent)?;
        let bits = u32::try_from(modulus.bits()).map_err(|_| RefusedKey::TooLong(modulus.bits()))?;
        Ok(Self { fingerprint: Fingerprint::of(&spki_der), spki_der, bits })
    }
}

/// Returns the PKCS#1 `RSAPublicKey` (RFC 8017, A.1.1) in the SubjectPublicKeyInfo.
fn pkcs1(spki_der: &[u8]) -> Result<&[u8], RefusedKey> {
    let info = SubjectPublicKeyInfoRef::from_der(spki_der).map_err(|_| RefusedKey::NotSpki)?;
    info.subject_public_key.as_bytes().ok_or(RefusedKey::NotSpki)
}

/// Returns modulus and exponent.
fn read_numbers(pkcs1: &[u8]) -> Result<(BigUint, BigUint), RefusedKey> {
    let key = rsa::pkcs1::RsaPublicKey::from_der(pkcs1).map_err(|_| RefusedKey::NotSpki)?;
    let number = |bytes: &[u8]| BigUint::from_bytes_be(bytes);
    Ok((number(key.modulus.as_bytes()), number(key.public_exponent.as_bytes())))
}

fn judge_numbers(modulus: &BigUint, exponent: &BigUint) -> Result<(), RefusedKey> {
    if modulus.bits() < MIN_BITS {
        return Err(RefusedKey::TooShort(modulus.bits()));
    }
    if modulus.bits() > MAX_BITS {
        return Err(RefusedKey::TooLong(modulus.bits()));
    }
    if *exponent != BigUint::from(65_537_u32) {
        return Err(RefusedKey::Exponent);
    }
    // Last check by the library for RSA keys; its own limits are wider than those above.
    let key = RsaPublicKey::new_with_max_size(modulus.clone(), exponent.clone(), MAX_BITS);
    let key = key.map_err(|_| RefusedKey::SmallFactor)?;
    weakness::find(key.n())
}

impl FromStr for SigningPublicKey {
    type Err = RefusedKey;
    fn from_str(text: &str) -> Result<Self, RefusedKey> {
        Self::judge(paste::find(text)?)
    }
}

impl fmt::Debug for SigningPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningPublicKey({})", self.fingerprint.0)
    }
}

impl Serialize for SigningPublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.pem())
    }
}

deserialize_text!(SigningPublicKey);

/// Does not use [`Reader::parse_text`]: a private key gets its own error, with the way to its public half.
impl FromJson for SigningPublicKey {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        match value {
            Json::String(text) => text.parse().map_err(|error| at.refuse(error)).ok(),
            other => at.wrong_kind("a string", &other),
        }
    }
}

schema!(SigningPublicKey, {
    "type": "string",
    "description": "RSA public key, PEM `BEGIN PUBLIC KEY`, 2048 to 8192 bits, exponent 65537",
    "examples": [EXAMPLE],
});

/// Key for the documentation. Nobody has its private half.
const EXAMPLE: &str = "\
-----BEGIN PUBLIC KEY-----\n\
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvjoZLVPoC6g5ErpqP8rb\n\
bd5vW66h2PEMDsejUqhAYHv2o8xsvNHksELmYBlHyDipSz7qC9nOLW+3qKcFQw3d\n\
VHkfHJYaTu9sW+Qr8FGPZLyxoowy7EkTDe0ypPohpsfttlH76BkZHd+LYmmsqX9q\n\
to1MfsAaV6I4327ljr3vNKeRFzYycoYho2H9vwi0GhNFRww6/tAHmJdZlK+wO9Hl\n\
XBpsu5BngRS3mPCcJr2KDPZ9HCKBbkpR3PrnVv+zKNd5AvNfUh14/sBBTOHC4hu0\n\
9d/c5JL0lesOqCtTmCQ3oZGmSSCmGh+cTQM0eC0kPOUJXkfmJw7HoJJtUCfYQBj4\n\
XQIDAQAB\n\
-----END PUBLIC KEY-----\n";

#[cfg(test)]
mod tests;

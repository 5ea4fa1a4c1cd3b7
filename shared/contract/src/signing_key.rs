//! Signing keys: reading and judging an RSA public key when it is registered.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use rsa::BigUint;
use rsa::RsaPublicKey;
use rsa::traits::PublicKeyParts;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use spki::der::{Decode, Encode, Reader, SliceReader, asn1::AnyRef};
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use crate::json::from_text;
use crate::value::{InvalidValue, text_type};

/// The shortest modulus, in bits (NIST SP 800-131A).
pub const MIN_BITS: usize = 2048;
/// The longest modulus, in bits: verifying costs the platform more with each.
pub const MAX_BITS: usize = 8192;
/// The longest PEM text that is looked at, in bytes. An 8192-bit key takes some 1,450.
const MAX_TEXT: usize = 8 * 1024;

const LABEL: &str = "PUBLIC KEY";
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// Names a signing key: lower-case hex SHA-256 of its DER SubjectPublicKeyInfo.
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

text_type!(
    Fingerprint,
    json_schema!({
        "type": "string", "pattern": "^[0-9a-f]{64}$",
        "examples": ["2a73cee3176c6bad21ff369574ec2023d516d7d93f2bfe8cd63ba4ba0d3f73ee"],
    })
);

/// Why a key is not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RefusedKey {
    /// It is a private key.
    #[error(
        "is a private key. Keep it to yourself, and if it left your machine, make a new one. Send its public key: openssl pkey -in private.pem -pubout"
    )]
    PrivateKey,
    /// It is a certificate.
    #[error("is a certificate. Send the public key in it: openssl x509 -in certificate.pem -pubkey -noout")]
    Certificate,
    /// It is a PKCS#1 public key.
    #[error("is a PKCS#1 key (BEGIN RSA PUBLIC KEY). Convert it: openssl rsa -RSAPublicKey_in -in key.pem -pubout")]
    Pkcs1,
    /// It is no PEM text of a public key.
    #[error("must be one PEM block `BEGIN PUBLIC KEY`: openssl pkey -in private.pem -pubout")]
    NotPem,
    /// What the PEM holds is no SubjectPublicKeyInfo in DER.
    #[error("must hold the DER SubjectPublicKeyInfo of an RSA key: openssl pkey -in private.pem -pubout")]
    NotSpki,
    /// The PEM holds a SubjectPublicKeyInfo, and something behind it.
    #[error(
        "holds more bytes behind the public key, where there must be none; write it anew: openssl pkey -in private.pem -pubout"
    )]
    TrailingBytes,
    /// It is an elliptic curve key.
    #[error(
        "is an elliptic curve key; an RSA key is needed: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072"
    )]
    EllipticCurve,
    /// It is bound to RSA-PSS.
    #[error(
        "is an RSA-PSS key; a plain RSA key is needed: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072"
    )]
    RsaPss,
    /// It is of some other algorithm.
    #[error("is not an RSA key; make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072")]
    OtherAlgorithm,
    /// Its modulus is too short.
    #[error(
        "has fewer than 2048 bits; make a longer one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072"
    )]
    TooShort,
    /// Its modulus is too long.
    #[error(
        "has more than 8192 bits; make a shorter one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072"
    )]
    TooLong,
    /// Its exponent is unusual.
    #[error(
        "has an exponent other than 65537; make a new one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072"
    )]
    Exponent,
    /// Its modulus is no product of two large primes.
    #[error(
        "has a modulus that is no product of two large primes; make a new one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072"
    )]
    Modulus,
    /// It was made by a generator with the ROCA flaw (CVE-2017-15361).
    #[error(
        "was made by a generator with a known flaw (ROCA, CVE-2017-15361), so that its private key can be computed; make a new one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072"
    )]
    Roca,
    /// Its primes are so close that the modulus can be factored.
    #[error(
        "has primes so close together that its private key can be computed; make a new one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072"
    )]
    ClosePrimes,
}

/// An RSA public key that the platform accepts: DER SubjectPublicKeyInfo, 2048 to 8192 bits, exponent
/// 65537, and none of the weaknesses that can be seen in a public key.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningPublicKey {
    spki_der: Vec<u8>,
    fingerprint: Fingerprint,
    bits: u32,
}

impl SigningPublicKey {
    /// The DER SubjectPublicKeyInfo (RFC 5280, 4.1).
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki_der
    }

    /// What names it.
    #[must_use]
    pub const fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Bits of its modulus.
    #[must_use]
    pub const fn bits(&self) -> u32 {
        self.bits
    }

    /// The PEM text (RFC 7468, section 13).
    #[must_use]
    pub fn pem(&self) -> String {
        // Fails only where the length overflows.
        pem_rfc7468::encode_string(LABEL, pem_rfc7468::LineEnding::LF, &self.spki_der).unwrap_or_default()
    }

    /// Takes up a key that was judged when it was stored.
    #[must_use]
    pub fn from_store(spki_der: Vec<u8>, bits: u32) -> Self {
        Self { fingerprint: Fingerprint::of(&spki_der), spki_der, bits }
    }

    fn judge(spki_der: Vec<u8>) -> Result<Self, RefusedKey> {
        let mut reader = SliceReader::new(&spki_der).map_err(|_| RefusedKey::NotSpki)?;
        let info = SubjectPublicKeyInfoRef::decode(&mut reader).map_err(|_| RefusedKey::NotSpki)?;
        if !reader.is_finished() {
            return Err(RefusedKey::TrailingBytes);
        }
        match info.algorithm.oid {
            RSA_ENCRYPTION => {}
            RSASSA_PSS => return Err(RefusedKey::RsaPss),
            EC_PUBLIC_KEY => return Err(RefusedKey::EllipticCurve),
            _ => return Err(RefusedKey::OtherAlgorithm),
        }
        // RFC 3279, 2.3.1: the parameters of rsaEncryption are NULL.
        let null = info.algorithm.parameters == Some(AnyRef::NULL);
        // One key has one encoding, else it could be registered twice under two fingerprints.
        let canonical = info.to_der().is_ok_and(|der| der == spki_der);
        if !null || !canonical {
            return Err(RefusedKey::NotSpki);
        }
        let (modulus, exponent) = read_numbers(info.subject_public_key.as_bytes().ok_or(RefusedKey::NotSpki)?)?;
        judge_numbers(&modulus, &exponent)?;
        let bits = u32::try_from(modulus.bits()).map_err(|_| RefusedKey::TooLong)?;
        Ok(Self { fingerprint: Fingerprint::of(&spki_der), spki_der, bits })
    }
}

/// The PKCS#1 `RSAPublicKey` (RFC 8017, A.1.1) inside the SubjectPublicKeyInfo.
fn read_numbers(pkcs1: &[u8]) -> Result<(BigUint, BigUint), RefusedKey> {
    let key = rsa::pkcs1::RsaPublicKey::from_der(pkcs1).map_err(|_| RefusedKey::NotSpki)?;
    let number = |bytes: &[u8]| BigUint::from_bytes_be(bytes);
    Ok((number(key.modulus.as_bytes()), number(key.public_exponent.as_bytes())))
}

fn judge_numbers(modulus: &BigUint, exponent: &BigUint) -> Result<(), RefusedKey> {
    if modulus.bits() < MIN_BITS {
        return Err(RefusedKey::TooShort);
    }
    if modulus.bits() > MAX_BITS {
        return Err(RefusedKey::TooLong);
    }
    if *exponent != BigUint::from(65_537_u32) {
        return Err(RefusedKey::Exponent);
    }
    // A last word from the library that knows RSA keys; its own limits are wider than the ones above.
    let key = RsaPublicKey::new_with_max_size(modulus.clone(), exponent.clone(), MAX_BITS);
    let key = key.map_err(|_| RefusedKey::Modulus)?;
    weakness::find(key.n())
}

impl FromStr for SigningPublicKey {
    type Err = RefusedKey;
    fn from_str(text: &str) -> Result<Self, RefusedKey> {
        let text = text.trim();
        let begins = |label: &str| text.contains(&format!("-----BEGIN {label}"));
        if text.contains("PRIVATE KEY-----") {
            return Err(RefusedKey::PrivateKey);
        }
        if begins("CERTIFICATE") || begins("TRUSTED CERTIFICATE") || begins("X509 CERTIFICATE") {
            return Err(RefusedKey::Certificate);
        }
        if begins("RSA PUBLIC KEY") {
            return Err(RefusedKey::Pkcs1);
        }
        if text.len() > MAX_TEXT {
            return Err(RefusedKey::NotPem);
        }
        let mut decoder = pem_rfc7468::Decoder::new_detect_wrap(text.as_bytes()).map_err(|_| RefusedKey::NotPem)?;
        let mut der = Vec::new();
        decoder.decode_to_end(&mut der).map_err(|_| RefusedKey::NotPem)?;
        if decoder.type_label() != LABEL {
            return Err(RefusedKey::NotPem);
        }
        Self::judge(der)
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

impl<'de> Deserialize<'de> for SigningPublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

from_text!(SigningPublicKey);

impl JsonSchema for SigningPublicKey {
    fn schema_name() -> Cow<'static, str> {
        "SigningPublicKey".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "RSA public key, PEM `BEGIN PUBLIC KEY`, 2048 to 8192 bits, exponent 65537",
            "examples": [EXAMPLE],
        })
    }
}

/// A key for the documentation; nobody has its private half.
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

/// Weaknesses that can be seen in a modulus alone.
mod weakness {
    use rsa::BigUint;

    use super::RefusedKey;

    /// Rounds of Fermat's method: it succeeds within one where the primes share their upper half, and a
    /// hundred leave a wide margin at no cost that matters (CVE-2022-26320).
    const FERMAT_ROUNDS: u32 = 100;
    const SMALL_PRIME_LIMIT: u32 = 2_000;
    /// The primes by which ROCA keys are told (Nemec et al., "The Return of Coppersmith's Attack", CCS 2017).
    const ROCA_PRIMES: [u32; 17] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

    pub(super) fn find(n: &BigUint) -> Result<(), RefusedKey> {
        if has_small_factor(n) || is_probably_prime(n) {
            return Err(RefusedKey::Modulus);
        }
        if is_roca(n) {
            return Err(RefusedKey::Roca);
        }
        if has_close_primes(n) {
            return Err(RefusedKey::ClosePrimes);
        }
        Ok(())
    }

    fn residue(n: &BigUint, prime: u32) -> u32 {
        let rest = n % prime;
        // A remainder of a 32-bit number fits 32 bits.
        rest.to_bytes_le().iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte))
    }

    fn has_small_factor(n: &BigUint) -> bool {
        let is_prime =
            |candidate: &u32| (2..*candidate).take_while(|d| d * d <= *candidate).all(|d| !candidate.is_multiple_of(d));
        (2..SMALL_PRIME_LIMIT).filter(is_prime).any(|prime| residue(n, prime) == 0)
    }

    /// Fermat's test to the base 2: a product of two random primes does not pass it.
    fn is_probably_prime(n: &BigUint) -> bool {
        let one = BigUint::from(1_u32);
        BigUint::from(2_u32).modpow(&(n - &one), n) == one
    }

    /// Whether the modulus is a power of 65537 modulo every one of the primes, as those of the flawed
    /// generator are; of other moduli some one in 2^27 is.
    fn is_roca(n: &BigUint) -> bool {
        ROCA_PRIMES.iter().all(|prime| {
            let generator = 65_537 % prime;
            let wanted = residue(n, *prime);
            let mut power = 1;
            (0..*prime).any(|_| {
                power = power * generator % prime;
                power == wanted
            })
        })
    }

    fn has_close_primes(n: &BigUint) -> bool {
        let one = BigUint::from(1_u32);
        let mut a = integer_root(n);
        if &a * &a < *n {
            a += &one;
        }
        (0..FERMAT_ROUNDS).any(|_| {
            let rest = &a * &a - n;
            a += &one;
            // Squares leave one of 12 residues modulo 64, which spares most roots.
            let low = residue(&rest, 64);
            let maybe_square = (0..64).any(|x: u32| x * x % 64 == low);
            maybe_square && {
                let root = integer_root(&rest);
                &root * &root == rest
            }
        })
    }

    /// The largest integer whose square is not over `n`, by Newton's method from above.
    fn integer_root(n: &BigUint) -> BigUint {
        if *n == BigUint::from(0_u32) {
            return n.clone();
        }
        let mut root = BigUint::from(1_u32) << n.bits().div_ceil(2);
        loop {
            let next: BigUint = (&root + n / &root) >> 1_usize;
            if next >= root {
                return root;
            }
            root = next;
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn roots() {
            for n in [0_u32, 1, 2, 3, 4, 8, 9, 15, 16, 17, 1_000_000] {
                let root = integer_root(&BigUint::from(n));
                assert_eq!(root, BigUint::from(f64::from(n).sqrt() as u32), "{n}");
            }
        }
    }
}

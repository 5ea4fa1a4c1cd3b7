//! Forged paddings of PKCS#1 v1.5 (RFC 8017, 9.2).
//!
//! A verifier that parses the padded hash, instead of comparing it with the only valid form, accepts some of these. The
//! tests sign malformed forms with the key; an attacker can compute them for small exponents. `shared/verify` runs
//! Wycheproof's vectors against its verifier.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::code::Code;
use rsa::BigUint;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};

use super::target::attack;
use crate::support::Token;

/// Length of a 2048-bit modulus in bytes.
const SIZE: usize = 256;
/// DER prefix of a SHA-256 DigestInfo (RFC 8017, 9.2, note 1).
const SHA256_INFO: &[u8] = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
const SHA512_INFO: &[u8] = b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40";
const SHA1_INFO: &[u8] = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";

/// Returns `00 01 FF … FF 00` and `info`, as long as the modulus.
fn padded(info: &[u8]) -> Vec<u8> {
    framed(&[0, 1], 0xff, info)
}

fn framed(start: &[u8], filler: u8, info: &[u8]) -> Vec<u8> {
    let filling = SIZE - start.len() - 1 - info.len();
    [start, &vec![filler; filling], &[0], info].concat()
}

/// Returns a short padding with garbage after the hash (Bleichenbacher 2006, CVE-2006-4339).
fn with_garbage(filling: usize, info: &[u8], garbage: u8) -> Vec<u8> {
    let mut message = [&[0, 1], &vec![0xff; filling][..], &[0], info].concat();
    message.resize(SIZE, garbage);
    message
}

fn replace(info: &[u8], at: usize, by: &[u8]) -> Vec<u8> {
    [&info[..at], by, &info[at + 1..]].concat()
}

/// Returns the malformed forms of a message, with their names.
fn forgeries(message: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let hash = digest(&SHA256, message);
    let info = [SHA256_INFO, hash.as_ref()].concat();
    let with = |before: &[u8]| padded(&[before, hash.as_ref()].concat());
    let mut broken_filling = padded(&info);
    broken_filling[100] = 0xfe;
    let mut early_end = padded(&info);
    early_end[50] = 0;
    vec![
        ("garbage behind the hash", with_garbage(8, &info, 0)),
        ("other garbage behind the hash", with_garbage(8, &info, 0xa5)),
        ("no padding but the least", with_garbage(0, &info, 0)),
        ("one byte of garbage", with_garbage(SIZE - 4 - info.len(), &info, 0)),
        ("block type 0", framed(&[0, 0], 0, &info)),
        ("block type 2", framed(&[0, 2], 0xff, &info)),
        ("block type 1 with zeros", framed(&[0, 1], 0, &info)),
        ("a first byte that is not 0", framed(&[1, 1], 0xff, &info)),
        ("a filling byte that is not FF", broken_filling),
        ("a zero in the filling", early_end),
        ("no separator", [&[0, 1], &vec![0xff; SIZE - 2 - info.len()][..], &info].concat()),
        ("no NULL", with(b"\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20")),
        ("garbage in the NULL's place", with(&[&SHA256_INFO[..15], b"\x05\x80"[..].as_ref(), b"\x04\x20"].concat())),
        ("the outer length in BER", with(&[b"\x30\x81", &SHA256_INFO[1..]].concat())),
        ("the hash's length in BER", with(&[b"\x30\x32", &SHA256_INFO[2..18], b"\x81\x20"].concat())),
        ("an indefinite length", padded(&[b"\x30\x80", &SHA256_INFO[2..], hash.as_ref(), b"\0\0"].concat())),
        ("the hash alone", padded(hash.as_ref())),
        ("the OID of SHA-384", with(&replace(SHA256_INFO, 14, b"\x02"))),
        ("the OID of SHA-512", with(&replace(SHA256_INFO, 14, b"\x03"))),
        (
            "an OID one arc longer",
            with(b"\x30\x32\x30\x0e\x06\x0a\x60\x86\x48\x01\x65\x03\x04\x02\x01\x01\x05\x00\x04\x20"),
        ),
        ("SHA-512", padded(&[SHA512_INFO, digest(&SHA512, message).as_ref()].concat())),
        ("SHA-1", padded(&[SHA1_INFO, digest(&SHA1_FOR_LEGACY_USE_ONLY, message).as_ref()].concat())),
        ("the message's own bytes", padded(&message[..64])),
        ("the hash cut short", padded(&info[..info.len() - 1])),
        ("a hash of zeros", padded(&[SHA256_INFO, &[0; 32]].concat())),
        ("zeros", vec![0; SIZE]),
    ]
}

/// RSA primitive of RFC 8017, 5.2.1, without padding.
struct Raw {
    modulus: BigUint,
    exponent: BigUint,
}

impl Raw {
    fn sign(&self, form: &[u8]) -> Vec<u8> {
        let number = BigUint::from_bytes_be(form) % &self.modulus;
        let bytes = number.modpow(&self.exponent, &self.modulus).to_bytes_be();
        [vec![0; SIZE - bytes.len()], bytes].concat()
    }
}

#[test]
fn a_malformed_padding_is_refused() {
    attack(async |target| {
        let pem = target.key().private_pem();
        let base64: String = pem.lines().filter(|line| !line.contains("-----")).collect();
        let private = rsa::RsaPrivateKey::from_pkcs8_der(&STANDARD.decode(base64).unwrap()).unwrap();
        let raw = Raw { modulus: private.n().clone(), exponent: private.d().clone() };
        let right = |token: Token| {
            let info = [SHA256_INFO, digest(&SHA256, token.signing_input().as_bytes()).as_ref()].concat();
            token.with_signature(&raw.sign(&padded(&info)))
        };
        target.accepts("the right form", right).await;
        for at in 0..forgeries(&[0; 64]).len() {
            let what = forgeries(&[0; 64])[at].0;
            let forge = |token: Token| {
                let (_, form) = forgeries(token.signing_input().as_bytes()).swap_remove(at);
                assert_eq!(form.len(), SIZE, "{what}");
                token.with_signature(&raw.sign(&form))
            };
            target.refuses(what, Code::SignatureInvalid, forge).await;
        }
    });
}

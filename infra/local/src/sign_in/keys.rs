//! Keys that sign tokens.

use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pem_rfc7468::LineEnding;
use serde_json::{Map, Value, json};

use super::error::SigningError;
use crate::StartError;
use crate::data::{read_secret, unusable, write_secret};

const PEM_LABEL: &str = "PRIVATE KEY";
const PEM_END: &str = "-----END PRIVATE KEY-----";

/// Current signing key, and former ones that are still published.
#[derive(Debug)]
pub(super) struct Keys {
    ring: RwLock<Ring>,
    file: Option<PathBuf>,
}

#[derive(Debug)]
struct Ring {
    current: Key,
    old: Vec<Key>,
}

#[derive(Debug)]
struct Key {
    kid: String,
    pair: RsaKeyPair,
}

impl Keys {
    /// Reads the keys from the file, or generates one.
    pub(super) fn open(file: Option<PathBuf>) -> Result<Self, StartError> {
        if let Some(path) = &file
            && let Some(content) = read_secret(path)?
        {
            let ring = read(path, &content)?;
            return Ok(Self { ring: RwLock::new(ring), file });
        }
        let ring = Ring { current: Key::generate().map_err(|_| StartError::Key)?, old: Vec::new() };
        if let Some(path) = &file {
            let content = ring.to_pem().map_err(|_| StartError::Key)?;
            write_secret(path, content.as_bytes()).map_err(|source| unusable(path, source))?;
        }
        Ok(Self { ring: RwLock::new(ring), file })
    }

    pub(super) fn kid(&self) -> String {
        self.ring().current.kid.clone()
    }

    pub(super) fn jwks(&self) -> Value {
        let ring = self.ring();
        let keys: Vec<Value> = ring.all().map(Key::jwk).collect();
        json!({ "keys": keys })
    }

    /// Signs with RS256, regardless of the header.
    pub(super) fn sign(&self, claims: &Value, header: &Value) -> Result<String, SigningError> {
        let ring = self.ring();
        let mut fields = Map::new();
        fields.insert("kid".to_owned(), json!(ring.current.kid));
        fields.insert("alg".to_owned(), json!("RS256"));
        match header {
            Value::Null => {}
            Value::Object(header) => fields.extend(header.clone()),
            _ => return Err(SigningError::Header),
        }
        fields.retain(|_, value| !value.is_null());
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", encode(&Value::Object(fields)), encode(claims));
        let signature = ring.current.sign(input.as_bytes())?;
        Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// Returns the claims if a published key signed the token. Checks only the signature.
    pub(super) fn verified_claims(&self, token: &str) -> Option<Value> {
        let (input, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let ring = self.ring();
        ring.all().find(|key| key.verify(input.as_bytes(), &signature))?;
        let (_header, claims) = input.split_once('.')?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }

    pub(super) fn rotate(&self) -> Result<String, SigningError> {
        let new = Key::generate()?;
        let kid = new.kid.clone();
        let mut ring = self.ring_mut();
        let before = std::mem::replace(&mut ring.current, new);
        ring.old.insert(0, before);
        self.keep(&ring)?;
        Ok(kid)
    }

    pub(super) fn drop_old(&self) -> Result<(), SigningError> {
        let mut ring = self.ring_mut();
        ring.old.clear();
        self.keep(&ring)
    }

    fn keep(&self, ring: &Ring) -> Result<(), SigningError> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        write_secret(file, ring.to_pem()?.as_bytes()).map_err(SigningError::NotKept)
    }

    fn ring(&self) -> RwLockReadGuard<'_, Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring_mut(&self) -> RwLockWriteGuard<'_, Ring> {
        self.ring.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.old)
    }

    fn to_pem(&self) -> Result<String, SigningError> {
        let mut pem = String::new();
        for key in self.all() {
            let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&key.pair).map_err(|_| SigningError::Key)?;
            pem +=
                &pem_rfc7468::encode_string(PEM_LABEL, LineEnding::LF, der.as_ref()).map_err(|_| SigningError::Key)?;
        }
        Ok(pem)
    }
}

/// Parses the file. The current key comes first.
fn read(path: &Path, content: &[u8]) -> Result<Ring, StartError> {
    let damaged = |reason: &str| StartError::Damaged { path: path.to_owned(), reason: reason.to_owned() };
    let text = std::str::from_utf8(content).map_err(|_| damaged("it is not text"))?;
    let mut keys = Vec::new();
    for block in text.split_inclusive(PEM_END).map(str::trim_start).filter(|block| !block.is_empty()) {
        let (label, der) = pem_rfc7468::decode_vec(block.as_bytes()).map_err(|error| damaged(&error.to_string()))?;
        if label != PEM_LABEL {
            return Err(damaged("it contains something other than a private key"));
        }
        let pair = RsaKeyPair::from_pkcs8(&der).map_err(|error| damaged(&error.to_string()))?;
        keys.push(Key::from_pair(pair));
    }
    let mut keys = keys.into_iter();
    let current = keys.next().ok_or_else(|| damaged("it contains no key"))?;
    Ok(Ring { current, old: keys.collect() })
}

impl Key {
    fn generate() -> Result<Self, SigningError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| SigningError::Key)?;
        Ok(Self::from_pair(pair))
    }

    fn from_pair(pair: RsaKeyPair) -> Self {
        let (n, e) = components(&pair);
        // RFC 7638 fixes these members and their order.
        let thumbprint = format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, thumbprint.as_bytes()));
        Self { kid, pair }
    }

    fn jwk(&self) -> Value {
        let (n, e) = components(&self.pair);
        json!({ "kid": self.kid, "kty": "RSA", "alg": "RS256", "use": "sig", "n": n, "e": e })
    }

    fn sign(&self, input: &[u8]) -> Result<Vec<u8>, SigningError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature)
            .map_err(|_| SigningError::Key)?;
        Ok(signature)
    }

    fn verify(&self, input: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.pair.public_key().as_ref())
            .verify(input, signature)
            .is_ok()
    }
}

fn components(pair: &RsaKeyPair) -> (String, String) {
    let key = pair.public_key();
    (
        URL_SAFE_NO_PAD.encode(key.modulus().big_endian_without_leading_zero()),
        URL_SAFE_NO_PAD.encode(key.exponent().big_endian_without_leading_zero()),
    )
}

//! Keys that sign tokens.

use std::path::Path;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pem_rfc7468::LineEnding;
use serde_json::{Map, Value, json};

use super::error::SigningError;
use crate::StartError;
use crate::data::{read_secret, unusable, write_secret};

const PEM_LABEL: &str = "PRIVATE KEY";

/// Current signing key, and former ones that are still published.
#[derive(Debug)]
pub(super) struct Keys(RwLock<Ring>);

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
    /// Reads the key from the file, or generates one. A rotation is not kept: only tests rotate.
    pub(super) fn open(file: Option<&Path>) -> Result<Self, StartError> {
        let content = file.map(read_secret).transpose()?.flatten();
        let current = match (file, content) {
            (Some(path), Some(content)) => {
                Key::from_pem(&content).map_err(|reason| StartError::Damaged { path: path.to_owned(), reason })?
            }
            (file, _) => {
                let key = Key::generate().map_err(|_| StartError::Key)?;
                if let Some(path) = file {
                    let pem = key.to_pem().map_err(|_| StartError::Key)?;
                    write_secret(path, pem.as_bytes()).map_err(|source| unusable(path, source))?;
                }
                key
            }
        };
        Ok(Self(RwLock::new(Ring { current, old: Vec::new() })))
    }

    pub(super) fn kid(&self) -> String {
        self.ring().current.kid.clone()
    }

    pub(super) fn jwks(&self) -> Value {
        let ring = self.ring();
        let keys: Vec<Value> = std::iter::once(&ring.current).chain(&ring.old).map(Key::jwk).collect();
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

    pub(super) fn rotate(&self) -> Result<String, SigningError> {
        let new = Key::generate()?;
        let kid = new.kid.clone();
        let mut ring = self.ring_mut();
        let before = std::mem::replace(&mut ring.current, new);
        ring.old.insert(0, before);
        Ok(kid)
    }

    pub(super) fn drop_old(&self) {
        self.ring_mut().old.clear();
    }

    fn ring(&self) -> RwLockReadGuard<'_, Ring> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring_mut(&self) -> RwLockWriteGuard<'_, Ring> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Key {
    fn generate() -> Result<Self, SigningError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| SigningError::Key)?;
        Ok(Self::from_pair(pair))
    }

    fn from_pem(pem: &[u8]) -> Result<Self, String> {
        let (label, der) = pem_rfc7468::decode_vec(pem).map_err(|error| error.to_string())?;
        if label != PEM_LABEL {
            return Err("it contains something other than a private key".to_owned());
        }
        Ok(Self::from_pair(RsaKeyPair::from_pkcs8(&der).map_err(|error| error.to_string())?))
    }

    fn to_pem(&self) -> Result<String, SigningError> {
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&self.pair).map_err(|_| SigningError::Key)?;
        pem_rfc7468::encode_string(PEM_LABEL, LineEnding::LF, der.as_ref()).map_err(|_| SigningError::Key)
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
}

fn components(pair: &RsaKeyPair) -> (String, String) {
    let key = pair.public_key();
    (
        URL_SAFE_NO_PAD.encode(key.modulus().big_endian_without_leading_zero()),
        URL_SAFE_NO_PAD.encode(key.exponent().big_endian_without_leading_zero()),
    )
}

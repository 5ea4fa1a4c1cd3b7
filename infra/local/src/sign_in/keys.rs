//! Keys that sign tokens.

use std::path::Path;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use anyhow::{Context as _, Result, bail, ensure};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pem_rfc7468::LineEnding;
use serde_json::{Map, Value, json};

use crate::data::{damaged, read_secret, unusable, write_secret};

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
    pub(super) fn open(file: Option<&Path>) -> Result<Self> {
        let content = file.map(read_secret).transpose()?.flatten();
        let current = match (file, content) {
            (Some(path), Some(content)) => Key::from_pem(&content).with_context(|| damaged(path))?,
            (Some(path), None) => {
                let key = Key::generate()?;
                write_secret(path, key.to_pem()?.as_bytes()).with_context(|| unusable(path))?;
                key
            }
            (None, _) => Key::generate()?,
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
    pub(super) fn sign(&self, claims: &Value, header: &Value) -> Result<String> {
        let ring = self.ring();
        let mut fields = Map::new();
        fields.insert("kid".to_owned(), json!(ring.current.kid));
        fields.insert("alg".to_owned(), json!("RS256"));
        match header {
            Value::Null => {}
            Value::Object(header) => fields.extend(header.clone()),
            _ => bail!("a token's header is a JSON object"),
        }
        fields.retain(|_, value| !value.is_null());
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", encode(&Value::Object(fields)), encode(claims));
        let signature = ring.current.sign(input.as_bytes())?;
        Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    pub(super) fn rotate(&self) -> Result<String> {
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
    fn generate() -> Result<Self> {
        Ok(Self::from_pair(RsaKeyPair::generate(KeySize::Rsa2048)?))
    }

    fn from_pem(pem: &[u8]) -> Result<Self> {
        let (label, der) = pem_rfc7468::decode_vec(pem)?;
        ensure!(label == PEM_LABEL, "it contains something other than a private key");
        Ok(Self::from_pair(RsaKeyPair::from_pkcs8(&der)?))
    }

    fn to_pem(&self) -> Result<String> {
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&self.pair)?;
        Ok(pem_rfc7468::encode_string(PEM_LABEL, LineEnding::LF, der.as_ref())?)
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

    fn sign(&self, input: &[u8]) -> Result<Vec<u8>> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature)?;
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

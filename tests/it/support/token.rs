//! Tokens with arbitrary header, claims and bytes, signed with a real key.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaEncoding};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// RSA key pair of a partner or an attacker.
pub(crate) struct SigningKey(KeyPair);

impl SigningKey {
    pub(crate) fn generate() -> Self {
        Self(KeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    /// Parses a PKCS#8 PEM.
    pub(crate) fn from_pem(private: &str) -> Self {
        let base64: String = private.lines().filter(|line| !line.starts_with("-----")).collect();
        Self(KeyPair::from_pkcs8(&STANDARD.decode(base64).unwrap()).unwrap())
    }

    pub(crate) fn public_der(&self) -> Vec<u8> {
        self.0.public_key().as_der().unwrap().as_ref().to_vec()
    }

    /// Returns the public key as SPKI PEM.
    pub(crate) fn public_pem(&self) -> String {
        pem("PUBLIC KEY", &self.public_der())
    }

    /// Returns the private key as PKCS#8 PEM.
    pub(crate) fn private_pem(&self) -> String {
        let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = self.0.as_der().unwrap();
        pem("PRIVATE KEY", der.as_ref())
    }

    /// Returns the lower-case hex SHA-256 of the DER SubjectPublicKeyInfo.
    pub(crate) fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(self.public_der()))
    }

    pub(crate) fn sign(&self, message: &[u8], padding: &'static dyn RsaEncoding) -> Vec<u8> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(padding, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    }
}

pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Unfinished JWT. Header and claims are texts, so they can be JSON that no library writes.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) header: String,
    pub(crate) claims: String,
}

impl Token {
    /// Returns a valid token for a request.
    pub(crate) fn new(api_key: &str, method: &str, uri: &str, body: &[u8], now: i64) -> Self {
        let mut jti = [0; 16];
        aws_lc_rs::rand::fill(&mut jti).unwrap();
        let claims = json!({
            "iss": "nuvera-api",
            "aud": "nuvera-rest-api",
            "sub": api_key,
            "method": method,
            "uri": uri,
            "bodyHash": hex::encode(Sha256::digest(body)),
            "iat": now,
            "exp": now + 60,
            "jti": hex::encode(jti),
        });
        Self { header: json!({ "alg": "RS256", "typ": "JWT" }).to_string(), claims: claims.to_string() }
    }

    pub(crate) fn claim(&self, name: &str) -> Value {
        serde_json::from_str::<Value>(&self.claims).unwrap()[name].clone()
    }

    /// Sets a claim.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        let mut claims: Value = serde_json::from_str(&self.claims).unwrap();
        claims[name] = value.into();
        self.claims = claims.to_string();
        self
    }

    /// Sets times in seconds relative to the token's creation. They read no other clock, so the lifetime is exact.
    pub(crate) fn times(self, iat: i64, exp: i64) -> Self {
        let made = self.claim("iat").as_i64().unwrap();
        self.with("iat", made + iat).with("exp", made + exp)
    }

    /// Removes a claim.
    pub(crate) fn without(mut self, name: &str) -> Self {
        let mut claims: Value = serde_json::from_str(&self.claims).unwrap();
        claims.as_object_mut().unwrap().remove(name);
        self.claims = claims.to_string();
        self
    }

    /// Sets the header.
    pub(crate) fn header(mut self, header: &Value) -> Self {
        self.header = header.to_string();
        self
    }

    /// Returns the encoded header and claims.
    pub(crate) fn signing_input(&self) -> String {
        format!("{}.{}", URL_SAFE_NO_PAD.encode(&self.header), URL_SAFE_NO_PAD.encode(&self.claims))
    }

    /// Returns the token, signed with RS256.
    pub(crate) fn sign(&self, key: &SigningKey) -> String {
        let input = self.signing_input();
        let signature = key.sign(input.as_bytes(), &RSA_PKCS1_SHA256);
        self.with_signature(&signature)
    }

    /// Returns the token with arbitrary signature bytes.
    pub(crate) fn with_signature(&self, signature: &[u8]) -> String {
        format!("{}.{}", self.signing_input(), URL_SAFE_NO_PAD.encode(signature))
    }
}

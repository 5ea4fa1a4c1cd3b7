//! Invalid signatures: wrong bits, bytes, keys or schemes.

use aws_lc_rs::signature::{
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::code::Code;
use serde_json::Value;

use super::target::{Target, attack};
use crate::support::{SigningKey, Token};

impl Target {
    /// Asserts that the token with an altered signature is refused.
    async fn refuses_signature(&self, what: &str, alter: impl Fn(Vec<u8>) -> Vec<u8>) {
        let forge = |token: Token| {
            let right = self.key().sign(token.signing_input().as_bytes(), &RSA_PKCS1_SHA256);
            token.with_signature(&alter(right))
        };
        let problem = self.refuses(what, Code::SignatureInvalid, forge).await;
        super::target::names(&problem, self.key().fingerprint(), Value::Null);
    }
}

#[test]
fn one_flipped_bit_is_detected() {
    attack(async |target| {
        for at in (0..256).step_by(15).chain([1, 127, 128, 254]) {
            let bit = 1 << (at % 8);
            target
                .refuses_signature(&format!("byte {at}, mask {bit}"), |mut signature| {
                    signature[at] ^= bit;
                    signature
                })
                .await;
        }
    });
}

#[test]
fn a_signature_of_another_length_or_no_signature_is_refused() {
    attack(async |target| {
        type Alter = (&'static str, fn(Vec<u8>) -> Vec<u8>);
        let alterations: [Alter; 13] = [
            ("empty", |_| Vec::new()),
            ("one byte", |s| s[..1].to_vec()),
            ("truncated", |s| s[..255].to_vec()),
            ("its first byte gone", |s| s[1..].to_vec()),
            ("half", |s| s[..128].to_vec()),
            ("a zero in front", |s| [&[0], &s[..]].concat()),
            ("a zero behind", |s| [&s[..], &[0]].concat()),
            ("twice", |s| s.repeat(2)),
            ("reversed", |s| s.into_iter().rev().collect()),
            ("zeros", |s| vec![0; s.len()]),
            ("one", |s| [vec![0; s.len() - 1], vec![1]].concat()),
            ("ones", |s| vec![0xff; s.len()]),
            ("of 8192 bits", |s| s.repeat(4)),
        ];
        for (what, alter) in alterations {
            target.refuses_signature(what, alter).await;
        }
        let modulus = target.key().public_der()[33..289].to_vec();
        target.refuses_signature("the modulus", |_| modulus.clone()).await;
    });
}

#[test]
fn another_padding_or_hash_is_refused() {
    attack(async |target| {
        let paddings: [(&str, &'static dyn RsaEncoding); 5] = [
            ("PSS, SHA-256", &RSA_PSS_SHA256),
            ("PSS, SHA-384", &RSA_PSS_SHA384),
            ("PSS, SHA-512", &RSA_PSS_SHA512),
            ("PKCS#1 v1.5, SHA-384", &RSA_PKCS1_SHA384),
            ("PKCS#1 v1.5, SHA-512", &RSA_PKCS1_SHA512),
        ];
        for (what, padding) in paddings {
            let forge =
                |token: Token| token.with_signature(&target.key().sign(token.signing_input().as_bytes(), padding));
            target.refuses(what, Code::SignatureInvalid, forge).await;
        }
    });
}

#[test]
fn the_signature_covers_header_and_claims_as_sent() {
    attack(async |target| {
        let sign = |message: &[u8]| target.key().sign(message, &RSA_PKCS1_SHA256);
        type Signed = (&'static str, fn(&Token) -> Vec<u8>);
        let wrong: [Signed; 7] = [
            ("the claims alone", |token| URL_SAFE_NO_PAD.encode(&token.claims).into_bytes()),
            ("header and claims decoded", |token| format!("{}.{}", token.header, token.claims).into_bytes()),
            ("without the point", |token| token.signing_input().replace('.', "").into_bytes()),
            ("with a point behind", |token| format!("{}.", token.signing_input()).into_bytes()),
            ("with a line break behind", |token| format!("{}\n", token.signing_input()).into_bytes()),
            ("nothing", |_| Vec::new()),
            ("another header", |token| {
                token.clone().header(&serde_json::json!({ "alg": "RS256" })).signing_input().into_bytes()
            }),
        ];
        for (what, signed) in wrong {
            target.refuses(what, Code::SignatureInvalid, |token| token.with_signature(&sign(&signed(&token)))).await;
        }
        // A signature of another token by the same key.
        let other = target.app.token(target.world, &crate::support::Call::get("/"));
        let stolen = sign(other.signing_input().as_bytes());
        target.refuses("of another token", Code::SignatureInvalid, |token| token.with_signature(&stolen)).await;
    });
}

#[test]
fn a_foreign_key_is_refused() {
    attack(async |target| {
        let attacker = SigningKey::generate();
        target.refuses("a stranger's key", Code::SignatureInvalid, |token| token.sign(&attacker)).await;
    });
}

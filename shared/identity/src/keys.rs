//! Keys of the issuer: members of a JWK set that may verify a token.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde_json::Value;

use crate::json;

/// Smallest modulus, in bits.
const MIN_BITS: usize = 2048;
/// Largest modulus, in bits: the limit of the verifier, which bounds the cost of a signature.
const MAX_BITS: usize = 8192;
/// 65537, big-endian.
const EXPONENT: [u8; 3] = [1, 0, 1];

/// Usable keys of an issuer, by `kid`.
pub(crate) struct KeySet(Vec<(String, Arc<DecodingKey>)>);

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

/// Used members of a JWK (RFC 7517, section 4; RFC 7518, section 6.3.1).
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: String,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    n: String,
    e: String,
}

impl KeySet {
    /// Parses a JWK set.
    ///
    /// Unusable members are left out, as RFC 7517, section 5, says. `None` if it is not a JWK set.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let document: Document = json::members(json::object(bytes)?)?;
        Some(Self(document.keys.into_iter().filter_map(json::members).filter_map(usable).collect()))
    }

    /// Returns the key with this id; `None` if two have it, since the choice is ambiguous.
    pub(crate) fn find(&self, kid: &str) -> Option<Arc<DecodingKey>> {
        let mut named = self.0.iter().filter(|(id, _)| id == kid).map(|(_, key)| key);
        match (named.next(), named.next()) {
            (Some(key), None) => Some(Arc::clone(key)),
            _ => None,
        }
    }

    /// Returns true if no key is usable.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn usable(jwk: Jwk) -> Option<(String, Arc<DecodingKey>)> {
    let for_us = jwk.kty == "RSA"
        && !jwk.kid.is_empty()
        && jwk.usage.is_none_or(|usage| usage == "sig")
        && jwk.key_ops.is_none_or(|operations| operations.iter().any(|name| name == "verify"))
        && jwk.alg.is_none_or(|alg| alg == "RS256");
    let modulus = number(&jwk.n)?;
    let odd = modulus.last().is_some_and(|last| last & 1 == 1);
    if !for_us || !odd || !(MIN_BITS..=MAX_BITS).contains(&bits(&modulus)) || number(&jwk.e)? != EXPONENT {
        return None;
    }
    Some((jwk.kid, Arc::new(DecodingKey::from_rsa_raw_components(&modulus, &EXPONENT))))
}

/// Decodes a Base64urlUInt (RFC 7518, section 2), big-endian. Drops the leading zero that some issuers write.
fn number(text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    Some(bytes.into_iter().skip_while(|byte| *byte == 0).collect())
}

fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwk(n: &[u8], extra: Value) -> Value {
        let mut jwk = serde_json::json!({ "kty": "RSA", "kid": "k", "n": URL_SAFE_NO_PAD.encode(n), "e": "AQAB" });
        jwk.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        jwk
    }

    fn set(keys: &[Value]) -> KeySet {
        KeySet::read(serde_json::json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    }

    #[test]
    fn only_sound_rsa_signature_keys_count() {
        let nothing = || serde_json::json!({});
        let usable = |n: &[u8], extra| set(&[jwk(n, extra)]).find("k").is_some();
        let shortened: Vec<u8> = std::iter::once(0x7f).chain([0xff; 255]).collect();
        let even: Vec<u8> = [0xff; 255].into_iter().chain([0xfe]).collect();
        let padded: Vec<u8> = std::iter::once(0).chain([0xff; 256]).collect();

        assert!(usable(&[0xff; 256], nothing()));
        assert!(usable(&padded, nothing()));
        assert!(usable(&[0xff; 1024], nothing()));
        for n in [&[0xff; 128][..], &shortened, &even, &[0xff; 1025], &[]] {
            assert!(!usable(n, nothing()), "{} bytes", n.len());
        }

        for extra in [
            serde_json::json!({ "use": "sig" }),
            serde_json::json!({ "alg": "RS256" }),
            serde_json::json!({ "key_ops": ["verify"] }),
            serde_json::json!({ "x5c": ["anything"] }),
        ] {
            assert!(usable(&[0xff; 256], extra.clone()), "{extra}");
        }
        for extra in [
            serde_json::json!({ "use": "enc" }),
            serde_json::json!({ "use": 1 }),
            serde_json::json!({ "alg": "RS512" }),
            serde_json::json!({ "alg": "PS256" }),
            serde_json::json!({ "key_ops": ["encrypt"] }),
            serde_json::json!({ "kty": "EC" }),
            serde_json::json!({ "kty": "oct" }),
            serde_json::json!({ "kid": "" }),
            serde_json::json!({ "kid": 7 }),
            serde_json::json!({ "e": "Aw" }),
            serde_json::json!({ "e": "AQAC" }),
            serde_json::json!({ "e": "AQAB=" }),
            serde_json::json!({ "n": "+/+/" }),
        ] {
            assert!(!usable(&[0xff; 256], extra.clone()), "{extra}");
        }
    }

    #[test]
    fn a_bad_key_does_not_spoil_the_set_and_a_repeated_id_is_unusable() {
        let good = jwk(&[0xff; 256], serde_json::json!({}));
        let other = jwk(&[0xff; 384], serde_json::json!({}));
        let ec = serde_json::json!({ "kty": "EC", "kid": "k", "crv": "P-256", "x": "AA", "y": "AA" });
        // A derived struct would accept its fields in order.
        let listed = serde_json::json!(["RSA", "k", "sig", null, null, good["n"], "AQAB"]);
        assert!(set(&[ec, serde_json::json!(7), listed, good.clone()]).find("k").is_some());
        assert!(set(&[good, other]).find("k").is_none());
        assert!(set(&[]).is_empty());
    }

    #[test]
    fn other_documents_are_refused() {
        for text in ["", "[]", "[[]]", "{}", r#"{"keys":{}}"#, r#"{"keys":[],"keys":[]}"#, r#"{"keys":[]} x"#] {
            assert!(KeySet::read(text.as_bytes()).is_none(), "{text}");
        }
    }
}

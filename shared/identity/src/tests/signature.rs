//! Algorithm and signature of a token.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{RSA_PKCS1_SHA384, RSA_PSS_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use super::fault;
use crate::TokenFault;
use crate::testing::*;

#[tokio::test]
async fn only_rs256_is_accepted() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let key = Key::number(0);
    for alg in ["none", "None", "nOnE", "NONE", "", "HS256", "HS512", "RS384", "PS256", "ES256", "EdDSA", "rs256"] {
        let header = with(header(), json!({ "alg": alg }));
        let message = message(&header, issuer.cognito());
        for token in [key.token(&header, issuer.cognito()), format!("{message}.")] {
            assert_eq!(fault(present(&authenticator, &token).await), TokenFault::Algorithm, "{alg}");
        }
    }
    let without = json!({ "kid": "k1" });
    assert_eq!(fault(present(&authenticator, &key.token(without, issuer.cognito())).await), TokenFault::Algorithm);
}

#[tokio::test]
async fn the_public_key_is_not_a_shared_secret() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let der = Key::number(0).public_der();
    let pem = format!("-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----", STANDARD.encode(der));
    let jwk = Key::number(0).jwk("k1");
    let secrets =
        [der.to_vec(), pem.clone().into_bytes(), format!("{pem}\n").into_bytes(), jwk["n"].to_string().into()];
    for secret in secrets {
        for (alg, expected) in [("HS256", TokenFault::Algorithm), ("RS256", TokenFault::Signature)] {
            let message = message(with(header(), json!({ "alg": alg })), issuer.cognito());
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), message.as_bytes());
            let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag));
            assert_eq!(fault(present(&authenticator, &token).await), expected);
        }
    }
}

#[tokio::test]
async fn the_signature_is_the_issuers_over_exactly_these_bytes() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let key = Key::number(0);
    let good = key.token(header(), issuer.cognito());
    assert!(present(&authenticator, &good).await.is_ok());
    let (message, signature) = good.rsplit_once('.').unwrap();
    let mut flipped = URL_SAFE_NO_PAD.decode(signature).unwrap();
    flipped[100] ^= 1;
    let others = crate::testing::message(header(), with(issuer.cognito(), json!({ "sub": "mallory" })));
    for token in [
        // Another key with the same id.
        Key::number(1).token(header(), issuer.cognito()),
        // PSS and another hash instead of PKCS #1 v1.5 with SHA-256.
        format!("{message}.{}", key.sign_as(&RSA_PSS_SHA256, message)),
        format!("{message}.{}", key.sign_as(&RSA_PKCS1_SHA384, message)),
        format!("{others}.{signature}"),
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(&flipped)),
        format!("{message}.{}", URL_SAFE_NO_PAD.encode([0; 256])),
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(&flipped[1..])),
        format!("{message}.AA"),
    ] {
        assert_eq!(fault(present(&authenticator, &token).await), TokenFault::Signature, "{token}");
    }
}

#[tokio::test]
async fn a_token_cannot_bring_its_key() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let attacker = Key::number(1);
    issuer.say("/attacker.json", json!({ "keys": [attacker.jwk("k1"), attacker.jwk("k9")] }));
    let jku = issuer.url("/attacker.json");
    let tricks = [
        json!({ "jwk": attacker.jwk("k1") }),
        json!({ "jwk": { "kty": "oct", "k": "AA" } }),
        json!({ "jku": jku }),
        json!({ "x5u": jku }),
        json!({ "x5c": ["MIIB"] }),
    ];
    for trick in &tricks {
        let header = with(header(), trick.clone());
        let forged = attacker.token(&header, issuer.cognito());
        assert_eq!(fault(present(&authenticator, &forged).await), TokenFault::Signature, "{header}");
        // The key in the header is ignored: with the issuer's own signature it does no harm.
        assert!(present(&authenticator, &Key::number(0).token(&header, issuer.cognito())).await.is_ok(), "{header}");

        let unknown = with(header, json!({ "kid": "k9" }));
        let forged = attacker.token(&unknown, issuer.cognito());
        assert_eq!(fault(present(&authenticator, &forged).await), TokenFault::KeyUnknown, "{unknown}");
    }
    for kid in ["../../dev/null", "' OR 1=1", "K1", "k1 ", "k", "k1\u{0}"] {
        let token = Key::number(0).token(with(header(), json!({ "kid": kid })), issuer.cognito());
        assert_eq!(fault(present(&authenticator, &token).await), TokenFault::KeyUnknown, "{kid}");
    }
    assert_eq!(issuer.hits("/attacker.json"), 0);
}

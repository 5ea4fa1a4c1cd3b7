//! Answers of an issuer, and results of wrong or missing ones.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::{PATIENCE, fault, unavailable};
use crate::testing::*;
use crate::{Authenticator, OidcSettings, TokenFault};

#[tokio::test]
async fn an_issuer_can_be_reachable_under_another_name() {
    let issuer = Issuer::start().await;
    let name = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_example";
    let settings =
        OidcSettings { issuer: name.to_owned(), jwks_url: Some(issuer.url(JWKS)), client_id: CLIENT.to_owned() };
    let authenticator = Authenticator::new(settings).unwrap();
    assert!(present(&authenticator, &issuer.token(json!({ "iss": name }))).await.is_ok());
    assert_eq!(fault(present(&authenticator, &issuer.token(json!({}))).await), TokenFault::Issuer);
    assert_eq!(issuer.hits(DISCOVERY), 0);
}

#[tokio::test]
async fn without_keys_nobody_signs_in() {
    let issuer = Issuer::start().await;
    let token = issuer.token(json!({}));

    // Nothing listens on a port that was just closed.
    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/keys", listener.local_addr().unwrap())
    };
    let settings = OidcSettings { jwks_url: Some(closed), ..issuer.settings() };
    assert!(unavailable(&present(&Authenticator::new(settings).unwrap(), &token).await));

    let authenticator = issuer.authenticator();
    issuer.fail(DISCOVERY);
    for (at, hits) in [(0, 1), (1, 1), (4, 1), (5, 2), (6, 2)] {
        assert!(unavailable(&present_at(&authenticator, &token, later(at)).await), "{at} s");
        assert_eq!(issuer.hits(DISCOVERY), hits, "{at} s");
    }
    assert_eq!(issuer.hits(JWKS), 0);
}

#[tokio::test]
async fn answers_of_the_issuer_are_bounded() {
    let token = |issuer: &Issuer| issuer.token(json!({}));
    let keys = || json!({ "keys": [Key::number(0).jwk("k1")] }).to_string();

    let issuer = Issuer::start().await;
    issuer.say(JWKS, format!("{}{}", keys(), " ".repeat(256 * 1024)));
    assert!(unavailable(&present(&issuer.authenticator(), &token(&issuer)).await), "too large");
    issuer.say(JWKS, format!("{}{}", keys(), " ".repeat(256 * 1024 - keys().len())));
    assert!(present(&issuer.authenticator(), &token(&issuer)).await.is_ok(), "just not too large");

    issuer.say("/elsewhere", keys());
    issuer.redirect(JWKS, "/elsewhere");
    assert!(unavailable(&present(&issuer.authenticator(), &token(&issuer)).await), "redirect");
    assert_eq!(issuer.hits("/elsewhere"), 0);

    for body in ["", "[]", "{}", "<html>", r#"{"keys":[],"keys":[]}"#] {
        issuer.say(JWKS, body);
        assert!(unavailable(&present(&issuer.authenticator(), &token(&issuer)).await), "{body}");
    }

    issuer.hang(JWKS);
    let (impatient, token) = (issuer.impatient(), token(&issuer));
    let result = tokio::time::timeout(PATIENCE, present(&impatient, &token)).await.unwrap();
    assert!(unavailable(&result), "too slow");
}

#[tokio::test]
async fn the_discovery_document_is_the_issuers_own() {
    let issuer = Issuer::start().await;
    let name = issuer.name();
    let jwks = issuer.url(JWKS);
    for document in [
        json!({ "issuer": format!("{name}/"), "jwks_uri": jwks }),
        json!({ "issuer": "https://evil.example", "jwks_uri": jwks }),
        json!({ "jwks_uri": jwks }),
        json!({ "issuer": name }),
        json!({ "issuer": name, "jwks_uri": 7 }),
        json!({ "issuer": name, "jwks_uri": "http://issuer.example/keys" }),
        json!({ "issuer": name, "jwks_uri": "file:///etc/passwd" }),
        json!({ "issuer": name, "jwks_uri": JWKS }),
        json!([name, jwks]),
    ] {
        issuer.say(DISCOVERY, &document);
        let result = present(&issuer.authenticator(), &issuer.token(json!({}))).await;
        assert!(unavailable(&result), "{document}");
    }
    assert_eq!(issuer.hits(JWKS), 0);
}

#[tokio::test]
async fn an_issuer_without_usable_keys_knows_no_key() {
    let issuer = Issuer::start().await;
    let mut short = Key::number(0).jwk("k1");
    short["n"] = json!(URL_SAFE_NO_PAD.encode([0xff; 128]));
    let encryption = with(Key::number(0).jwk("k1"), json!({ "use": "enc" }));
    for keys in [vec![], vec![short], vec![encryption], vec![Key::number(0).jwk("k1"), Key::number(1).jwk("k1")]] {
        issuer.publish(&keys);
        let result = present(&issuer.authenticator(), &issuer.token(json!({}))).await;
        assert_eq!(fault(result), TokenFault::KeyUnknown, "{keys:?}");
    }
}

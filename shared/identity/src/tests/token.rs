//! Header field, and form of the token.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::json;

use super::fault;
use crate::testing::*;
use crate::{Denial, Member, TokenFault};

#[tokio::test]
async fn a_cognito_access_token_and_a_plain_one_are_accepted() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let header = |typ: &str| with(header(), json!({ "typ": typ }));
    for (header, claims) in [
        (crate::testing::header(), issuer.cognito()),
        (header("JWT"), with(issuer.cognito(), json!({ "aud": CLIENT }))),
        (header("at+jwt"), issuer.plain()),
        (header("application/AT+JWT"), issuer.plain()),
        (crate::testing::header(), with(issuer.plain(), json!({ "aud": ["another", CLIENT] }))),
        (crate::testing::header(), with(issuer.plain(), json!({ "client_id": CLIENT, "typ": "Bearer" }))),
        (crate::testing::header(), with(issuer.plain(), json!({ "iat": null, "nbf": null }))),
    ] {
        let token = Key::number(0).token(&header, &claims);
        let Ok(Member::Partner(user)) = present(&authenticator, &token).await else { panic!("{header} {claims}") };
        assert_eq!(user.user_id(), &self::user());
        assert_eq!(user.email().as_str(), "ada@partner.example");
        assert_eq!(user.organization(), &organization());
    }
    assert_eq!((issuer.hits(DISCOVERY), issuer.hits(JWKS)), (1, 1));
}

#[tokio::test]
async fn the_scheme_is_case_insensitive() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let token = issuer.token(json!({}));
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let header = format!("{scheme} {token}");
        assert!(authenticator.authenticate(Some(&header), &Records::partner(), now()).await.is_ok(), "{scheme}");
    }
}

#[tokio::test]
async fn a_header_has_exactly_one_bearer_token() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let token = issuer.token(json!({}));
    let records = Records::partner();
    assert_eq!(authenticator.authenticate(None, &records, now()).await.unwrap_err(), Denial::TokenMissing);
    for (value, expected) in [
        (String::new(), TokenFault::NotBearer),
        ("Bearer".to_owned(), TokenFault::NotBearer),
        (token.clone(), TokenFault::NotBearer),
        (format!("Basic {token}"), TokenFault::NotBearer),
        (format!("DPoP {token}"), TokenFault::NotBearer),
        (format!("Bearer\t{token}"), TokenFault::NotBearer),
        (format!(" Bearer {token}"), TokenFault::NotBearer),
        ("Bearer ".to_owned(), TokenFault::Malformed),
        (format!("Bearer  {token}"), TokenFault::Malformed),
        (format!("Bearer {token} "), TokenFault::Malformed),
        (format!("Bearer {token} {token}"), TokenFault::Malformed),
        (format!("Bearer {token},{token}"), TokenFault::Malformed),
        (format!("Bearer {token}, Bearer {token}"), TokenFault::Malformed),
        (format!("Bearer {token}é"), TokenFault::Malformed),
    ] {
        assert_eq!(fault(authenticator.authenticate(Some(&value), &records, now()).await), expected, "{value}");
    }
}

#[tokio::test]
async fn a_token_has_at_most_8_kib() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let padded = |padding: usize| issuer.token(json!({ "padding": "x".repeat(padding) }));
    let fits = (0..).map(|less| padded(5800 - less)).find(|token| token.len() <= 8192).unwrap();
    assert!(fits.len() > 8100, "{}", fits.len());
    assert!(present(&authenticator, &fits).await.is_ok());
    assert_eq!(fault(present(&authenticator, &padded(5900)).await), TokenFault::TooLong);
    assert_eq!(fault(present(&authenticator, &"x".repeat(1 << 20)).await), TokenFault::TooLong);
}

#[tokio::test]
async fn base64url_is_strict() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let token = issuer.token(json!({}));
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!() };
    let raw = URL_SAFE_NO_PAD.decode(signature).unwrap();
    // 256 bytes leave four bits over, which must be zero.
    let last = signature.chars().last().unwrap();
    let trailing = format!("{}{}", &signature[..signature.len() - 1], char::from(u32::from(last) as u8 + 1));
    for token in [
        format!("{header}.{claims}"),
        format!("{header}.{claims}."),
        format!(".{claims}.{signature}"),
        format!("{header}..{signature}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{header}.{claims}.{}", URL_SAFE.encode(&raw)),
        format!("{header}.{claims}.{trailing}"),
        format!("{header}.{claims}.{signature}\n"),
        format!("{header}.{claims}.{}\u{0}", signature),
        format!("{header}.{}.{signature}", STANDARD.encode(r#"{"a":"???>>>"}"#)),
        "...".to_owned(),
    ] {
        let fault = fault(present(&authenticator, &token).await);
        // An empty signature is base64url of nothing, and verifies nothing.
        let expected = if token.ends_with('.') && token.matches('.').count() == 2 {
            TokenFault::Signature
        } else {
            TokenFault::Malformed
        };
        assert_eq!(fault, expected, "{token}");
    }
}

#[tokio::test]
async fn header_and_claims_are_objects_with_each_name_once() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let claims = issuer.cognito().to_string();
    let open = claims.strip_suffix('}').unwrap();
    let iss = issuer.name();
    let good_header = r#"{"alg":"RS256","kid":"k1"}"#;
    assert!(present(&authenticator, &Key::number(0).token(good_header, &claims)).await.is_ok());
    assert!(present(&authenticator, &Key::number(0).token(good_header, format!("{open},\"x\":1}}"))).await.is_ok());
    for (header, claims) in [
        (r#"{"alg":"RS256","alg":"RS256","kid":"k1"}"#, claims.clone()),
        (r#"{"alg":"none","\u0061lg":"RS256","kid":"k1"}"#, claims.clone()),
        (r#"{"alg":"RS256","kid":"k1","x":{"y":1,"y":1}}"#, claims.clone()),
        (r#"["RS256","JWT","k1"]"#, claims.clone()),
        (r#""RS256""#, claims.clone()),
        ("null", claims.clone()),
        ("", claims.clone()),
        ("{\"alg\":\"RS256\",\"kid\":\"k1\"} {}", claims.clone()),
        ("\u{feff}{\"alg\":\"RS256\",\"kid\":\"k1\"}", claims.clone()),
        (r#"{"alg":"RS256","kid":7}"#, claims.clone()),
        (r#"{"alg":"RS256","kid":null}"#, claims.clone()),
        (r#"{"alg":["RS256"],"kid":"k1"}"#, claims.clone()),
        (good_header, format!("{open},\"sub\":\"{USER}\"}}")),
        (good_header, format!("{open},\"\\u0069ss\":\"{iss}\"}}")),
        (good_header, format!("{open},\"x\":[{{\"y\":1,\"y\":1}}]}}")),
        (good_header, format!("[{claims}]")),
        (good_header, format!("{open},\"x\":1e400}}")),
        (good_header, format!("{open},\"x\":{}{}}}", "[".repeat(1000), "]".repeat(1000))),
        (good_header, String::new()),
    ] {
        let token = Key::number(0).token(header, &claims);
        assert_eq!(fault(present(&authenticator, &token).await), TokenFault::Malformed, "{header} {claims}");
    }
}

#[tokio::test]
async fn headers_that_change_the_meaning_are_refused() {
    let (issuer, authenticator) = Issuer::trusted().await;
    for (changes, expected) in [
        (json!({ "kid": null }), TokenFault::KeyIdMissing),
        (json!({ "kid": "" }), TokenFault::KeyIdMissing),
        (json!({ "crit": [] }), TokenFault::HeaderUnsupported),
        (json!({ "crit": ["exp"] }), TokenFault::HeaderUnsupported),
        (json!({ "crit": ["b64"], "b64": false }), TokenFault::HeaderUnsupported),
        (json!({ "b64": true }), TokenFault::HeaderUnsupported),
        (json!({ "zip": "DEF" }), TokenFault::HeaderUnsupported),
        (json!({ "enc": "A128GCM" }), TokenFault::HeaderUnsupported),
        (json!({ "cty": "JWT" }), TokenFault::HeaderUnsupported),
        (json!({ "typ": "logout+jwt" }), TokenFault::Type),
        (json!({ "typ": "dpop+jwt" }), TokenFault::Type),
        (json!({ "typ": "" }), TokenFault::Type),
    ] {
        let token = Key::number(0).token(with(header(), changes.clone()), issuer.cognito());
        assert_eq!(fault(present(&authenticator, &token).await), expected, "{changes}");
    }
    // `null` counts as present.
    let token = Key::number(0).token(r#"{"alg":"RS256","kid":"k1","crit":null}"#, issuer.cognito());
    assert_eq!(fault(present(&authenticator, &token).await), TokenFault::HeaderUnsupported);
}

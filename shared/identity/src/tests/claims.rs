//! Claims: issuer, audience, purpose, times.

use serde_json::{Value, json};

use super::fault;
use crate::testing::*;
use crate::{Authenticator, TokenFault};

async fn claims_fault(authenticator: &Authenticator, claims: &Value) -> TokenFault {
    fault(present(authenticator, &Key::number(0).token(header(), claims)).await)
}

#[tokio::test]
async fn another_issuers_token_is_refused() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let name = issuer.name();
    for iss in [format!("{name}/"), name.to_uppercase(), format!("{name} "), "https://evil.example".to_owned()] {
        let claims = with(issuer.cognito(), json!({ "iss": iss }));
        assert_eq!(claims_fault(&authenticator, &claims).await, TokenFault::Issuer, "{iss}");
    }
}

#[tokio::test]
async fn a_token_for_another_client_is_refused() {
    let (issuer, authenticator) = Issuer::trusted().await;
    for claims in [
        with(issuer.cognito(), json!({ "client_id": "another" })),
        with(issuer.cognito(), json!({ "client_id": null })),
        with(issuer.cognito(), json!({ "aud": "another" })),
        with(issuer.cognito(), json!({ "client_id": "another", "aud": CLIENT })),
        // Without Cognito's `token_use`, `client_id` only names the client that requested it.
        with(issuer.cognito(), json!({ "token_use": null })),
        with(issuer.plain(), json!({ "aud": "another" })),
        with(issuer.plain(), json!({ "aud": ["another", "console-client2"] })),
        with(issuer.plain(), json!({ "aud": [] })),
        with(issuer.plain(), json!({ "aud": "" })),
        with(issuer.plain(), json!({ "aud": "console-client another" })),
        with(issuer.plain(), json!({ "aud": null })),
        with(issuer.plain(), json!({ "client_id": "another" })),
    ] {
        assert_eq!(claims_fault(&authenticator, &claims).await, TokenFault::Audience, "{claims}");
    }
}

#[tokio::test]
async fn other_kinds_of_token_are_refused() {
    let (issuer, authenticator) = Issuer::trusted().await;
    for (claims, expected) in [
        (with(issuer.cognito(), json!({ "token_use": "id", "aud": CLIENT })), TokenFault::NotAccessToken),
        (with(issuer.cognito(), json!({ "token_use": "refresh" })), TokenFault::NotAccessToken),
        (with(issuer.cognito(), json!({ "token_use": "Access" })), TokenFault::NotAccessToken),
        (with(issuer.plain(), json!({ "nonce": "n" })), TokenFault::NotAccessToken),
        (with(issuer.plain(), json!({ "at_hash": "h" })), TokenFault::NotAccessToken),
        (with(issuer.plain(), json!({ "c_hash": 7 })), TokenFault::NotAccessToken),
        (with(issuer.plain(), json!({ "s_hash": "h" })), TokenFault::NotAccessToken),
        (with(issuer.plain(), json!({ "typ": "ID" })), TokenFault::NotAccessToken),
        (with(issuer.plain(), json!({ "typ": "Refresh" })), TokenFault::NotAccessToken),
        (with(issuer.plain(), json!({ "cnf": { "jkt": "x" } })), TokenFault::KeyBound),
    ] {
        assert_eq!(claims_fault(&authenticator, &claims).await, expected, "{claims}");
    }
}

#[tokio::test]
async fn times_are_exact_to_the_second() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let seconds = now().seconds();
    for (changes, expected) in [
        (json!({ "exp": seconds + 1 }), None),
        (json!({ "exp": seconds - 4 }), None),
        (json!({ "exp": seconds - 5 }), Some(TokenFault::Expired)),
        (json!({ "exp": seconds - 3600 }), Some(TokenFault::Expired)),
        (json!({ "exp": -1 }), Some(TokenFault::Expired)),
        (json!({ "exp": i64::MIN }), Some(TokenFault::Expired)),
        (json!({ "exp": i64::MAX }), None),
        (json!({ "iat": seconds + 10 }), None),
        (json!({ "iat": seconds + 11 }), Some(TokenFault::NotYetValid)),
        (json!({ "nbf": seconds + 10 }), None),
        (json!({ "nbf": seconds + 11 }), Some(TokenFault::NotYetValid)),
        (json!({ "nbf": i64::MAX }), Some(TokenFault::NotYetValid)),
    ] {
        let result = present(&authenticator, &issuer.token(changes.clone())).await;
        match expected {
            None => assert!(result.is_ok(), "{changes}"),
            Some(expected) => assert_eq!(fault(result), expected, "{changes}"),
        }
    }
}

#[tokio::test]
async fn claims_have_their_types() {
    let (issuer, authenticator) = Issuer::trusted().await;
    let texts = [json!(7), json!(true), json!(["x"]), json!({ "x": 1 })];
    let numbers = [json!("1767225600"), json!(1_767_229_200.5), json!(1e18), json!(u64::MAX), json!(true), json!([1])];
    let mut wrong = Vec::new();
    for name in ["iss", "sub", "client_id", "token_use", "typ"] {
        wrong.extend(texts.iter().map(|value| (name, value.clone())));
    }
    for name in ["exp", "iat", "nbf"] {
        wrong.extend(numbers.iter().map(|value| (name, value.clone())));
    }
    wrong.extend([json!(7), json!({}), json!(["console-client", 7])].map(|value| ("aud", value)));
    wrong.extend(["", "with space", "ä", "new\nline"].map(|value| ("sub", json!(value))));
    wrong.push(("sub", json!("x".repeat(256))));
    for (name, value) in wrong {
        let claims = with(issuer.cognito(), json!({ name: value }));
        assert_eq!(claims_fault(&authenticator, &claims).await, TokenFault::Claims, "{name}: {value}");
    }
    for name in ["iss", "sub", "exp", "iat", "nbf", "aud", "client_id", "token_use"] {
        let mut claims = issuer.cognito();
        claims[name] = Value::Null;
        assert_eq!(claims_fault(&authenticator, &claims).await, TokenFault::Claims, "{name}: null");
    }
    for name in ["iss", "sub", "exp"] {
        let claims = with(issuer.cognito(), json!({ name: null }));
        assert_eq!(claims_fault(&authenticator, &claims).await, TokenFault::Claims, "no {name}");
    }
}

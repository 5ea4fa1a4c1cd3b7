//! Tokens good and bad against a real issuer.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{RSA_PKCS1_SHA384, RSA_PSS_SHA256};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use contract::member::Role;
use serde_json::{Value, json};

use crate::testing::*;
use crate::{Authenticator, Denial, Member, OidcSettings, Outage, TokenFault};

/// How long a test waits for what happens at once, or has failed.
const PATIENCE: Duration = Duration::from_secs(20);

fn fault(result: Result<Member, Denial>) -> TokenFault {
    match result {
        Err(Denial::TokenInvalid(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

fn unavailable(result: &Result<Member, Denial>) -> bool {
    matches!(result, Err(Denial::Unavailable(Outage::Issuer)))
}

// What is accepted

#[tokio::test]
async fn a_cognito_access_token_and_a_plain_one_are_understood() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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
async fn an_issuer_that_is_not_reachable_under_its_own_name() {
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
async fn the_scheme_has_no_case() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let token = issuer.token(json!({}));
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let header = format!("{scheme} {token}");
        assert!(authenticator.authenticate(Some(&header), &Records::partner(), now()).await.is_ok(), "{scheme}");
    }
}

// Memberships

#[tokio::test]
async fn the_membership_decides_and_is_read_every_time() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let header = format!("Bearer {}", issuer.token(json!({})));
    let records = Records::of(membership(Role::NuveraAdmin));
    let sign_in = || authenticator.authenticate(Some(&header), &records, now());

    let admin = sign_in().await.unwrap();
    assert!(matches!(&admin, Member::Admin(admin) if admin.user_id() == &user()));
    assert!(matches!(admin.role(), Role::NuveraAdmin));

    *records.membership.lock().unwrap() = Some(membership(Role::CustomerUser));
    let customer = sign_in().await.unwrap();
    assert!(matches!(customer, Member::Customer(_)));
    assert_eq!(customer.email().as_str(), "ada@partner.example");

    *records.membership.lock().unwrap() = None;
    assert_eq!(sign_in().await.unwrap_err(), Denial::NotAMember);

    records.down.store(true, Ordering::Relaxed);
    assert_eq!(sign_in().await.unwrap_err(), Denial::Unavailable(Outage::Memberships));
    assert_eq!(records.reads.load(Ordering::Relaxed), 4);
}

#[tokio::test]
async fn a_partner_user_without_an_organization_and_anothers_record_are_refused() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let header = format!("Bearer {}", issuer.token(json!({})));
    let mut homeless = membership(Role::PartnerUser);
    homeless.organization_id = None;
    let mut anothers = membership(Role::NuveraAdmin);
    anothers.user_id = "somebody-else".parse().unwrap();
    for record in [homeless, anothers] {
        let result = authenticator.authenticate(Some(&header), &Records::of(record), now()).await;
        assert_eq!(result.unwrap_err(), Denial::NotAMember);
    }
}

#[tokio::test]
async fn no_membership_is_read_for_a_bad_token() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let records = Records::partner();
    let forged = Key::number(1).token(header(), issuer.cognito());
    let result = authenticator.authenticate(Some(&format!("Bearer {forged}")), &records, now()).await;
    assert_eq!(fault(result), TokenFault::Signature);
    assert_eq!(records.reads.load(Ordering::Relaxed), 0);
}

// The header field

#[tokio::test]
async fn exactly_one_bearer_token() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let padded = |padding: usize| issuer.token(json!({ "padding": "x".repeat(padding) }));
    let fits = (0..).map(|less| padded(5800 - less)).find(|token| token.len() <= 8192).unwrap();
    assert!(fits.len() > 8100, "{}", fits.len());
    assert!(present(&authenticator, &fits).await.is_ok());
    assert_eq!(fault(present(&authenticator, &padded(5900)).await), TokenFault::TooLong);
    assert_eq!(fault(present(&authenticator, &"x".repeat(1 << 20)).await), TokenFault::TooLong);
}

// The token's form

#[tokio::test]
async fn base64url_is_strict() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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

// The algorithm and the key

#[tokio::test]
async fn no_algorithm_but_rs256() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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
async fn the_public_key_is_no_shared_secret() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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
async fn the_signature_is_the_issuers_over_these_very_bytes() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let key = Key::number(0);
    let good = key.token(header(), issuer.cognito());
    assert!(present(&authenticator, &good).await.is_ok());
    let (message, signature) = good.rsplit_once('.').unwrap();
    let mut flipped = URL_SAFE_NO_PAD.decode(signature).unwrap();
    flipped[100] ^= 1;
    let others = crate::testing::message(header(), with(issuer.cognito(), json!({ "sub": "mallory" })));
    for token in [
        // Another key that goes by the same id.
        Key::number(1).token(header(), issuer.cognito()),
        // PSS and another hash in place of PKCS #1 v1.5 with SHA-256.
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
async fn a_token_does_not_bring_its_key() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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
        // What the header brings is ignored, not obeyed: with the issuer's own signature it does no harm.
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

#[tokio::test]
async fn headers_that_change_the_meaning_are_refused() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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
    // `null` is there too.
    let token = Key::number(0).token(r#"{"alg":"RS256","kid":"k1","crit":null}"#, issuer.cognito());
    assert_eq!(fault(present(&authenticator, &token).await), TokenFault::HeaderUnsupported);
}

// The claims

async fn claims_fault(authenticator: &Authenticator, claims: &Value) -> TokenFault {
    fault(present(authenticator, &Key::number(0).token(header(), claims)).await)
}

#[tokio::test]
async fn another_issuers_token_is_refused() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let name = issuer.name();
    for iss in [format!("{name}/"), name.to_uppercase(), format!("{name} "), "https://evil.example".to_owned()] {
        let claims = with(issuer.cognito(), json!({ "iss": iss }));
        assert_eq!(claims_fault(&authenticator, &claims).await, TokenFault::Issuer, "{iss}");
    }
}

#[tokio::test]
async fn a_token_for_another_client_is_refused() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    for claims in [
        with(issuer.cognito(), json!({ "client_id": "another" })),
        with(issuer.cognito(), json!({ "client_id": null })),
        with(issuer.cognito(), json!({ "aud": "another" })),
        with(issuer.cognito(), json!({ "client_id": "another", "aud": CLIENT })),
        // Without Cognito's `token_use`, `client_id` only tells who asked for it.
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
async fn what_is_no_access_token_is_refused() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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
async fn times_hold_to_the_second() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
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

// The issuer's keys

#[tokio::test]
async fn calls_that_come_together_ask_once() {
    let issuer = Issuer::start().await;
    let authenticator = Arc::new(issuer.authenticator());
    let token = issuer.token(json!({}));
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let (authenticator, token) = (Arc::clone(&authenticator), token.clone());
            tokio::spawn(async move { present(&authenticator, &token).await.is_ok() })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap());
    }
    assert_eq!((issuer.hits(DISCOVERY), issuer.hits(JWKS)), (1, 1));
}

#[tokio::test]
async fn a_token_that_is_out_of_order_asks_nothing() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    for changes in [json!({ "exp": 1 }), json!({ "iss": "x" }), json!({ "client_id": "x" })] {
        assert!(present(&authenticator, &issuer.token(changes)).await.is_err());
    }
    assert_eq!((issuer.hits(DISCOVERY), issuer.hits(JWKS)), (0, 0));
}

#[tokio::test]
async fn unknown_key_ids_ask_at_most_every_30_seconds() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    assert!(present(&authenticator, &issuer.token(json!({}))).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 1);
    let garbage =
        |kid: usize| Key::number(1).token(with(header(), json!({ "kid": format!("g{kid}") })), issuer.cognito());
    for (at, hits) in [(29, 1), (30, 2), (31, 2), (59, 2), (60, 3), (61, 3)] {
        for kid in 0..5 {
            let result = present_at(&authenticator, &garbage(kid), later(at)).await;
            assert_eq!(fault(result), TokenFault::KeyUnknown);
            assert_eq!(issuer.hits(JWKS), hits, "{at} s");
        }
        assert!(present_at(&authenticator, &issuer.token(json!({})), later(at)).await.is_ok());
    }
    // Also where the clock was set back, as it may be to before the last question.
    assert_eq!(fault(present_at(&authenticator, &garbage(0), later(0)).await), TokenFault::KeyUnknown);
    assert_eq!(issuer.hits(JWKS), 4);
}

#[tokio::test]
async fn a_new_key_is_picked_up_and_a_withdrawn_one_dropped() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let old = issuer.token(json!({}));
    let new = Key::number(1).token(with(header(), json!({ "kid": "k2" })), issuer.cognito());
    assert!(present(&authenticator, &old).await.is_ok());

    issuer.publish(&[Key::number(0).jwk("k1"), Key::number(1).jwk("k2")]);
    assert!(present_at(&authenticator, &new, later(40)).await.is_ok());
    assert!(present_at(&authenticator, &old, later(40)).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 2);

    issuer.publish(&[Key::number(1).jwk("k2")]);
    assert!(present_at(&authenticator, &new, later(40 + 2 * 3600)).await.is_err(), "expired by then");
    let fresh = |kid: &str, key: usize| {
        let times = json!({ "exp": now().seconds() + 86400 });
        Key::number(key).token(with(header(), json!({ "kid": kid })), with(issuer.cognito(), times))
    };
    assert_eq!(
        fault(present_at(&authenticator, &fresh("k1", 0), later(2 * 3600)).await),
        TokenFault::KeyUnknown,
        "keys of hours ago are not trusted while the issuer answers"
    );
    assert!(present_at(&authenticator, &fresh("k2", 1), later(2 * 3600)).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 3);
}

#[tokio::test]
async fn old_keys_serve_while_new_ones_are_fetched() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let token = issuer.token(json!({}));
    assert!(present(&authenticator, &token).await.is_ok());
    assert!(present_at(&authenticator, &token, later(600)).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 1, "ten minutes are fresh");

    // Were it waited for, this would not return in time.
    issuer.hang(JWKS);
    for at in [601, 602, 640] {
        assert!(present_at(&authenticator, &token, later(at)).await.is_ok());
    }
    let asked = async {
        while issuer.hits(JWKS) < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.unwrap();
    assert!(present_at(&authenticator, &token, later(700)).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 2, "one question at a time");
}

#[tokio::test]
async fn an_issuer_that_is_down_does_not_stop_whom_it_vouched_for() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let token = issuer.token(json!({ "exp": now().seconds() + 7 * 86400 }));
    assert!(present(&authenticator, &token).await.is_ok());

    issuer.fail(JWKS);
    let day = 24 * 3600;
    for (at, hits) in [(2 * 3600, 2), (2 * 3600 + 29, 2), (2 * 3600 + 30, 3), (day, 4)] {
        assert!(present_at(&authenticator, &token, later(at)).await.is_ok(), "{at} s");
        assert_eq!(issuer.hits(JWKS), hits, "{at} s");
    }
    // Nobody can tell whether this one is the issuer's.
    let new = with(header(), json!({ "kid": "k2" }));
    let new = Key::number(1).token(new, with(issuer.cognito(), json!({ "exp": now().seconds() + 7 * 86400 })));
    assert!(unavailable(&present_at(&authenticator, &new, later(day)).await));

    assert!(unavailable(&present_at(&authenticator, &token, later(day + 31)).await), "not beyond a day");
    issuer.publish(&[Key::number(0).jwk("k1")]);
    assert!(unavailable(&present_at(&authenticator, &token, later(day + 35)).await), "asked a moment ago");
    assert!(present_at(&authenticator, &token, later(day + 36)).await.is_ok());
}

#[tokio::test]
async fn without_keys_nobody_signs_in() {
    let issuer = Issuer::start().await;
    let token = issuer.token(json!({}));

    // Nobody listens on a port that was just closed.
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
async fn what_the_issuer_may_answer_is_bounded() {
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
async fn a_call_that_is_given_up_does_not_take_the_question_along() {
    let issuer = Issuer::start().await;
    let authenticator = issuer.authenticator();
    let token = issuer.token(json!({}));
    {
        let call = present(&authenticator, &token);
        tokio::pin!(call);
        // Polled once, so that the question is out, and dropped.
        assert!(std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx).is_pending())).await);
    }
    assert!(present_at(&authenticator, &token, later(1)).await.is_ok());
    assert_eq!(issuer.hits(JWKS), 1);
}

#[test]
fn a_question_lost_with_its_runtime_is_asked_again() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let first = runtime();
    let lost = first.block_on(Issuer::start());
    lost.hang(DISCOVERY);
    let authenticator = lost.authenticator();
    first.block_on(async {
        let token = lost.token(json!({}));
        let call = present(&authenticator, &token);
        tokio::pin!(call);
        assert!(std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx).is_pending())).await);
    });
    drop(first);
    // The issuer is gone too, so the new question fails at once; the old one would never end.
    let result = runtime().block_on(present_at(&authenticator, &lost.token(json!({})), later(6)));
    assert!(unavailable(&result));
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

#[test]
fn a_call_can_move_between_threads() {
    fn sendable<T: Send>(_: T) {}
    let settings =
        OidcSettings { issuer: "https://issuer.example".to_owned(), jwks_url: None, client_id: CLIENT.to_owned() };
    let authenticator = Authenticator::new(settings).unwrap();
    sendable(authenticator.authenticate(None, &Records::default(), now()));
}

use std::collections::HashMap;
use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use local::{Stack, password_sign_in};
use reqwest::Response;
use serde_json::{Value, json};
use url::Url;

use crate::support::{PASSWORD, REDIRECT, http, stack};

/// Verifier and challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Returns the claims of a token if a published key signed it. Uses another library than the provider.
pub(crate) async fn verified(stack: &Stack, issuer: &str, token: &str) -> Result<Value, String> {
    let keys: JwkSet = http().get(&stack.endpoints().jwks_uri).send().await.unwrap().json().await.unwrap();
    let kid = decode_header(token).map_err(|error| error.to_string())?.kid.ok_or("no kid")?;
    let key = DecodingKey::from_jwk(keys.find(&kid).ok_or("unknown kid")?).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_aud = false;
    validation.set_issuer(&[issuer]);
    decode(token, &key, &validation).map(|token| token.claims).map_err(|error| error.to_string())
}

fn authorize(stack: &Stack, changes: &[(&str, &str)]) -> Url {
    let mut parameters = HashMap::from([
        ("response_type", "code"),
        ("client_id", "console"),
        ("redirect_uri", REDIRECT),
        ("scope", "openid email"),
        ("state", "a state & more"),
        ("nonce", "a nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    parameters.extend(changes.iter().copied());
    parameters.retain(|_, value| !value.is_empty());
    Url::parse_with_params(&format!("{}/authorize", stack.endpoints().issuer), parameters).unwrap()
}

async fn give_password(url: Url, password: &str) -> Response {
    http().post(url).form(&[("username", "ada"), ("password", password)]).send().await.unwrap()
}

fn sent_back(answer: &Response) -> HashMap<String, String> {
    assert_eq!(answer.status(), 303);
    let url = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    assert!(url.as_str().starts_with(&format!("{REDIRECT}?")), "{url}");
    url.query_pairs().into_owned().collect()
}

async fn code(stack: &Stack) -> String {
    sent_back(&give_password(authorize(stack, &[]), PASSWORD).await)["code"].clone()
}

async fn exchange(stack: &Stack, form: &[(&str, &str)]) -> Result<Value, String> {
    let answer = http().post(format!("{}/token", stack.endpoints().issuer)).form(form).send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let ok = answer.status() == 200;
    let body: Value = answer.json().await.unwrap();
    if ok { Ok(body) } else { Err(body["error"].as_str().unwrap().to_owned()) }
}

async fn redeem(stack: &Stack, code: &str, changes: &[(&str, &str)]) -> Result<Value, String> {
    let mut form = HashMap::from([
        ("grant_type", "authorization_code"),
        ("client_id", "console"),
        ("redirect_uri", REDIRECT),
        ("code", code),
        ("code_verifier", VERIFIER),
    ]);
    form.extend(changes.iter().copied());
    exchange(stack, &form.into_iter().collect::<Vec<_>>()).await
}

async fn refresh(stack: &Stack, token: &Value) -> Result<Value, String> {
    let token = token.as_str().unwrap();
    exchange(stack, &[("grant_type", "refresh_token"), ("client_id", "console"), ("refresh_token", token)]).await
}

#[tokio::test]
async fn a_password_yields_tokens_like_cognitos() {
    let stack = stack().await;
    let issuer = &stack.endpoints().issuer;
    let back = sent_back(&give_password(authorize(&stack, &[]), PASSWORD).await);
    assert_eq!(back["state"], "a state & more");
    assert_eq!(back["iss"], *issuer);
    let tokens = redeem(&stack, &back["code"], &[]).await.unwrap();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(3600)));

    let token = tokens["access_token"].as_str().unwrap();
    let header = decode_header(token).unwrap();
    assert_eq!((header.alg, header.kid), (Algorithm::RS256, Some(stack.sign_in().kid())));
    let access = verified(&stack, issuer, token).await.unwrap();
    let mut names: Vec<&str> = access.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let expected = ["auth_time", "client_id", "exp", "iat", "iss", "jti", "scope", "sub", "token_use", "username"];
    assert_eq!(names, expected);
    assert_eq!(access["sub"], "5f6c1a52-ada");
    assert_eq!(access["client_id"], "console");
    assert_eq!(access["token_use"], "access");
    assert_eq!(access["username"], "ada");
    assert_eq!(access["exp"].as_u64().unwrap() - access["iat"].as_u64().unwrap(), 3600);

    let id = verified(&stack, issuer, tokens["id_token"].as_str().unwrap()).await.unwrap();
    assert_eq!((&id["aud"], &id["email"]), (&json!("console"), &json!("ada@partner.example")));
    assert_eq!((&id["nonce"], &id["token_use"]), (&json!("a nonce"), &json!("id")));
}

#[tokio::test]
async fn the_page_reports_a_wrong_password() {
    let stack = stack().await;
    let page = http().get(authorize(&stack, &[])).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'; "), "{policy}");
    assert!(policy.contains("form-action 'self' http://127.0.0.1:5173;"), "{policy}");
    let html = page.text().await.unwrap();
    assert!(!html.contains("role=\"alert\""), "{html}");

    for (username, password) in [("ada", "guessed"), ("\"><b>", PASSWORD), ("nobody", ""), ("ada", "")] {
        let form = [("username", username), ("password", password)];
        let refused = http().post(authorize(&stack, &[])).form(&form).send().await.unwrap();
        assert_eq!(refused.status(), 403, "{form:?}");
        let html = refused.text().await.unwrap();
        assert!(html.contains("role=\"alert\"") && !html.contains("<b>"), "{html}");
    }
}

#[tokio::test]
async fn a_browser_may_post_the_form() {
    let stack = stack().await;
    let page = http().get(authorize(&stack, &[])).send().await.unwrap();
    // With this policy, a browser posts with the page's origin; with `no-referrer` it would send `null`.
    assert_eq!(page.headers()["referrer-policy"], "same-origin");
    let form = [("username", "ada"), ("password", PASSWORD)];
    let post = |origin: &str| http().post(authorize(&stack, &[])).header("origin", origin).form(&form).send();
    assert!(sent_back(&post(&stack.endpoints().issuer).await.unwrap()).contains_key("code"));
    for foreign in ["null", "https://elsewhere.example"] {
        assert_eq!(post(foreign).await.unwrap().status(), 403, "{foreign}");
    }
}

#[tokio::test]
async fn an_unknown_address_explains_how_to_sign_in() {
    let stack = stack().await;
    let answer = http().get(&stack.endpoints().issuer).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.unwrap().contains("Start the sign-in in the application"));
}

#[tokio::test]
async fn nothing_is_sent_to_an_unregistered_address() {
    let stack = stack().await;
    let wrong = [
        ("redirect_uri", "http://127.0.0.1:5173/callback/"),
        ("redirect_uri", "http://127.0.0.1:5173/callback?x"),
        ("redirect_uri", "https://elsewhere.example/"),
        ("redirect_uri", ""),
        ("client_id", "another"),
    ];
    for change in wrong {
        let url = authorize(&stack, &[change]);
        for answer in [http().get(url.clone()).send().await.unwrap(), give_password(url, PASSWORD).await] {
            assert_eq!(answer.status(), 400, "{change:?}");
            assert!(answer.headers().get("location").is_none(), "{change:?}");
        }
    }
}

#[tokio::test]
async fn other_errors_are_sent_to_the_client() {
    let stack = stack().await;
    let wrong = [
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge", "too-short"), "invalid_request"),
        (("scope", "openid admin"), "invalid_scope"),
    ];
    for (change, error) in wrong {
        let back = sent_back(&give_password(authorize(&stack, &[change]), PASSWORD).await);
        assert_eq!(back["error"], error, "{change:?}");
        assert_eq!(back["state"], "a state & more");
        assert!(!back.contains_key("code"), "{change:?}");
    }
}

#[tokio::test]
async fn a_code_is_valid_once_for_a_minute_with_its_verifier_and_address() {
    let stack = stack().await;
    let other = "cBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    for change in [("code_verifier", other), ("redirect_uri", "http://127.0.0.1:5173/"), ("code_verifier", CHALLENGE)] {
        let code = code(&stack).await;
        assert_eq!(redeem(&stack, &code, &[change]).await.unwrap_err(), "invalid_grant", "{change:?}");
        // The wrong attempt invalidated the code.
        assert_eq!(redeem(&stack, &code, &[]).await.unwrap_err(), "invalid_grant", "{change:?}");
    }

    let used = code(&stack).await;
    let tokens = redeem(&stack, &used, &[]).await.unwrap();
    assert_eq!(redeem(&stack, &used, &[]).await.unwrap_err(), "invalid_grant");
    // The reuse of a code also invalidates its tokens.
    assert_eq!(refresh(&stack, &tokens["refresh_token"]).await.unwrap_err(), "invalid_grant");

    let (early, late) = (code(&stack).await, code(&stack).await);
    stack.sign_in().advance_clock(Duration::from_secs(55));
    redeem(&stack, &early, &[]).await.unwrap();
    stack.sign_in().advance_clock(Duration::from_secs(5));
    assert_eq!(redeem(&stack, &late, &[]).await.unwrap_err(), "invalid_grant");
    assert_eq!(redeem(&stack, "unknown", &[]).await.unwrap_err(), "invalid_grant");
    assert_eq!(redeem(&stack, "x", &[("client_id", "other")]).await.unwrap_err(), "invalid_client");
    assert_eq!(redeem(&stack, "x", &[("grant_type", "password")]).await.unwrap_err(), "unsupported_grant_type");
}

#[tokio::test]
async fn a_refresh_token_rotates_and_its_reuse_ends_the_session() {
    let stack = stack().await;
    let first = redeem(&stack, &code(&stack).await, &[]).await.unwrap();
    let second = refresh(&stack, &first["refresh_token"]).await.unwrap();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let issuer = &stack.endpoints().issuer;
    let access = verified(&stack, issuer, second["access_token"].as_str().unwrap()).await.unwrap();
    assert_eq!(access["sub"], "5f6c1a52-ada");

    assert_eq!(refresh(&stack, &first["refresh_token"]).await.unwrap_err(), "invalid_grant");
    assert_eq!(refresh(&stack, &second["refresh_token"]).await.unwrap_err(), "invalid_grant");
}

#[tokio::test]
async fn a_revoked_refresh_token_ends_the_session() {
    let stack = stack().await;
    let first = redeem(&stack, &code(&stack).await, &[]).await.unwrap();
    let second = refresh(&stack, &first["refresh_token"]).await.unwrap();
    let revoke = |form: Vec<(&'static str, String)>| {
        http().post(format!("{}/revoke", stack.endpoints().issuer)).form(&form).send()
    };
    let token = second["refresh_token"].as_str().unwrap().to_owned();
    assert_eq!(revoke(vec![("client_id", "console".to_owned())]).await.unwrap().status(), 400);
    let other = vec![("client_id", "other".to_owned()), ("token", token.clone())];
    assert_eq!(revoke(other).await.unwrap().status(), 401);
    let right = |token: &str| vec![("client_id", "console".to_owned()), ("token", token.to_owned())];
    assert_eq!(revoke(right("nobody has it")).await.unwrap().status(), 200);
    let third = refresh(&stack, &second["refresh_token"]).await.unwrap();
    assert_eq!(revoke(right(third["refresh_token"].as_str().unwrap())).await.unwrap().status(), 200);
    assert_eq!(refresh(&stack, &third["refresh_token"]).await.unwrap_err(), "invalid_grant");
}

#[tokio::test]
async fn signing_out_returns_to_known_addresses_only() {
    let stack = stack().await;
    let leave = async |client: &str, uri: &str| {
        let logout = format!("{}/logout", stack.endpoints().issuer);
        let url = Url::parse_with_params(&logout, [("client_id", client), ("logout_uri", uri)]).unwrap();
        let answer = http().get(url).send().await.unwrap();
        let location = answer.headers().get("location").map(|location| location.to_str().unwrap().to_owned());
        (answer.status().as_u16(), location)
    };
    let home = "http://127.0.0.1:5173/";
    assert_eq!(leave("console", home).await, (303, Some(home.to_owned())));
    assert_eq!(leave("console", "https://elsewhere.example/").await, (400, None));
    assert_eq!(leave("other", home).await, (400, None));
}

#[tokio::test]
async fn the_console_on_another_port_may_read_answers() {
    let stack = stack().await;
    let origin = "http://127.0.0.1:5173";
    let token = format!("{}/token", stack.endpoints().issuer);
    let preflight = http()
        .request(reqwest::Method::OPTIONS, &token)
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .send()
        .await
        .unwrap();
    assert_eq!(preflight.status(), 204);
    assert_eq!(preflight.headers()["access-control-allow-origin"], origin);
    let refused = http().post(&token).header("origin", origin).send().await.unwrap();
    assert_eq!(refused.headers()["access-control-allow-origin"], origin);
    assert_eq!(refused.json::<Value>().await.unwrap()["error"], "invalid_request");
}

#[tokio::test]
async fn a_program_signs_in_like_a_browser() {
    let stack = stack().await;
    let issuer = &stack.endpoints().issuer;
    let tokens = password_sign_in(issuer, "console", REDIRECT, "ada", PASSWORD).await.unwrap();
    assert_eq!(verified(&stack, issuer, &tokens.access_token).await.unwrap()["username"], "ada");
    assert_eq!(tokens.expires_in, 3600);

    let error = async |issuer: &str, redirect: &str, password: &str| {
        password_sign_in(issuer, "console", redirect, "ada", password).await.unwrap_err().to_string()
    };
    assert_eq!(error(issuer, REDIRECT, "guessed").await, "the user name or password is wrong");
    let elsewhere = error(issuer, "http://127.0.0.1:1/", PASSWORD).await;
    assert!(elsewhere.contains("is this client's redirect URI registered?"), "{elsewhere}");
    assert!(error("http://127.0.0.1:1", REDIRECT, PASSWORD).await.contains("error sending request"));
}

#[tokio::test]
async fn a_test_can_sign_any_claims() {
    let stack = stack().await;
    let sign_in = stack.sign_in();
    let issuer = &stack.endpoints().issuer;
    let mut claims = sign_in.access_claims("ada").unwrap();
    claims["iss"] = json!("https://another.example");
    let token = sign_in.sign(&claims, &json!({})).unwrap();
    assert_eq!(verified(&stack, issuer, &token).await.unwrap_err(), "InvalidIssuer");
    assert!(verified(&stack, "https://another.example", &token).await.is_ok());

    let without_kid = sign_in.sign(&claims, &json!({ "kid": null, "typ": "JWT" })).unwrap();
    let header = decode_header(&without_kid).unwrap();
    assert_eq!((header.kid, header.typ), (None, Some("JWT".to_owned())));
    assert!(sign_in.sign(&claims, &json!("header")).is_err());
    assert!(sign_in.access_token("nobody").is_err());
}

#[tokio::test]
async fn a_rotated_key_stays_published_until_it_is_dropped() {
    let stack = stack().await;
    let (sign_in, issuer) = (stack.sign_in(), &stack.endpoints().issuer);
    let (old, old_kid) = (sign_in.access_token("ada").unwrap(), sign_in.kid());
    let kid = sign_in.rotate_key().unwrap();
    let new = sign_in.access_token("ada").unwrap();

    assert_ne!(kid, old_kid);
    assert_eq!(decode_header(&new).unwrap().kid, Some(kid));
    assert!(verified(&stack, issuer, &old).await.is_ok());
    assert!(verified(&stack, issuer, &new).await.is_ok());
    sign_in.drop_old_keys();
    assert_eq!(verified(&stack, issuer, &old).await.unwrap_err(), "unknown kid");
    assert!(verified(&stack, issuer, &new).await.is_ok());
}

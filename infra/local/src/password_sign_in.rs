//! Sign-in without a browser.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use url::Url;

use crate::random::{self, NoRandomness};

/// Tokens of a sign-in.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct Tokens {
    /// Access token, for the API.
    pub access_token: String,
    /// ID token, with the signed-in person.
    pub id_token: String,
    /// Refresh token, for new tokens.
    pub refresh_token: String,
    /// Lifetime of the access token in seconds.
    pub expires_in: u64,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// Failure of a sign-in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// Failure to reach the provider or to read its answer.
    #[error("the sign-in provider does not answer")]
    Unreachable(#[from] reqwest::Error),
    /// Wrong user name or password.
    #[error("the user name or password is wrong")]
    WrongPassword,
    /// Refusal of the provider, such as for an unknown client ID or redirect URI.
    #[error("the sign-in provider refuses: {0}")]
    Refused(String),
    /// Answer that violates OpenID Connect.
    #[error("the sign-in provider's answer is invalid: {0}")]
    Answer(&'static str),
    /// Failure of the operating system's random numbers.
    #[error("the operating system gives no random numbers")]
    Random,
}

#[derive(Deserialize)]
struct Configuration {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
}

#[derive(Deserialize)]
struct OAuthError {
    error: String,
    #[serde(default)]
    error_description: String,
}

impl From<NoRandomness> for SignInError {
    fn from(_: NoRandomness) -> Self {
        Self::Random
    }
}

/// Performs the authorization code flow with PKCE over HTTP, like a browser and the console.
pub async fn password_sign_in(
    issuer: &str,
    client_id: &str,
    redirect_uri: &str,
    username: &str,
    password: &str,
) -> Result<Tokens, SignInError> {
    // A proxy of the environment cannot reach this machine's loopback.
    let http = Client::builder().redirect(Policy::none()).no_proxy().build()?;
    let discovery = format!("{issuer}/.well-known/openid-configuration");
    let provider: Configuration = http.get(discovery).send().await?.error_for_status()?.json().await?;
    if provider.issuer != issuer {
        return Err(SignInError::Answer("its issuer is another one"));
    }

    let (verifier, state) = (random::url_safe()?, random::url_safe()?);
    let page = authorization_url(&provider, client_id, redirect_uri, &verifier, &state);
    let shown = http.get(page.clone()).send().await?;
    if shown.status() != StatusCode::OK {
        return Err(refusal_of_page(&shown));
    }
    let posted = http.post(page).form(&[("username", username), ("password", password)]).send().await?;
    if posted.status() == StatusCode::FORBIDDEN {
        return Err(SignInError::WrongPassword);
    }
    let code = code(&posted, &provider, redirect_uri, &state)?;

    let exchange = [
        ("grant_type", "authorization_code"),
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("code", &code),
        ("code_verifier", &verifier),
    ];
    let answer = http.post(provider.token_endpoint).form(&exchange).send().await?;
    if answer.status() != StatusCode::OK {
        let OAuthError { error, error_description } = answer.json().await?;
        return Err(SignInError::Refused(format!("{error}: {error_description}")));
    }
    Ok(answer.json().await?)
}

fn authorization_url(
    provider: &Configuration,
    client_id: &str,
    redirect_uri: &str,
    verifier: &str,
    state: &str,
) -> Url {
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let mut url = provider.authorization_endpoint.clone();
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", client_id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", "openid email")
        .append_pair("state", state)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    url
}

fn refusal_of_page(answer: &reqwest::Response) -> SignInError {
    match location(answer).as_ref().and_then(|url| parameter(url, "error_description")) {
        Some(description) => SignInError::Refused(description),
        None => SignInError::Refused(format!("{}: is this client's redirect URI registered?", answer.status())),
    }
}

/// Returns the code of the redirect, after checking its state and issuer.
fn code(
    answer: &reqwest::Response,
    provider: &Configuration,
    redirect_uri: &str,
    state: &str,
) -> Result<String, SignInError> {
    let back = location(answer).ok_or(SignInError::Answer("it does not redirect"))?;
    let expected = Url::parse(redirect_uri).map_err(|_| SignInError::Answer("the redirect URI is not a URL"))?;
    if back.origin() != expected.origin() || back.path() != expected.path() {
        return Err(SignInError::Answer("it redirects to another URI"));
    }
    if parameter(&back, "state").as_deref() != Some(state) {
        return Err(SignInError::Answer("its state is another one"));
    }
    if parameter(&back, "iss").as_deref() != Some(&provider.issuer) {
        return Err(SignInError::Answer("its redirect names another issuer"));
    }
    parameter(&back, "code").ok_or(SignInError::Answer("it lacks a code"))
}

fn location(answer: &reqwest::Response) -> Option<Url> {
    answer.url().join(answer.headers().get(LOCATION)?.to_str().ok()?).ok()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

//! Sign-in without a browser.

use std::fmt;

use anyhow::{Context as _, Error, Result, anyhow, bail, ensure};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use url::Url;

use crate::random;

/// Tokens of a sign-in.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct Tokens {
    /// Access token, for the API.
    pub access_token: String,
    /// Lifetime of the access token in seconds.
    pub expires_in: u64,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct OAuthError {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// Performs the authorization code flow with PKCE over HTTP, like a browser and the console.
pub async fn password_sign_in(
    issuer: &str,
    client_id: &str,
    redirect_uri: &str,
    username: &str,
    password: &str,
) -> Result<Tokens> {
    // A proxy of the environment cannot reach this machine's loopback.
    let http = Client::builder().redirect(Policy::none()).no_proxy().build()?;
    let (verifier, state) = (random::url_safe()?, random::url_safe()?);
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let request = [
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("scope", "openid email"),
        ("state", &state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let page = Url::parse_with_params(&format!("{issuer}/authorize"), request)?;
    let shown = http.get(page.clone()).send().await?;
    if shown.status() != StatusCode::OK {
        return Err(refusal_of_page(&shown));
    }
    let posted = http.post(page).form(&[("username", username), ("password", password)]).send().await?;
    ensure!(posted.status() != StatusCode::FORBIDDEN, "the user name or password is wrong");
    let back = location(&posted).context("the sign-in provider does not redirect")?;
    ensure!(parameter(&back, "state").as_deref() == Some(&*state), "the sign-in provider's state is another one");
    let code = parameter(&back, "code").context("the sign-in provider gives no code")?;

    let exchange = [
        ("grant_type", "authorization_code"),
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("code", &code),
        ("code_verifier", &verifier),
    ];
    let answer = http.post(format!("{issuer}/token")).form(&exchange).send().await?;
    if answer.status() != StatusCode::OK {
        let OAuthError { error, error_description } = answer.json().await?;
        bail!("the sign-in provider refuses: {error}: {error_description}");
    }
    Ok(answer.json().await?)
}

fn refusal_of_page(answer: &reqwest::Response) -> Error {
    match location(answer).as_ref().and_then(|url| parameter(url, "error_description")) {
        Some(description) => anyhow!("the sign-in provider refuses: {description}"),
        None => anyhow!("{}: is this client's redirect URI registered?", answer.status()),
    }
}

fn location(answer: &reqwest::Response) -> Option<Url> {
    answer.url().join(answer.headers().get(LOCATION)?.to_str().ok()?).ok()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

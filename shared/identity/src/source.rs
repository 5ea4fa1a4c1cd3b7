//! Requests to the issuer for its keys (OpenID Connect Discovery 1.0, section 4; RFC 7517).

use std::net::IpAddr;
use std::time::Duration;

use reqwest::{Client, StatusCode, Url, header, redirect};
use serde::Deserialize;

use crate::OidcSettings;
use crate::json;
use crate::keys::KeySet;

/// Largest answer, in bytes.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// Reason why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Invalid issuer.
    ///
    /// It is empty, or must be requested and its URL is not allowed: `https`, or `http` to a loopback host, without
    /// user, query and fragment.
    #[error("the issuer must be an https URL without user, query and fragment (http only to a loopback host)")]
    Issuer,
    /// URL of the keys that is not allowed: `https`, or `http` to a loopback host, without user.
    #[error("the JWKS URL must be an https URL without user (http only to a loopback host)")]
    JwksUrl,
    /// Empty client id.
    #[error("the client id must not be empty")]
    ClientId,
    /// The HTTP client could not be created. Its TLS or root certificates can be the cause.
    #[error("the HTTP client could not be made")]
    Client(#[source] reqwest::Error),
}

/// Time limits for the issuer.
pub(crate) struct Limits {
    /// Limit for a connection.
    pub(crate) connect: Duration,
    /// Limit for everything: from the look-up of its name to the last byte of its keys.
    pub(crate) whole: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(1), whole: Duration::from_secs(3) }
    }
}

/// Reason why the issuer returned no keys. Logged, never sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("no answer in time")]
    Timeout,
    #[error("no answer")]
    Http(#[source] reqwest::Error),
    #[error("answered with status {0}")]
    Status(u16),
    #[error("answered with more than 256 KiB")]
    TooLarge,
    #[error("the discovery document is not readable")]
    Discovery,
    #[error("the discovery document is of another issuer")]
    OtherIssuer,
    #[error("the discovery document names a JWKS URL that may not be asked")]
    JwksUrl,
    #[error("the keys are not readable")]
    Keys,
}

enum Place {
    Keys(Url),
    Discovery(Url),
}

/// Source of the issuer's keys.
pub(crate) struct Source {
    client: Client,
    issuer: String,
    place: Place,
    whole: Duration,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

impl Source {
    pub(crate) fn new(settings: &OidcSettings, limits: Limits) -> Result<Self, SettingsError> {
        if settings.client_id.is_empty() {
            return Err(SettingsError::ClientId);
        }
        if settings.issuer.is_empty() {
            return Err(SettingsError::Issuer);
        }
        let place = match &settings.jwks_url {
            Some(url) => Place::Keys(askable(url).ok_or(SettingsError::JwksUrl)?),
            None => Place::Discovery(discovery(&settings.issuer).ok_or(SettingsError::Issuer)?),
        };
        let client = Client::builder()
            .connect_timeout(limits.connect)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            // Minutes pass between two uses, and a Lambda environment can sleep. A kept connection would mostly be
            // dead, which only a timeout would show.
            .pool_max_idle_per_host(0)
            .user_agent("nuvera-identity")
            .build()
            .map_err(SettingsError::Client)?;
        Ok(Self { client, issuer: settings.issuer.clone(), place, whole: limits.whole })
    }

    /// Requests the issuer's current keys.
    pub(crate) async fn fetch(&self) -> Result<KeySet, FetchError> {
        tokio::time::timeout(self.whole, self.ask()).await.map_err(|_| FetchError::Timeout)?
    }

    async fn ask(&self) -> Result<KeySet, FetchError> {
        let url = match &self.place {
            Place::Keys(url) => url.clone(),
            Place::Discovery(url) => self.discover(url.clone()).await?,
        };
        KeySet::read(&self.get(url).await?).ok_or(FetchError::Keys)
    }

    async fn discover(&self, url: Url) -> Result<Url, FetchError> {
        let body = self.get(url).await?;
        let document: Discovery = json::object(&body).and_then(json::members).ok_or(FetchError::Discovery)?;
        // OpenID Connect Discovery 1.0, section 4.3.
        if document.issuer != self.issuer {
            return Err(FetchError::OtherIssuer);
        }
        askable(&document.jwks_uri).ok_or(FetchError::JwksUrl)
    }

    async fn get(&self, url: Url) -> Result<Vec<u8>, FetchError> {
        let request = self.client.get(url).header(header::ACCEPT, "application/json, application/jwk-set+json");
        let mut answer = request.send().await.map_err(FetchError::Http)?;
        if answer.status() != StatusCode::OK {
            return Err(FetchError::Status(answer.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(FetchError::Http)? {
            if body.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// Returns the discovery URL.
///
/// OpenID Connect Discovery 1.0, section 4: a slash at the issuer's end is dropped before the path is added.
fn discovery(issuer: &str) -> Option<Url> {
    // Checked without the path first: a query or fragment would swallow the path.
    let own = askable(issuer)?;
    if own.query().is_some() || own.fragment().is_some() {
        return None;
    }
    let base = issuer.strip_suffix('/').unwrap_or(issuer);
    askable(&format!("{base}/.well-known/openid-configuration"))
}

fn askable(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let host = url.host_str()?;
    let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
    let local = address.map_or(host == "localhost", |address| address.is_loopback());
    let scheme_fits = url.scheme() == "https" || (url.scheme() == "http" && local);
    (scheme_fits && url.username().is_empty() && url.password().is_none()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_loopback_is_asked() {
        for text in [
            "https://issuer.example/keys", "http://127.0.0.1:9000/keys", "http://127.8.8.8/", "http://[::1]:9000/keys",
            "http://localhost:9000",
        ] {
            assert!(askable(text).is_some(), "{text}");
        }
        for text in [
            "",
            "keys",
            "http://issuer.example/keys",
            "http://localhost.example/",
            "http://127.0.0.1.example/",
            "http://10.0.0.1/",
            "http://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
            "ftp://127.0.0.1/",
            "https://user@issuer.example/",
            "https://:secret@issuer.example/",
        ] {
            assert!(askable(text).is_none(), "{text}");
        }
    }

    #[test]
    fn discovery_is_beneath_the_issuer() {
        let url = |issuer| discovery(issuer).map(String::from);
        let expected = Some("https://issuer.example/pool/.well-known/openid-configuration".to_owned());
        assert_eq!(url("https://issuer.example/pool"), expected);
        assert_eq!(url("https://issuer.example/pool/"), expected);
        for issuer in ["https://issuer.example/?a=b", "https://issuer.example/#a", "http://issuer.example", "issuer"] {
            assert_eq!(url(issuer), None, "{issuer}");
        }
    }

    #[test]
    fn each_invalid_setting_has_its_own_error() {
        let fault = |issuer: &str, jwks_url: Option<&str>, client_id: &str| {
            let settings = OidcSettings {
                issuer: issuer.to_owned(),
                jwks_url: jwks_url.map(str::to_owned),
                client_id: client_id.to_owned(),
            };
            Source::new(&settings, Limits::default()).err()
        };
        let issuer = "https://issuer.example";
        assert!(fault(issuer, None, "console").is_none());
        assert!(fault("a name only", Some("https://issuer.example/keys"), "console").is_none());
        assert!(matches!(fault(issuer, None, ""), Some(SettingsError::ClientId)));
        assert!(matches!(fault("", Some("https://issuer.example/keys"), "console"), Some(SettingsError::Issuer)));
        assert!(matches!(fault("http://issuer.example", None, "console"), Some(SettingsError::Issuer)));
        assert!(matches!(fault(issuer, Some("http://issuer.example"), "console"), Some(SettingsError::JwksUrl)));
    }
}

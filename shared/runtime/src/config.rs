//! Configuration, read from the environment when the function starts.

use std::fmt;
use std::str::FromStr;

use identity::OidcSettings;
use usecases::Settings;

use crate::cursor::CursorKey;

/// Configuration of a function.
#[derive(Clone)]
pub struct Config {
    /// `CURSOR_KEY`: authenticates the cursors of lists. At least 43 random letters and digits.
    pub cursor_key: CursorKey,
    /// `PUBLIC_URL`: address of the API. Problem documents link to its reference.
    pub public_url: String,
    /// `OIDC_ISSUER`, `OIDC_CLIENT_ID`, optionally `OIDC_JWKS_URL`: sign-in of people.
    pub oidc: OidcSettings,
    /// `AWS_REGION`, and the credentials that Lambda sets.
    pub aws: cloud::Settings,
    /// Settings of the deployment.
    ///
    /// `TABLE_PREFIX`, `DOCUMENTS_BUCKET`, `WATCH_LIST_BUCKET`, `HMAC_KEY_ARN`, `KEY_MODE` (`live` or `test`),
    /// `PRICE_VALID_SECONDS`, `ONE_PERSON_LIMITS`, `OIDC_SIGN_IN_URL`, and `AWS_ENDPOINT_URL_DYNAMODB`, `_KMS` and
    /// `_S3`.
    pub deployment: Settings,
}

/// Invalid environment.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Missing variable.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// Variable with an invalid value.
    #[error("the environment variable {0} {1}")]
    Invalid(&'static str, String),
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] with the first missing or invalid variable.
    pub fn from_environment() -> Result<Self, ConfigError> {
        #[expect(clippy::disallowed_methods, reason = "configuration is read here and nowhere else")]
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Reads the variables through `lookup`.
    ///
    /// # Errors
    /// As [`Config::from_environment`].
    pub fn from_lookup(lookup: impl Fn(&'static str) -> Option<String>) -> Result<Self, ConfigError> {
        let optional = |name| lookup(name).filter(|value| !value.is_empty());
        let required = |name| optional(name).ok_or(ConfigError::Missing(name));
        let oidc = OidcSettings {
            issuer: required("OIDC_ISSUER")?,
            jwks_url: optional("OIDC_JWKS_URL"),
            client_id: required("OIDC_CLIENT_ID")?,
        };
        Ok(Self {
            cursor_key: parse("CURSOR_KEY", &required("CURSOR_KEY")?)?,
            public_url: required("PUBLIC_URL")?.trim_end_matches('/').to_owned(),
            aws: cloud::Settings {
                region: required("AWS_REGION")?,
                access_key_id: required("AWS_ACCESS_KEY_ID")?,
                secret_access_key: required("AWS_SECRET_ACCESS_KEY")?,
                session_token: optional("AWS_SESSION_TOKEN"),
            },
            deployment: Settings {
                table_prefix: required("TABLE_PREFIX")?,
                documents_bucket: required("DOCUMENTS_BUCKET")?,
                watch_list_bucket: required("WATCH_LIST_BUCKET")?,
                hmac_key: parse("HMAC_KEY_ARN", &required("HMAC_KEY_ARN")?)?,
                key_mode: parse("KEY_MODE", &required("KEY_MODE")?)?,
                price_valid_seconds: parse("PRICE_VALID_SECONDS", &required("PRICE_VALID_SECONDS")?)?,
                one_person_limits: parse("ONE_PERSON_LIMITS", &optional("ONE_PERSON_LIMITS").unwrap_or_default())?,
                issuer: oidc.issuer.clone(),
                client_id: oidc.client_id.clone(),
                sign_in_url: optional("OIDC_SIGN_IN_URL"),
                dynamodb_endpoint: optional("AWS_ENDPOINT_URL_DYNAMODB"),
                kms_endpoint: optional("AWS_ENDPOINT_URL_KMS"),
                s3_endpoint: optional("AWS_ENDPOINT_URL_S3"),
            },
            oidc,
        })
    }
}

fn parse<T: FromStr<Err: fmt::Display>>(name: &'static str, value: &str) -> Result<T, ConfigError> {
    value.parse().map_err(|error: T::Err| ConfigError::Invalid(name, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(name: &'static str) -> Option<String> {
        Some(match name {
            "HMAC_KEY_ARN" => "arn:aws:kms:eu-central-1:111122223333:key/1".to_owned(),
            "CURSOR_KEY" => "0123456789abcdef".repeat(4),
            "KEY_MODE" => "test".to_owned(),
            "PUBLIC_URL" => "https://api.example.com/".to_owned(),
            "PRICE_VALID_SECONDS" => "86400".to_owned(),
            "ONE_PERSON_LIMITS" => "USD=10000".to_owned(),
            other => other.to_lowercase(),
        })
    }

    #[test]
    fn a_missing_or_invalid_variable_is_named() {
        assert_eq!(Config::from_lookup(lookup).unwrap().public_url, "https://api.example.com");
        let without = Config::from_lookup(|name| lookup(name).filter(|_| name != "TABLE_PREFIX"));
        assert!(matches!(without, Err(ConfigError::Missing("TABLE_PREFIX"))));
        for bad in [None, Some(String::new())] {
            let found = Config::from_lookup(|name| if name == "CURSOR_KEY" { bad.clone() } else { lookup(name) });
            assert!(matches!(found, Err(ConfigError::Missing("CURSOR_KEY"))));
        }
        let weak = Config::from_lookup(|name| match name {
            "CURSOR_KEY" => Some("x".repeat(64)),
            name => lookup(name),
        });
        assert!(matches!(weak, Err(ConfigError::Invalid("CURSOR_KEY", _))));
        let alias = Config::from_lookup(|name| match name {
            "HMAC_KEY_ARN" => Some("alias/x".to_owned()),
            name => lookup(name),
        });
        assert!(matches!(alias, Err(ConfigError::Invalid("HMAC_KEY_ARN", _))));
    }
}

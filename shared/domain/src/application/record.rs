//! An application as it is kept: all that judges a request.

use std::fmt;
use std::str::FromStr;

use contract::api_key::ApiKeyId;
use contract::application::{ApiKeyStatus, ApplicationName, SourceBlock};
use contract::id::{ApplicationId, OrganizationId};
use contract::member::UserId;
use contract::permission::PermissionSet;
use contract::signing_key::{Fingerprint, SigningPublicKey};
use contract::time::Timestamp;
use contract::value::InvalidValue;

/// What an API key is kept as: an HMAC made by KMS.
#[derive(Clone, Copy)]
pub struct Mac(pub [u8; 32]);

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac")
    }
}

/// The KMS key that made a [`Mac`], by its ARN: never an alias, which could be pointed elsewhere.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HmacKeyArn(String);

impl FromStr for HmacKeyArn {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text.split(':').collect::<Vec<_>>().as_slice() {
            ["arn", _, "kms", _, _, resource] if resource.starts_with("key/") => Ok(Self(text.to_owned())),
            _ => Err(InvalidValue::new("must be the ARN of a KMS key, not of an alias")),
        }
    }
}

impl HmacKeyArn {
    /// The ARN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An API key as it is kept.
#[derive(Clone, Debug)]
pub struct ApiKeyRecord {
    /// Which of the application's keys it is.
    pub id: ApiKeyId,
    /// What is displayed of it.
    pub prefix: String,
    /// Its last four characters.
    pub last_four: String,
    /// Its keyed hash.
    pub mac: Mac,
    /// The key of that hash.
    pub hmac_key: HmacKeyArn,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl ApiKeyRecord {
    /// Its status at `now`.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> ApiKeyStatus {
        match (self.revoked_at, self.expires_at) {
            (Some(_), _) => ApiKeyStatus::Revoked,
            (None, Some(end)) if end <= now => ApiKeyStatus::Expired,
            (None, Some(_)) => ApiKeyStatus::Expiring,
            (None, None) => ApiKeyStatus::Active,
        }
    }
}

/// A signing key as it is kept.
#[derive(Clone, Debug)]
pub struct SigningKeyRecord {
    /// The public key.
    pub key: SigningPublicKey,
    /// When it was installed.
    pub installed_at: Timestamp,
    /// When it stops verifying; absent for the current one.
    pub retires_at: Option<Timestamp>,
}

impl SigningKeyRecord {
    /// Whether it verifies requests at `now`.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.retires_at.is_none_or(|end| end > now)
    }
}

/// All there is of an application, in the one item that judges a request.
#[derive(Clone, Debug)]
pub struct ApplicationRecord {
    /// Its id.
    pub id: ApplicationId,
    /// Who owns it.
    pub organization: OrganizationId,
    /// Its name.
    pub name: ApplicationName,
    /// What it may do.
    pub permissions: PermissionSet,
    /// Whether it may be used.
    pub enabled: bool,
    /// Whether its organization may use any application.
    pub organization_enabled: bool,
    /// Where requests may come from; empty: from anywhere.
    pub allowed_source_ips: Vec<SourceBlock>,
    /// True if tokens must name each sent header that can be signed.
    pub require_signed_headers: bool,
    /// Its API keys, oldest first.
    pub api_keys: Vec<ApiKeyRecord>,
    /// Its signing keys, the current one first.
    pub signing_keys: Vec<SigningKeyRecord>,
    /// When it was created.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: UserId,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Counts the changes.
    pub revision: u64,
}

/// When a pair of keys last let a request through.
#[derive(Clone, Debug)]
pub struct LastUse {
    /// The API key.
    pub api_key: ApiKeyId,
    /// The signing key.
    pub signing_key: Fingerprint,
    /// When.
    pub at: Timestamp,
    /// From which address.
    pub source_ip: String,
    /// On which route.
    pub route: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hmac_key_is_named_by_arn_and_never_by_alias() {
        assert!("arn:aws:kms:eu-central-1:111122223333:key/1234".parse::<HmacKeyArn>().is_ok());
        for bad in ["alias/x", "1234", "arn:aws:kms:eu-central-1:111122223333:alias/x"] {
            assert!(bad.parse::<HmacKeyArn>().is_err(), "{bad}");
        }
    }
}

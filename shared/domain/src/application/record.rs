//! Application as stored, with everything that judges a request.

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

/// Keyed hash of an API key: an HMAC that KMS computed.
#[derive(Clone, Copy)]
pub struct Mac(pub [u8; 32]);

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac")
    }
}

/// ARN of the KMS key of a [`Mac`]. An alias could be pointed to another key.
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
    /// Returns the ARN.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// API key as stored.
#[derive(Clone, Debug)]
pub struct ApiKeyRecord {
    /// Id within the application.
    pub id: ApiKeyId,
    /// First characters, which are displayed.
    pub prefix: String,
    /// Last four characters.
    pub last_four: String,
    /// Keyed hash.
    pub mac: Mac,
    /// KMS key of the hash.
    pub hmac_key: HmacKeyArn,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time of expiry.
    pub expires_at: Option<Timestamp>,
    /// Time of revocation.
    pub revoked_at: Option<Timestamp>,
}

impl ApiKeyRecord {
    /// Returns its status at `now`.
    pub fn status(&self, now: Timestamp) -> ApiKeyStatus {
        match (self.revoked_at, self.expires_at) {
            (Some(_), _) => ApiKeyStatus::Revoked,
            (None, Some(end)) if end <= now => ApiKeyStatus::Expired,
            (None, Some(_)) => ApiKeyStatus::Expiring,
            (None, None) => ApiKeyStatus::Active,
        }
    }
}

/// Signing key as stored.
#[derive(Clone, Debug)]
pub struct SigningKeyRecord {
    /// Public key.
    pub key: SigningPublicKey,
    /// Time of installation.
    pub installed_at: Timestamp,
    /// End of validity; `None` for the current key.
    pub retires_at: Option<Timestamp>,
}

impl SigningKeyRecord {
    /// Returns true if it verifies requests at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.retires_at.is_none_or(|end| end > now)
    }
}

/// Application in one item, which judges a request.
#[derive(Clone, Debug)]
pub struct ApplicationRecord {
    /// Id.
    pub id: ApplicationId,
    /// Owning organization.
    pub organization: OrganizationId,
    /// Name.
    pub name: ApplicationName,
    /// Permissions.
    pub permissions: PermissionSet,
    /// True if its requests are accepted.
    pub enabled: bool,
    /// True if its organization is enabled.
    pub organization_enabled: bool,
    /// Allow-list of source addresses; empty allows all.
    pub allowed_source_ips: Vec<SourceBlock>,
    /// True if tokens must name each sent header that can be signed.
    pub require_signed_headers: bool,
    /// API keys, oldest first.
    pub api_keys: Vec<ApiKeyRecord>,
    /// Signing keys, the current one first.
    pub signing_keys: Vec<SigningKeyRecord>,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Creator.
    pub created_by: UserId,
    /// Time of the last change.
    pub updated_at: Timestamp,
    /// Number of changes.
    pub revision: u64,
}

/// Last use of a pair of keys.
#[derive(Clone, Debug)]
pub struct LastUse {
    /// API key.
    pub api_key: ApiKeyId,
    /// Signing key.
    pub signing_key: Fingerprint,
    /// Time.
    pub at: Timestamp,
    /// Source address.
    pub source_ip: String,
    /// Route.
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

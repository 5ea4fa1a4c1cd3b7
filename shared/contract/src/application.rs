//! API applications: what people send and see, and the record that judges a request.

use std::fmt;
use std::str::FromStr;

use ipnet::IpNet;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::api_key::ApiKeyId;
use crate::id::{ApplicationId, OrganizationId};
use crate::json::{from_text, names, object};
use crate::member::UserId;
use crate::permission::PermissionSet;
use crate::route::Output;
use crate::signing_key::{Fingerprint, SigningPublicKey};
use crate::time::Timestamp;
use crate::value::{InvalidValue, List, Text};

/// API keys of an application that are neither revoked nor expired, at most.
pub const MAX_LIVE_KEYS: usize = 10;
/// Applications of an organization, at most.
pub const MAX_APPLICATIONS: u32 = 100;

/// An application's name: says which service or deployment holds the credential.
pub type ApplicationName = Text<1, 100>;

/// A CIDR block of addresses, or a single address, that requests may come from. Bits behind the
/// prefix must be zero, so that nobody believes to have allowed one host and allowed a network.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceBlock(IpNet);

impl SourceBlock {
    /// Whether `address` lies in it. An IPv4 address mapped into IPv6 counts as the IPv4 address.
    #[must_use]
    pub fn contains(&self, address: std::net::IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for SourceBlock {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let block = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
            .map_err(|_| InvalidValue::new("must be a CIDR block such as 203.0.113.0/24 or 2001:db8::/32"))?;
        if block.network() != block.addr() {
            return Err(InvalidValue::new(format!(
                "must have no bits set behind its prefix; did you mean {}?",
                block.trunc()
            )));
        }
        Ok(Self(block))
    }
}

from_text!(SourceBlock);

impl JsonSchema for SourceBlock {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SourceBlock".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "CIDR block, IPv4 or IPv6" })
    }
}

object! {
    /// The body that creates an API application.
    pub struct NewApplication {
        /// Says which service or deployment holds the credential; unique in the organization.
        pub name: ApplicationName,
        /// RSA public key as SPKI PEM, 2048 to 8192 bits.
        pub public_key: SigningPublicKey,
        /// What it may do. A WRITE needs its READ.
        pub permissions: PermissionSet,
        /// Where requests may come from; empty or absent: from anywhere.
        pub allowed_source_ips: Option<List<SourceBlock, 0, 50>>,
        /// When the first API key expires; absent: never.
        pub key_expires_at: Option<Timestamp>,
    }
}

names! {
    /// Whether an API key can be used.
    pub enum ApiKeyStatus {
        Active = "ACTIVE",
        /// It has an end in the future.
        Expiring = "EXPIRING",
        Expired = "EXPIRED",
        /// Final.
        Revoked = "REVOKED",
    }
}

names! {
    /// Which of the two signing keys it is.
    pub enum SigningKeyStatus {
        Current = "CURRENT",
        /// Replaced, and still verifying during its grace window.
        Retiring = "RETIRING",
    }
}

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

/// An API key as people see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyView {
    /// Which of the application's keys it is.
    pub id: ApiKeyId,
    /// Everything before the secret.
    pub prefix: String,
    /// The last four characters.
    pub last_four: String,
    /// Whether it can be used.
    pub status: ApiKeyStatus,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it last let a request through, to within a minute.
    pub last_used_at: Option<Timestamp>,
    /// From which address.
    pub last_used_source_ip: Option<String>,
    /// On which route.
    pub last_used_route: Option<String>,
}

/// A signing key as people see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SigningKeyView {
    /// Lower-case hex SHA-256 of the DER SubjectPublicKeyInfo.
    pub fingerprint: Fingerprint,
    /// Bits of its modulus.
    pub bits: u32,
    /// The public key, PEM.
    pub public_key: SigningPublicKey,
    /// Which of the two it is.
    pub status: SigningKeyStatus,
    /// When it was installed.
    pub installed_at: Timestamp,
    /// When it stops verifying.
    pub retires_at: Option<Timestamp>,
    /// When it last verified a request, to within a minute.
    pub last_used_at: Option<Timestamp>,
}

/// An API application as people see it. Never a secret, never a hash.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Who owns it.
    pub organization_id: OrganizationId,
    /// Its name.
    pub name: ApplicationName,
    /// Whether it may be used.
    pub enabled: bool,
    /// What it may do.
    pub permissions: PermissionSet,
    /// Where requests may come from; empty: from anywhere.
    pub allowed_source_ips: Vec<SourceBlock>,
    /// Its API keys, oldest first.
    pub api_keys: Vec<ApiKeyView>,
    /// Its signing keys, the current one first.
    pub signing_keys: Vec<SigningKeyView>,
    /// When it was created.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: UserId,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Counts the changes; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

impl Output for Application {
    fn revision(&self) -> Option<u64> {
        Some(self.revision)
    }
}

impl Application {
    /// What people see of `record` at `now`, with when its keys were used.
    #[must_use]
    pub fn of(record: ApplicationRecord, uses: &[LastUse], now: Timestamp) -> Self {
        let api_keys = record.api_keys.into_iter().map(|key| {
            let last = uses.iter().filter(|used| used.api_key == key.id).max_by_key(|used| used.at);
            ApiKeyView {
                status: key.status(now),
                id: key.id,
                prefix: key.prefix,
                last_four: key.last_four,
                created_at: key.created_at,
                expires_at: key.expires_at,
                revoked_at: key.revoked_at,
                last_used_at: last.map(|used| used.at),
                last_used_source_ip: last.map(|used| used.source_ip.clone()),
                last_used_route: last.map(|used| used.route.clone()),
            }
        });
        let signing_keys = record.signing_keys.into_iter().filter(|key| key.is_live(now)).map(|key| SigningKeyView {
            fingerprint: key.key.fingerprint().clone(),
            bits: key.key.bits(),
            status: if key.retires_at.is_none() { SigningKeyStatus::Current } else { SigningKeyStatus::Retiring },
            installed_at: key.installed_at,
            retires_at: key.retires_at,
            last_used_at: uses
                .iter()
                .filter(|used| used.signing_key == *key.key.fingerprint())
                .map(|used| used.at)
                .max(),
            public_key: key.key,
        });
        Self {
            api_keys: api_keys.collect(),
            signing_keys: signing_keys.collect(),
            id: record.id,
            organization_id: record.organization,
            name: record.name,
            enabled: record.enabled,
            permissions: record.permissions,
            allowed_source_ips: record.allowed_source_ips,
            created_at: record.created_at,
            created_by: record.created_by,
            updated_at: record.updated_at,
            revision: record.revision,
        }
    }
}

/// A raw API key on its way to the one who created it: the only type that writes one into an answer.
#[derive(Clone)]
pub struct RevealedKey(crate::api_key::ApiKey);

impl RevealedKey {
    /// Marks `key` for the one answer that shows it.
    #[must_use]
    pub const fn once(key: crate::api_key::ApiKey) -> Self {
        Self(key)
    }
}

impl fmt::Debug for RevealedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RevealedKey")
    }
}

impl Serialize for RevealedKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

impl JsonSchema for RevealedKey {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RevealedKey".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "The API key. It is shown in this answer and never again." })
    }
}

/// A new application with its first API key.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationCreated {
    /// The application.
    #[serde(flatten)]
    pub application: Application,
    /// Its API key, this once.
    pub api_key: RevealedKey,
}

impl Output for ApplicationCreated {
    fn revision(&self) -> Option<u64> {
        self.application.revision()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_one_without_host_bits() {
        let block: SourceBlock = "203.0.113.0/24".parse().unwrap();
        assert!(block.contains("203.0.113.9".parse().unwrap()) && !block.contains("203.0.114.1".parse().unwrap()));
        assert!(block.contains("::ffff:203.0.113.9".parse().unwrap()), "IPv4 mapped into IPv6");
        assert!("2001:db8::1".parse::<SourceBlock>().unwrap().contains("2001:db8::1".parse().unwrap()));
        for bad in ["203.0.113.1/24", "203.0.113.0/33", "x", "", "203.0.113.0/"] {
            assert!(bad.parse::<SourceBlock>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_hmac_key_is_named_by_arn_and_never_by_alias() {
        assert!("arn:aws:kms:eu-central-1:111122223333:key/1234".parse::<HmacKeyArn>().is_ok());
        for bad in ["alias/x", "1234", "arn:aws:kms:eu-central-1:111122223333:alias/x"] {
            assert!(bad.parse::<HmacKeyArn>().is_err(), "{bad}");
        }
    }
}
